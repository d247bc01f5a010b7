import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BYTE_ALPHABET,
  fromAlphabet,
  makeBpe,
  splitPieces,
  toAlphabet,
  trainMerges,
} from "../../../stdlib/model/bpe.ts";
import { makeVocabulary } from "../../../stdlib/model/vocabulary.ts";

describe("byte-level BPE", () => {
  it("gives every byte a character of its own and takes it back", () => {
    expect(new Set(BYTE_ALPHABET).size).toBe(256);
    expect(toAlphabet(" a\n")).toBe("ĠaĊ");
    expect([...fromAlphabet("ĠaĊ")]).toEqual([32, 97, 10]);
  });

  it("cuts text into words with their space, single digits, punctuation and line breaks", () => {
    expect(splitPieces("Ana's bill is 40, isn't it?\n\n  Yes")).toEqual([
      "Ana",
      "'s",
      " bill",
      " is",
      " ",
      "4",
      "0",
      ",",
      " isn",
      "'t",
      " it",
      "?\n\n",
      " ",
      " Yes",
    ]);
  });

  it("learns the most frequent pair first, and of equals the one of earlier symbols", () => {
    expect(trainMerges("ab ab ab cd cd", 3)).toEqual([
      ["a", "b"],
      ["Ġ", "c"],
      ["Ġ", "ab"],
    ]);
  });

  it("stops where nothing is left that occurs twice", () => {
    expect(trainMerges("xy", 10)).toEqual([]);
  });

  it("gives back every text that it cut", () => {
    const bpe = makeBpe(makeVocabulary(512));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(bpe.decode(bpe.encode(text))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it("never makes a special token of text", () => {
    const vocabulary = makeVocabulary(512);
    const tokens = makeBpe(vocabulary).encode("<|im_end|><tool_call>");
    expect(tokens.map((id) => vocabulary.types[id])).not.toContain(3);
  });
});
