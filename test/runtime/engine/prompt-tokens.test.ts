import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyContext, grow, growAll } from "../../../runtime/context/context.ts";
import type { Entry, TurnEntry } from "../../../runtime/context/entry.ts";
import type { Device } from "../../../runtime/engine/device.ts";
import { createPromptTokens } from "../../../runtime/engine/prompt-tokens.ts";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import { createTokeniser } from "../../../runtime/engine/scripted/tokeniser.ts";
import type { Piece } from "../../../runtime/layout/layout.ts";
import { contextOf, prompt, promptText } from "./playing.ts";

function counting() {
  const tokeniser = createTokeniser();
  const asked: string[] = [];
  const device: Pick<Device, "tokenize"> = {
    tokenize(pieces: readonly Piece[]) {
      asked.push(pieces.map((piece) => piece.text).join(""));
      return tokeniser.encode(pieces);
    },
  };
  return { tokens: createPromptTokens(device as Device, plainLayout, "engine"), asked, tokeniser };
}

const turn = (text: string, exact?: TurnEntry["exact"]): Entry =>
  exact ? { kind: "turn", text, calls: [], exact } : { kind: "turn", text, calls: [] };

const entries = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("system" as const), text: fc.string() }),
    fc.string().map(prompt),
    fc.string().map((text) => turn(text)),
  ),
  { maxLength: 8 },
);

describe("a context's tokens", () => {
  test("are those of its entries one behind the other, in whatever order contexts are asked about", () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(), { maxLength: 8 }), (list, order) => {
        const whole = growAll(emptyContext, list);
        const { tokens: plain, tokeniser } = counting();
        const expected = [...plain.since(emptyContext, whole)];
        const text = tokeniser.decode([...expected, ...plain.openTurn(whole)]);
        expect(text).toBe(promptText(whole));

        const { tokens } = counting();
        for (const index of order) tokens.of(growAll(emptyContext, list.slice(0, index % (list.length + 1))));
        for (let cut = 0; cut <= list.length; cut += 1) {
          const from = growAll(emptyContext, list.slice(0, cut));
          const parts = [...tokens.since(emptyContext, from), ...tokens.since(from, whole)];
          expect(tokeniser.decode(parts)).toBe(tokeniser.decode(expected));
          expect(tokens.of(whole).length).toBe(expected.length);
        }
      }),
    );
  });

  test("are made once for each entry, for equal contexts too", () => {
    const { tokens, asked } = counting();
    const spine = contextOf("one", "two");
    tokens.of(spine);
    tokens.of(contextOf("one", "two", "three"));
    tokens.of(grow(spine, prompt("three")));
    tokens.count([prompt("four")], spine);
    tokens.count([prompt("four")], spine);
    expect(asked.filter((text) => text.includes("one"))).toHaveLength(1);
    expect(asked.filter((text) => text.includes("two"))).toHaveLength(1);
    expect(asked.filter((text) => text.includes("four"))).toHaveLength(1);
  });

  test("are the very ids that were written, for the engine that wrote them", () => {
    const { tokens, tokeniser } = counting();
    const spine = contextOf("one");
    const open = [...tokens.openTurn(spine)];
    const own = grow(spine, turn("two", { identity: "engine", tokens: [1, 2, 3], runs: [3] }));
    expect([...tokens.since(spine, own)]).toEqual([...open, 1, 2, 3]);
    const other = grow(spine, turn("two", { identity: "other", tokens: [1, 2, 3], runs: [3] }));
    expect(tokeniser.decode(tokens.since(spine, other))).toBe("<|im_end|>\n<|im_start|>assistant\ntwo");
  });
});
