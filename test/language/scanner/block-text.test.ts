import { describe, expect, it } from "vitest";
import { dedent } from "../../../language/scanner/block-text.ts";

describe("dedent", () => {
  it("leaves a text of one line alone", () => {
    expect(dedent(["  one  "])).toEqual(["  one  "]);
  });

  it("takes away a first line break, a last line of blanks, and the indentation between", () => {
    expect(dedent(["\n    one\n      two\n    "])).toEqual(["one\n  two"]);
  });

  it("does not count the first line", () => {
    expect(dedent(["one\n    two\n    three\n"])).toEqual(["one\ntwo\nthree"]);
  });

  it("does not count blank lines", () => {
    expect(dedent(["one\n\n  \n    two"])).toEqual(["one\n\n\ntwo"]);
  });

  it("counts the indentation before an interpolation", () => {
    expect(dedent(["\n    ", "\n  two\n"])).toEqual(["  ", "\ntwo"]);
  });

  it("does not count what follows an interpolation on its line", () => {
    expect(dedent(["\n    ", " and\n    ", ""])).toEqual(["", " and\n", ""]);
  });

  it("keeps blanks that only some lines have", () => {
    expect(dedent(["\n\t one\n\ttwo\n"])).toEqual([" one\ntwo"]);
    expect(dedent(["\n\tone\n  two\n"])).toEqual(["\tone\n  two"]);
  });

  it("makes line feeds of all line breaks", () => {
    expect(dedent(["\r\n  one\r\n  two\r\n  "])).toEqual(["one\ntwo"]);
  });

  it("gives an empty text for nothing but a line break", () => {
    expect(dedent(["\n  "])).toEqual([""]);
    expect(dedent(["\n"])).toEqual([""]);
    expect(dedent([""])).toEqual([""]);
  });

  it("takes one line break at each end and no more", () => {
    expect(dedent(["\n\n  one\n\n  "])).toEqual(["\none\n"]);
  });
});
