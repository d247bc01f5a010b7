import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Module } from "../../language/ast.ts";
import { format } from "../../language/format.ts";
import { parse } from "../../language/parse.ts";
import { problemList } from "../../language/problem-list.ts";
import { scan } from "../../language/scanner/scan.ts";
import { Identifier } from "../../language/tokens.ts";
import { programs as generated } from "../compiler/plan/generated.ts";
import { runs } from "../runs.ts";
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

  it("breaks up the lists of a line that is too long, the last block or record first, and never a text", () => {
    const name = "a_name_that_is_rather_long";
    const long = `agent ${name}(first: string, second: string) -> { a: int } { turns: 3, prompt: "${"x".repeat(60)}" }`;
    expect(formatted(long)).toBe(
      `agent ${name}(first: string, second: string) -> { a: int } {\n  turns: 3\n  prompt: "${"x".repeat(60)}"\n}\n`,
    );
    const call = `flow f() {\n  let x = ${name}(first: ${name}, second: [${name}, ${name}])\n  return if x.ok { ${name}(x) } else { ${name}(${name}(${name}(1)), 2, 3) }\n}`;
    expect(formatted(call)).toBe(
      `flow f() {
  let x = ${name}(
    first: ${name},
    second: [${name}, ${name}],
  )
  return if x.ok {
    ${name}(x)
  } else {
    ${name}(${name}(${name}(1)), 2, 3)
  }
}
`,
    );
    const text = `flow f() { return "${"x".repeat(90)} \${g(1, 2, [3, 4])} \${{ a: 1 }}" }`;
    expect(formatted(text)).toBe(`flow f() {\n  return ${text.slice(18, -2)}\n}\n`);
  });

  it("keeps what stands in columns in columns, and puts nothing else there", () => {
    expect(formatted("schema A  {x:int}\nschema Bcd {y:int}\nschema Bc  {y:int}\n")).toBe(
      "schema A   { x: int }\nschema Bcd { y: int }\nschema Bc  { y: int }\n",
    );
    expect(formatted("schema A   {x:int}\nschema Bcd {y:int}\n\nschema A   {x:int}\n")).toBe(
      "schema A   { x: int }\nschema Bcd { y: int }\n\nschema A { x: int }\n",
    );
    expect(formatted("flow f() {\n  let a   = 1 // one\n  let bcd = 22 // two\n  let e  = 3\n}\n")).toBe(
      "flow f() {\n  let a   = 1 // one\n  let bcd = 22 // two\n  let e   = 3\n}\n",
    );
    expect(formatted("schema S {\n  a:  int    // one\n  bc: string // two\n  /// Doc.\n  d:   int\n}\n")).toBe(
      "schema S {\n  a:  int    // one\n  bc: string // two\n  /// Doc.\n  d: int\n}\n",
    );
    expect(formatted("schema S {\n  a:   int\n  bc: string\n}\n")).toBe("schema S {\n  a: int\n  bc: string\n}\n");
  });

  it("writes Unix line ends and no byte order mark", () => {
    expect(
      formatted('\ufeff// c\r\nschema S {\r\n\ta: int\r\n}\r\nagent a() { prompt: """\r\n x\r\n  y\r\n""" }\r\n'),
    ).toBe('// c\nschema S {\n  a: int\n}\n\nagent a() {\n  prompt: """\n    x\n     y\n    """\n}\n');
  });

  /** Something done to a source before one of its tokens: a piece put in, the line joined, the name made longer. */
  const change = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "\n",
        "\n\n\n",
        "  ",
        "      ",
        " // c\n",
        " /// d\n",
        "\n// own\n",
        "\t",
        "\r\n",
        ",",
        " ",
      ),
    },
    { weight: 2, arbitrary: fc.constant("join" as const) },
    { weight: 3, arbitrary: fc.constantFrom("longer_", "a_name_that_is_rather_long_") },
  );

  function changed(source: string, changes: readonly (readonly [number, string])[], windows: boolean): string {
    const { tokens } = scan(source, problemList("", 1));
    const text = changes
      .map(([at, what]) => ({ token: tokens[at % tokens.length], what }))
      .sort((a, b) => (b.token?.startOffset ?? 0) - (a.token?.startOffset ?? 0))
      .reduce((so, { token, what }) => {
        const at = token?.startOffset ?? 0;
        const before = so.slice(0, at);
        if (what === "join") return before.replace(/[ \t\r\n]+$/, " ") + so.slice(at);
        if (what.endsWith("_") && token?.tokenType !== Identifier) return so;
        return before + what + so.slice(at);
      }, source);
    return windows ? text.replaceAll(/\r?\n/g, "\r\n") : text;
  }

  it("keeps every comment and the tree, and has nothing to change a second time", { timeout: 3_600_000 }, () => {
    const changes = fc.array(fc.tuple(fc.nat(), change), { maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...sources), generated), changes, fc.boolean(), (source, made, windows) => {
        const text = changed(source, made, windows);
        const before = parse(text, "test.af");
        fc.pre(before.diagnostics.length === 0);
        const once = formatted(text);
        const after = parse(once, "test.af");
        expect(after.diagnostics).toEqual([]);
        expect(treeOf(after.module)).toBe(treeOf(before.module));
        expect(after.module.comments.map((each) => each.text)).toEqual(before.module.comments.map((each) => each.text));
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: runs(200) },
    );
  });
});
