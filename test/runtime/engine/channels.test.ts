import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createChannels } from "../../../runtime/engine/channels.ts";
import type { TurnDelta } from "../../../runtime/engine/engine.ts";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import { searchTool, turnRequest } from "./playing.ts";

const either = turnRequest({ calls: [searchTool], maxCalls: 1 });

/** What comes out where the parts come in pieces of these sizes. */
function sorted(reason: string, rest: string, sizes: readonly number[], request = either): TurnDelta[] {
  const deltas: TurnDelta[] = [];
  const channels = createChannels(plainLayout.calls, request, (delta) => deltas.push(delta));
  let index = 0;
  for (const [part, text] of [
    ["reason", reason],
    ["rest", rest],
  ] as const)
    for (let at = 0; at < text.length; ) {
      const size = sizes[index++ % sizes.length] ?? 1;
      channels.take(part, { text: text.slice(at, at + size), sampled: 1, forced: 0 });
      at += size;
    }
  channels.end();
  return deltas;
}

const textOf = (deltas: readonly TurnDelta[], channel: TurnDelta["channel"]): string =>
  deltas
    .filter((delta) => delta.channel === channel)
    .map((delta) => delta.text)
    .join("");

describe("a turn's channels", () => {
  test.each([
    ["answer", '"<tool_ish"'],
    ["answer", '{"a":1}'],
    ["calls", '<tool_call>\n{"name": "search", "arguments": {}}\n</tool_call>'],
  ] as const)("are told apart however the text is cut: %s", (channel, rest) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const deltas = sorted("I see < that\n</think>", rest, sizes);
        expect(textOf(deltas, "reason")).toBe("I see < that\n");
        expect(textOf(deltas, channel)).toBe(rest);
        expect(deltas.reduce((sum, delta) => sum + delta.sampled, 0)).toBe(deltas.filter((d) => d.sampled > 0).length);
      }),
    );
  });

  test("need no looking where only one can be", () => {
    const { answer, ...onlyCalls } = either;
    expect(answer).toBeDefined();
    expect(sorted("", "<to", [1], onlyCalls).map(({ channel, text }) => [channel, text])).toEqual([
      ["calls", "<"],
      ["calls", "t"],
      ["calls", "o"],
    ]);
    expect(sorted("", "<to", [1], turnRequest()).map(({ text }) => text)).toEqual(["<", "t", "o"]);
  });

  test("give out at the end what might have become a mark", () => {
    expect(textOf(sorted("", "<tool_c", [3]), "answer")).toBe("<tool_c");
  });
});
