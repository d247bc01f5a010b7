import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  definitionsAt,
  foldingOf,
  formattingOf,
  highlightsAt,
  hintsOf,
  hoverAt,
  lensesOf,
  type OutlineEntry,
  openWorkspace,
  outlineOf,
  referencesAt,
  renameAt,
  renameableAt,
  selectionAt,
  semanticTokensOf,
  signatureAt,
  symbolsOf,
  type Workspace,
} from "../../../compiler/index.ts";
import { lineStarts, type Span } from "../../../language/index.ts";
import { fixtures } from "../sources.ts";

const programs = [
  "01-triage",
  "02-research",
  "03-chain",
  "04-fanout",
  "05-dag",
  "06-reflect",
  "07-choices",
  "08-delegate",
  "09-handoff",
];
const sourceOf = (name: string): string => fixtures.read(`${name}.af`) ?? "";

/** Opens a workspace whose one file can be typed into. */
function typewriter(): { readonly workspace: Workspace; type(text: string): void } {
  let text = "";
  const workspace = openWorkspace({
    read: (path) => (path === "main.af" ? text : fixtures.read(path)),
    files: () => ["main.af"],
  });
  return {
    workspace,
    type(next) {
      text = next;
    },
  };
}

/** Asks every service about a text, and gives the parts of it that they speak of. */
function askAll(workspace: Workspace, offset: number): Span[] {
  const analysis = workspace.analyse("main.af");
  if (!analysis) throw new Error("there is a main.af");
  const spans: Span[] = [];
  const outline = (entries: readonly OutlineEntry[]): void => {
    for (const { span, nameSpan, children } of entries) {
      spans.push(span, nameSpan);
      outline(children);
    }
  };
  for (const { file, span, fix } of analysis.diagnostics) {
    if (file === "main.af") spans.push(span, ...(fix?.edits ?? []).map((edit) => edit.span));
  }
  outline(outlineOf(analysis));
  spans.push(...semanticTokensOf(analysis).map(({ span }) => span));
  spans.push(...hintsOf(analysis).map(({ at }) => ({ start: at, end: at })));
  spans.push(...lensesOf(analysis).map(({ span }) => span));
  const formatting = formattingOf(analysis);
  if (formatting.kind === "edits") spans.push(...formatting.edits.map(({ span }) => span));
  const lines = lineStarts(analysis.text).length;
  for (const { first, last } of foldingOf(analysis)) expect([first >= 1, last <= lines]).toEqual([true, true]);
  spans.push(...symbolsOf(workspace, "").flatMap(({ path, span }) => (path === "main.af" ? span : [])));
  spans.push(...askAt(workspace, offset), ...rename(workspace, offset));
  return spans;
}

/** Asks the services that answer for one place. */
function askAt(workspace: Workspace, offset: number): Span[] {
  const analysis = workspace.analyse("main.af");
  if (!analysis) return [];
  const hover = hoverAt(analysis, offset);
  const renameable = renameableAt(analysis, offset);
  signatureAt(analysis, offset);
  const own = <T extends { readonly path: string }>(places: readonly T[]) =>
    places.filter(({ path }) => path === "main.af");
  return [
    ...(hover ? [hover.span] : []),
    ...own(definitionsAt(analysis, offset)).flatMap(({ span, name }) => [span, name]),
    ...own(referencesAt(workspace, "main.af", offset, { declaration: true })).map(({ span }) => span),
    ...highlightsAt(analysis, offset).map(({ span }) => span),
    ...selectionAt(analysis, offset),
    ...(renameable.kind === "name" ? [renameable.span] : []),
  ];
}

function rename(workspace: Workspace, offset: number): Span[] {
  const renamed = renameAt(workspace, "main.af", offset, "another_name");
  return renamed.kind === "edits" ? (renamed.files.get("main.af") ?? []).map(({ span }) => span) : [];
}

function expectWithin(spans: readonly Span[], text: string): void {
  const outside = spans.filter(({ start, end }) => !(start >= 0 && start <= end && end <= text.length));
  expect({ text, outside }).toEqual({ text, outside: [] });
}

describe("the services", () => {
  it.each(programs)("answer within the text of %s, wherever it was cut and whatever was taken away", (name) => {
    const source = sourceOf(name);
    const { workspace, type } = typewriter();
    const offset = fc.nat(source.length);
    fc.assert(
      fc.property(offset, offset, fc.nat(24), offset, (end, from, length, at) => {
        const text = (source.slice(0, from) + source.slice(from + length)).slice(0, Math.max(1, end));
        type(text);
        expectWithin(askAll(workspace, Math.min(at, text.length)), text);
      }),
      { numRuns: 25 },
    );
  });

  it("answer after every letter of a program that is being typed", () => {
    const source = `/// One fact.
schema Fact { text: string(1..80), sure?: bool }
agent finder(q: string) -> Fact { turns: 2, prompt: """Find \${q}.""" }
flow main(qs: string[1..3] = ["tea"]) {
  spine { system: "Be brief." }
  let facts = parallel q in qs { finder(q) }
  share facts
  return facts.first.text
}`;
    const { workspace, type } = typewriter();
    for (let end = 0; end <= source.length; end++) {
      const text = source.slice(0, end);
      type(text);
      expectWithin(askAt(workspace, end), text);
      if (end % 16 === 0) expectWithin(askAll(workspace, end), text);
    }
  });

  it("answer at every place of a whole program", () => {
    const source = sourceOf("06-reflect");
    const { workspace, type } = typewriter();
    type(source);
    for (let offset = 0; offset <= source.length; offset++) expectWithin(askAt(workspace, offset), source);
  });

  it.each([
    ["sums", `flow main(a: int) -> int { return ${Array(3_000).fill("a").join(" + ")} }`],
    ["brackets that nobody closes", `flow main(a: int) -> json { return ${"[".repeat(3_000)}`],
    ["calls that nobody closes", `flow main(a: int) -> int { return ${"f(".repeat(3_000)}`],
    ["fields", `flow main(a: json) -> json { return a${".b".repeat(3_000)} }`],
    ["types", `type T = int${"[]".repeat(3_000)}`],
  ])("answer for very deep %s", (_, text) => {
    const { workspace, type } = typewriter();
    type(text);
    expectWithin(askAll(workspace, text.length >> 1), text);
  });

  it("answer for a text that is none, and for an empty one", () => {
    const { workspace, type } = typewriter();
    for (const text of ["", "\n", "\0\0", "\ufffd", "}}}}", '"""', "flow", "import", "///", "${", "a.b.c(((("]) {
      type(text);
      for (let offset = 0; offset <= text.length; offset++) expectWithin(askAll(workspace, offset), text);
    }
  });
});
