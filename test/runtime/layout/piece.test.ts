import { describe, expect, it } from "vitest";
import { commonEnd, cut, joined, mark, plain, textOf } from "../../../runtime/layout/piece.ts";

const pieces = [mark("<user>"), plain("tea"), mark("<end>")];

describe("pieces", () => {
  it("join what is of one kind and drop what is empty", () => {
    expect(joined([mark("<a>"), mark(""), mark("<b>")], [plain(""), plain("x"), plain("y")])).toEqual([
      mark("<a><b>"),
      plain("xy"),
    ]);
  });

  it("are cut by the offsets of their text and keep their kind", () => {
    expect(cut(pieces, 4, 8)).toEqual([mark("r>"), plain("te")]);
    expect(cut(pieces, 0, 0)).toEqual([]);
    expect(textOf(cut(pieces, 0, textOf(pieces).length))).toBe("<user>tea<end>");
  });

  it("have the longest end in common", () => {
    expect(commonEnd([mark("<s>[INST] ")], [mark("</s>"), plain("<s>[INST] ")])).toEqual([plain("<s>[INST] ")]);
    expect(commonEnd([mark("a")], [mark("b")])).toEqual([]);
  });
});
