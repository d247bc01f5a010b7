import { run } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useScriptedEngine } from "../../../../runtime/engine/scripted/scripted-engine.ts";
import { cutText, resultText } from "../../../../runtime/run/agent/result-text.ts";

// A text with half a character in it does not survive being written as UTF-8.
const wellFormed = (text: string): boolean => Buffer.from(text, "utf8").toString("utf8") === text;

describe("the text of a result", () => {
  it("is a string as it is and anything else as compact JSON", async () => {
    await run(function* () {
      const engine = yield* useScriptedEngine();
      expect(resultText("as it is", 100, engine)).toMatchObject({ text: "as it is", cut: false });
      expect(resultText({ a: [1, null] }, 100, engine)).toMatchObject({ text: '{"a":[1,null]}', cut: false });
      expect(resultText(null, 100, engine)).toMatchObject({ text: "null", cut: false });
    });
  });

  it("never has more tokens than it may, says where it was cut, and parts no character", async () => {
    await run(function* () {
      const engine = yield* useScriptedEngine();
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", maxLength: 600 }), fc.integer({ min: 40, max: 90 }), (text, most) => {
          const shown = cutText(text, most, engine);
          expect(shown.tokens).toBeLessThanOrEqual(most);
          expect(shown.cut).toBe(shown.text !== text);
          if (shown.cut) expect(shown.text).toContain(`the whole has ${text.length} characters`);
          expect(wellFormed(shown.text)).toBe(wellFormed(text));
          if (shown.cut) expect(text.startsWith(shown.text.slice(0, shown.text.indexOf("… [cut")))).toBe(true);
        }),
        { numRuns: 60 },
      );
    });
  });
});
