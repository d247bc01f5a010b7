import { describe, expect, it } from "vitest";
import { selectionAt } from "../../../compiler/editor/selection.ts";
import { marked } from "./marked.ts";

describe("a selection", () => {
  it("grows from the word through every part around it to the whole file", () => {
    const { analysis, cursor } = marked("flow main(xs: int[]) -> int { return xs.le¦ngth + 1 }");
    const texts = selectionAt(analysis, cursor).map(({ start, end }) => analysis.text.slice(start, end));
    expect(texts).toEqual([
      "length",
      "xs.length",
      "xs.length + 1",
      "return xs.length + 1",
      "{ return xs.length + 1 }",
      "flow main(xs: int[]) -> int { return xs.length + 1 }",
    ]);
  });

  it("in a text's value grows through the value to the text", () => {
    const { analysis, cursor } = marked('agent a(topic: string) { prompt: "About ${to¦pic}." }');
    const texts = selectionAt(analysis, cursor).map(({ start, end }) => analysis.text.slice(start, end));
    expect(texts.slice(0, 4)).toEqual(["topic", "${topic}", '"About ${topic}."', 'prompt: "About ${topic}."']);
  });

  it("is the whole file where nothing stands", () => {
    const { analysis, cursor } = marked("\n¦\n");
    expect(selectionAt(analysis, cursor)).toEqual([{ start: 0, end: 2 }]);
  });
});
