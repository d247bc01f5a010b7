import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compilerProblems } from "../../compiler/diagnostics/all.ts";
import { compile } from "../../compiler/index.ts";
import { makePlan } from "../../compiler/plan/make.ts";
import { planWarnings } from "../../compiler/plan/warnings.ts";
import { syntaxProblems } from "../../language/syntax-problems.ts";
import { fileHost } from "../../runtime/host.ts";
import { packageRoot } from "../../runtime/package-root.ts";

const folder = join(packageRoot(), "docs", "diagnostics");
const problems = [...Object.values(syntaxProblems), ...compilerProblems]
  .map(({ code, title }) => ({ code: code as string, title }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/** Codes that are told beside a plan, not by the compiler. */
const ofPlans: ReadonlySet<string> = new Set(["AF0609", "AF0610", "AF0611"]);

describe("the pages of diagnostics", () => {
  it("are one for each code of the catalogue", () => {
    const pages = readdirSync(folder).filter((name) => name !== "README.md");
    expect(pages.sort()).toEqual(problems.map(({ code }) => `${code}.md`));
  });

  it("are all listed with their titles", () => {
    const listed = read("README.md")
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(listed).toEqual(problems.map(({ code, title }) => `- [${code}](${code}.md) ${title}`));
  });

  it.each(problems)("$code has its title, two to five sentences and two programs", ({ code, title }) => {
    const page = read(`${code}.md`);
    expect(page.split("\n")[0]).toBe(`# ${code} · ${title}`);
    const [, prose = ""] = page.split("\n\n");
    const sentences = prose.replaceAll(/`[^`]*`/g, "x").match(/\.(?=\s|$)/g) ?? [];
    expect(prose).toMatch(/\.$/);
    expect([2, 3, 4, 5]).toContain(sentences.length);
    expect(examplesOf(page)).toHaveLength(2);
  });

  it.each(problems)("$code shows a program that has it, and nothing else", ({ code }) => {
    const [mistaken = ""] = examplesOf(read(`${code}.md`));
    const codes = codesOf(mistaken, ofPlans.has(code));
    expect(codes).toContain(code);
    // "Too many mistakes" is said after others.
    if (code !== "AF0119") expect(new Set(codes)).toEqual(new Set([code]));
  });

  it.each(problems)("$code shows the program mended, without any problem", ({ code }) => {
    const [, mended = ""] = examplesOf(read(`${code}.md`));
    expect(mended).not.toBe("");
    expect(codesOf(mended, ofPlans.has(code))).toEqual([]);
  });
});

function read(page: string): string {
  return readFileSync(join(folder, page), "utf8");
}

function examplesOf(page: string): string[] {
  return [...page.matchAll(/^```af\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
}

/** Compiles an example: `main.af`, then the files that a comment with nothing but their name begins. */
function codesOf(example: string, planned: boolean): string[] {
  const [main = "", ...named] = example.split(/^\/\/ (\S+\.(?:af|ts))\n/m);
  const files = new Map(main.trim() === "" ? [] : [["main.af", main]]);
  for (let at = 0; at < named.length; at += 2) files.set(named[at] ?? "", named[at + 1] ?? "");
  const library = fileHost(packageRoot());
  const read = (path: string) => files.get(path) ?? (path.startsWith("std/") ? library.read(path) : undefined);
  // Files of tools are looked for where an example has some.
  const looks = [...files.keys()].some((name) => name.endsWith(".ts"));
  const host = looks ? { read, exists: (path: string) => files.has(path) } : { read };
  const { graph, diagnostics } = compile("main.af", host);
  const found = diagnostics.map(({ code }) => code);
  if (!graph || !planned) return found;
  // What only `agentflow plan` says.
  const flows = Object.keys(graph.flows);
  const more = flows.flatMap((flow) => planWarnings(graph, makePlan(graph, flow), new Set(), () => "main.af"));
  return [...found, ...more.map(({ code }) => code)];
}
