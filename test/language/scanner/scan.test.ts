import { describe, expect, it } from "vitest";
import { problemList } from "../../../language/problem-list.ts";
import { scan } from "../../../language/scanner/scan.ts";

function read(text: string) {
  const problems = problemList("test.af", 100);
  const { tokens, comments } = scan(text, problems);
  return { tokens, comments, codes: problems.diagnostics.map(({ code }) => code) };
}

function images(text: string): string[] {
  return read(text).tokens.map(({ image }) => image);
}

describe("scan", () => {
  it("takes the longest mark", () => {
    expect(images("a...b..c.d?.e??f->g>=h")).toEqual("a ... b .. c . d ?. e ?? f -> g >= h".split(" "));
  });

  it("reads bounds as numbers and a range", () => {
    expect(images("1..280 0..")).toEqual(["1", "..", "280", "0", ".."]);
  });

  it("reads a slash after an opening parenthesis as a pattern, elsewhere as a division", () => {
    expect(images("string(/[)/]+/) a / b / c")).toEqual(["string", "(", "/[)/]+/", ")", "a", "/", "b", "/", "c"]);
  });

  it("knows which tokens begin a line", () => {
    const { tokens } = read("a b\n c // d\n\ne");
    expect(tokens.map(({ breakBefore }) => breakBefore)).toEqual([true, false, true, true]);
  });

  it("splits a text at its interpolations, to any depth", () => {
    expect(images('"a ${b + "c ${d} e"} f"')).toEqual(['"a ${', "b", "+", '"c ${', "d", '} e"', '} f"']);
  });

  it("leaves braces in an interpolation to it", () => {
    expect(images('"${ { a: {} }.a }"')).toEqual(['"${', "{", "a", ":", "{", "}", "}", ".", "a", '}"']);
  });

  it("resolves escapes in a text", () => {
    const [token] = read('"a\\n\\t\\"\\\\\\u{1F600}\\${b}"').tokens;
    expect(token?.piece?.value).toBe('a\n\t"\\😀${b}');
  });

  it("keeps escapes out of the indentation of a block", () => {
    const [token] = read('"""\n  a\\n b\n  c\n"""').tokens;
    expect(token?.piece?.value).toBe("a\n b\nc");
  });

  it("lets a block text hold quotes, also at its end", () => {
    expect(read('"""a "b" ""c"""').tokens[0]?.piece?.value).toBe('a "b" ""c');
    expect(read('"""say "a""""').tokens[0]?.piece?.value).toBe('say "a"');
    expect(images('"""""" a')).toEqual(['""""""', "a"]);
  });

  it("gives the lines of a doc comment to the token after them", () => {
    const { tokens, comments } = read("// a\n/// b\n///   c  \n//// d\ne f");
    expect(tokens.map(({ doc }) => doc?.text)).toEqual(["b\n  c", undefined]);
    expect(comments.map(({ text }) => text)).toEqual(["// a", "/// b", "///   c", "//// d"]);
  });

  it("skips a byte order mark and reads Windows line ends", () => {
    const { tokens, codes } = read("\ufeffa\r\nb");
    expect(tokens.map(({ image, breakBefore }) => [image, breakBefore])).toEqual([
      ["a", true],
      ["b", true],
    ]);
    expect(codes).toEqual([]);
  });

  it("ends an unclosed text with its line", () => {
    const { tokens, codes } = read('a "b }\nc');
    expect(tokens.map(({ image }) => image)).toEqual(["a", '"b }', "c"]);
    expect(tokens[1]?.flaw).toBe("}");
    expect(codes).toEqual(["AF0101"]);
  });

  it("ends a text whose interpolation is unclosed with its line", () => {
    const { tokens, codes } = read('a "b ${c\nd "e"');
    expect(tokens.map(({ image }) => image)).toEqual(["a", '"b ${', "c", "", "d", '"e"']);
    expect(codes).toEqual(["AF0123"]);
  });

  it("lets an interpolation of a block text go over lines", () => {
    expect(read('"""${a\n+ b}"""').codes).toEqual([]);
  });

  it("reads what other languages write, and says so", () => {
    expect(read("a => 'b' # c\nd === e; f; /* g */ h").codes).toEqual([
      "AF0103",
      "AF0104",
      "AF0103",
      "AF0103",
      "AF0103",
      "AF0103",
    ]);
  });

  it("reports a name with foreign letters and keeps it as a name", () => {
    expect(images("größe + é")).toEqual(["größe", "+", "é"]);
    expect(read("größe + é").codes).toEqual(["AF0105", "AF0105"]);
  });
});
