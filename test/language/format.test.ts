import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Module } from "../../language/ast.ts";
import { format } from "../../language/format.ts";
import { parse } from "../../language/parse.ts";
import { problemList } from "../../language/problem-list.ts";
import { scan } from "../../language/scanner/scan.ts";
import { shape } from "./shape.ts";

const folder = new URL("./fixtures/format/", import.meta.url);
const programs = new URL("./fixtures/programs/", import.meta.url);
const read = (file: string, from: URL) => readFileSync(new URL(file, from), "utf8");
const sources = [
  ...readdirSync(programs).map((file) => read(file, programs)),
  ...["everything.af", "untidy.af"].map((file) => read(file, folder)),
];

function formatted(text: string): string {
  const result = format(text, "test.af");
  if (result.kind === "refused") throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  return result.text;
}

function treeOf({ imports, declarations }: Module): string {
  return shape({ imports, declarations });
}

describe("format", () => {
  it.each(["everything", "untidy"])("brings the file `%s.af` into the one style", async (name) => {
    const snapshot = new URL(`${name}.formatted.txt`, folder).pathname;
    await expect(formatted(read(`${name}.af`, folder))).toMatchFileSnapshot(snapshot);
  });

  it("leaves a text with mistakes alone, and says what they are", () => {
    const result = format("schema S { a int }", "test.af");
    expect(result.kind === "refused" && result.diagnostics.map(({ code }) => code)).toEqual(["AF0110"]);
  });

  it("gives nothing for nothing, and comments for comments", () => {
    expect(formatted("")).toBe("");
    expect(formatted("\n\n")).toBe("");
    expect(formatted("\n\n  // Only this.\n\n\n// And this.")).toBe("// Only this.\n\n// And this.\n");
  });

  it("keeps every comment and the tree, and has nothing to change a second time", { timeout: 120_000 }, () => {
    const pieces = ["\n", "\n\n\n", "  ", " // c\n", " /// d\n", "\n// own\n", "\t", "\r\n", ",", " "];
    const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...pieces)), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...sources), edits, (source, changes) => {
        const starts = scan(source, problemList("", 1)).tokens.map(({ startOffset }) => startOffset);
        const text = changes
          .map(([at, piece]) => ({ at: starts[at % starts.length] ?? 0, piece }))
          .sort((a, b) => b.at - a.at)
          .reduce((so, { at, piece }) => so.slice(0, at) + piece + so.slice(at), source);
        const before = parse(text, "test.af");
        fc.pre(before.diagnostics.length === 0);
        const once = formatted(text);
        const after = parse(once, "test.af");
        expect(after.diagnostics).toEqual([]);
        expect(treeOf(after.module)).toBe(treeOf(before.module));
        expect(after.module.comments.map((each) => each.text)).toEqual(before.module.comments.map((each) => each.text));
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 200 },
    );
  });
});
