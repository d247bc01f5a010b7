import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../language/parse.ts";
import { problemList } from "../../language/problem-list.ts";
import { scan } from "../../language/scanner/scan.ts";
import { patience, runs } from "../runs.ts";

const folder = new URL("./fixtures/programs/", import.meta.url);
const programs = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
const program = fc.constantFrom(...programs);
const snippets = [
  ..."{}[]().,:=|<>!-+*/%?\"'`@;#$\\\n\t é😀",
  '"""',
  "${",
  "->",
  "..",
  "let ",
  "if ",
  "agent x",
  "///",
];
const snippet = fc.oneof(fc.constantFrom(...snippets), fc.string({ maxLength: 5, unit: "binary" }));

/** Goes through a whole tree without recursion; gives its height, its gaps and what is wrong with it. */
function inspect(module: object, length: number) {
  let height = 0;
  let gaps = 0;
  const wrong: string[] = [];
  const open: { readonly node: object; readonly depth: number }[] = [{ node: module, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    height = Math.max(height, depth);
    const { span, kind, text } = node as { span?: { start: number; end: number }; kind?: string; text?: string };
    if (span && !(span.start >= 0 && span.start <= span.end && span.end <= length)) wrong.push(`the span of ${kind}`);
    if (kind === "missing" || kind === "missing-type" || text === "") gaps += 1;
    for (const [key, child] of Object.entries(node)) {
      if (child === undefined || Number.isNaN(child)) wrong.push(`${key} of ${kind} is ${child}`);
      if (typeof child === "object" && child !== null && key !== "span") open.push({ node: child, depth: depth + 1 });
    }
  }
  return { height, gaps, wrong };
}

function check(text: string) {
  const { module, diagnostics } = parse(text, "test.af");
  const { height, gaps, wrong } = inspect(module, text.length);
  expect(wrong).toEqual([]);
  // Each level of the parser makes at most four of the tree, each link of a chain three.
  expect(height).toBeLessThan(1_500);
  expect(diagnostics.length).toBeLessThanOrEqual(100);
  for (const { span, message } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(text.length);
    expect(message).toMatch(/[.?]$/);
  }
  if (gaps > 0) expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.map(({ span }) => span.start)).toEqual(
    diagnostics.map(({ span }) => span.start).sort((a, b) => a - b),
  );
}

describe("the parser", { timeout: patience(60_000) }, () => {
  it("gives a tree for every beginning of a program", () => {
    fc.assert(
      fc.property(program, fc.nat(), (text, at) => check(text.slice(0, at % (text.length + 1)))),
      { numRuns: runs(100) },
    );
  });

  it("gives a tree for every program with a piece cut out", () => {
    fc.assert(
      fc.property(program, fc.nat(), fc.nat(200), (text, at, length) => {
        const start = at % (text.length + 1);
        check(text.slice(0, start) + text.slice(start + length));
      }),
      { numRuns: runs(100) },
    );
  });

  it("gives a tree for every program with pieces put in", () => {
    const edits = fc.array(fc.tuple(fc.nat(), snippet), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(program, edits, (text, pieces) => {
        check(
          pieces.reduce(
            (so, [at, piece]) => so.slice(0, at % (so.length + 1)) + piece + so.slice(at % (so.length + 1)),
            text,
          ),
        );
      }),
      { numRuns: runs(100) },
    );
  });

  it("gives a tree for any tokens in any order", () => {
    const tokens = programs.flatMap((text) => scan(text, problemList("", 1)).tokens.map(({ image }) => image));
    const soup = fc.array(fc.tuple(fc.constantFrom(...tokens), fc.constantFrom(" ", "\n")), { maxLength: 80 });
    fc.assert(
      fc.property(soup, (parts) => check(parts.flat().join(""))),
      { numRuns: runs(100) },
    );
  });

  it("gives a tree for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: runs(100) });
  });

  it("reports what is wrong after a mistake as well", () => {
    const text = "agent a() { tokens: }\nflow f() {\n  let x = \n  let y = [1 2]\n}\nschema S { a: }\n";
    expect(parse(text, "test.af").diagnostics.map(({ code }) => code)).toEqual([
      "AF0110",
      "AF0110",
      "AF0112",
      "AF0110",
    ]);
  });

  it("keeps every declaration around one that is broken", () => {
    const text = "schema A { a: int }\nagent b( {\n  prompt: \nflow c() { return [ }\nschema D { d: int }\n";
    expect(parse(text, "test.af").module.declarations.map(({ name }) => name.text)).toEqual(["A", "b", "c", "D"]);
  });

  it("gives one diagnostic for a token taken out of a program, but for a few", () => {
    let several = 0;
    let all = 0;
    // The three with the most different constructs in them.
    for (const text of [programs[1], programs[4], programs[6]].filter((each) => each !== undefined)) {
      const count = parse(text, "").module.declarations.length;
      for (const { startOffset, end } of scan(text, problemList("", 1)).tokens) {
        const { module, diagnostics } = parse(text.slice(0, startOffset) + text.slice(end), "");
        all += 1;
        if (diagnostics.length > 1) several += 1;
        expect(diagnostics.length).toBeLessThanOrEqual(3);
        expect(module.declarations.length).toBeGreaterThanOrEqual(count - 1);
      }
    }
    expect(several / all).toBeLessThan(0.01);
  });
});

describe("a megabyte", { timeout: patience(60_000) }, () => {
  const flow = "flow f() {\n  return ";
  const units: [before: string, unit: string][] = [
    ["", "@"],
    ["", '"${'],
    ["", '"""\n'],
    ["", "agent a(\n"],
    [flow, "["],
    [flow, "{ a: "],
    [flow, '"""${\n'],
    [flow, "f(a."],
    [flow, "try -"],
    [flow, "a + "],
    [flow, "if a {} else "],
    [flow, "x == y\n let "],
    ["type T = ", "map<"],
    ["type T = ", "A | "],
  ];

  it.each(units)(
    "that begins with %j and goes on with %j ends, with few diagnostics",
    (before, unit) => {
      const { module, diagnostics } = parse(before + unit.repeat(Math.ceil(1e6 / unit.length)), "test.af");
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(diagnostics.length).toBeLessThanOrEqual(100);
      expect(inspect(module, 2e6).height).toBeLessThan(1_500);
    },
    60_000,
  );

  it("says that brackets are nested too deeply, once", () => {
    const text = `flow f() {\n  return ${"[".repeat(100_000)}${"]".repeat(100_000)}\n}\n`;
    const { diagnostics } = parse(text, "test.af");
    expect(diagnostics.map(({ title }) => title)).toEqual(["nested too deeply"]);
  });

  it("ends a list of a hundred mistakes with saying so", () => {
    const { diagnostics } = parse(`flow f() {\n${"  let x =\n".repeat(500)}}\n`, "test.af");
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics.at(-1)?.title).toBe("too many mistakes");
  });
});
