import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../runtime/package-root.ts";

/** A fenced block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** Line of its first fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The code of the one diagnostic that a program must have, after the word `fails`. */
  readonly fails?: string;
  readonly text: string;
}

/** All fenced blocks of the pages that people read, without those of diagnostics: their programs have mistakes. */
export function codeBlocks(): CodeBlock[] {
  const docs = readdirSync(join(packageRoot(), "docs"), { recursive: true, encoding: "utf8" });
  const pages = [
    "README.md",
    "ARCHITECTURE.md",
    ...docs.filter((name) => name.endsWith(".md") && !name.startsWith("diagnostics/")).map((name) => `docs/${name}`),
  ];
  return pages.flatMap((page) => {
    const text = readFileSync(join(packageRoot(), page), "utf8");
    return [...text.matchAll(/^```(\S*)(?: fails (AF\d{4}))?\n([\s\S]*?)^```$/gm)].map((match) => ({
      page,
      line: text.slice(0, match.index).split("\n").length,
      language: match[1] ?? "",
      ...(match[2] !== undefined && { fails: match[2] }),
      text: match[3] ?? "",
    }));
  });
}

/** The words of a command line, quotes taken off as a shell would. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
}
