import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applied } from "../../language/apply-fixes.ts";
import { type Diagnostic, type Fix, parse } from "../../language/index.ts";
import { compileText } from "./sources.ts";

const here = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => readFileSync(here(path), "utf8");

/** A program with mistakes, and whatever finds them. */
interface Mistaken {
  readonly name: string;
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
  readonly problems: (source: string) => readonly Diagnostic[];
}

const compiled = (files: Readonly<Record<string, string>>) => (source: string) =>
  compileText(source, files).diagnostics.filter(({ file }) => file === "main.af");

/** Programs whose syntax is wrong; what they name isn't there. */
const mistakes: Mistaken[] = readdirSync(here("../language/fixtures/mistakes/"))
  .filter((file) => file.endsWith(".af"))
  .map((file) => ({
    name: file,
    source: read(`../language/fixtures/mistakes/${file}`),
    files: {},
    problems: (source) => parse(source, file).diagnostics,
  }));

/** The first program of every page about a diagnostic, with the files that stand in it. */
const pages: Mistaken[] = readdirSync(here("../../docs/diagnostics/"))
  .filter((page) => /^AF\d{4}\.md$/.test(page))
  .map((page) => {
    const [, example = ""] = /^```af\n([\s\S]*?)^```$/m.exec(read(`../../docs/diagnostics/${page}`)) ?? [];
    const [source = "", ...named] = example.split(/^\/\/ (\S+\.(?:af|ts))\n/m);
    const files = Object.fromEntries(
      named.flatMap((name, index) => (index % 2 === 0 ? [[name, named[index + 1] ?? ""]] : [])),
    );
    return { name: page, source, files, problems: compiled(files) };
  });

/** The programs of the snapshots of what the checker says, as far as they are one file. */
const snapshots: Mistaken[] = readdirSync(here("./diagnostics/__snapshots__/"))
  .filter((file) => file.endsWith(".snap"))
  .flatMap((file) =>
    [...read(`./diagnostics/__snapshots__/${file}`).matchAll(/^exports\[`(.*?)`\] = `\n"?([\s\S]*?)\n─{80}\n/gm)].map(
      ([, name = "", source = ""]) => ({
        name: `${file}: ${name}`,
        source: source.replaceAll(/\\([`$\\])/g, "$1"),
        files: {},
        problems: compiled({}),
      }),
    ),
  );

const all = [...mistakes, ...pages, ...snapshots].map((each): [string, Mistaken] => [each.name, each]);

function mended(source: string, { edits }: Fix): string {
  const sorted = [...edits].sort((a, b) => b.span.start - a.span.start);
  for (const [index, { span }] of sorted.entries()) {
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(sorted[index - 1]?.span.start ?? source.length);
  }
  return applied(source, edits);
}

const say = ({ code, message }: Diagnostic) => `${code} ${message}`;

describe("a fix", () => {
  it.each(all)("of %s takes its diagnostic away and brings no other", (_, { source, problems }) => {
    const before = problems(source);
    for (const diagnostic of before) {
      if (!diagnostic.fix) continue;
      const after = problems(mended(source, diagnostic.fix)).map(say);
      const left = before.filter((each) => each !== diagnostic).map(say);
      // Each that is there now was there before; the one that was mended is there once less.
      for (const each of after) {
        // A path that is written as one may still lead nowhere.
        if (diagnostic.code === "AF0205" && each.startsWith("AF0204")) continue;
        const index = left.indexOf(each);
        expect(index >= 0 ? "" : `${diagnostic.fix.title} brings: ${each}`).toBe("");
        left.splice(index, 1);
      }
    }
  });

  it("is there for every code but these, whose mend only the writer knows", () => {
    const codes = new Map<string, boolean>();
    for (const [, { source, problems }] of all) {
      for (const { code, fix } of problems(source)) codes.set(code, (codes.get(code) ?? false) || fix !== undefined);
    }
    const without = [...codes].filter(([, has]) => !has).map(([code]) => code);
    expect(without.sort()).toMatchSnapshot();
  });
});
