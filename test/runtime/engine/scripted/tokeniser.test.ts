import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTokeniser } from "../../../../runtime/engine/scripted/tokeniser.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });

describe("the scripted tokeniser", () => {
  test("loses nothing, and gives the same ids for the same text", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ text, special: fc.boolean() })), (pieces) => {
        const tokeniser = createTokeniser();
        const tokens = tokeniser.encode(pieces);
        expect(tokeniser.decode(tokens)).toBe(pieces.map((piece) => piece.text).join(""));
        expect(tokeniser.encode(pieces)).toEqual(tokens);
        expect([...tokens].every((token) => token > 0)).toBe(true);
      }),
    );
  });

  test("makes a token of four characters, and of a mark where marks may stand", () => {
    const { encode } = createTokeniser();
    expect(encode([{ text: "twelve chars", special: false }])).toHaveLength(3);
    expect(encode([{ text: "<|im_end|>", special: true }])).toHaveLength(1);
    expect(encode([{ text: "<|im_end|>", special: false }])).toHaveLength(3);
  });
});
