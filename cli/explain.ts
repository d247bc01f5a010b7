import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suggestNear } from "../language/suggest.ts";
import { packageRoot } from "../runtime/package-root.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { meant, UsageProblem } from "./usage.ts";

/** What the codes are about, by their first four letters. */
const ranges: Readonly<Record<string, string>> = {
  AF01: "syntax",
  AF02: "names and modules",
  AF03: "types, fields and arguments",
  AF04: "flows, statements and topologies",
  AF05: "declarations and their properties",
  AF06: "warnings: what runs, but is probably not meant",
};

/** `agentflow explain CODE`: what a diagnostic means, with a program that has it and the same program mended. */
export async function explainCommand(written: string, io: Io): Promise<ExitCode> {
  const codes = readdirSync(folder())
    .filter((name) => /^AF\d{4}\.md$/.test(name))
    .map((name) => name.slice(0, -".md".length))
    .sort();
  const code = codeOf(written);
  if (!codes.includes(code)) {
    const hint = [meant(suggestNear(code, codes)), rangesText(codes)].filter((part) => part !== undefined);
    throw new UsageProblem(`\`${written}\` is no code of a diagnostic.`, hint.join("\n\n"));
  }
  await say(io.stdout, readable(readFileSync(join(folder(), `${code}.md`), "utf8")));
  return 0;
}

function folder(): string {
  return join(packageRoot(), "docs", "diagnostics");
}

/** `af0203`, `0203`, `AF203` and `203` all mean `AF0203`; anything else stays what it is, in capitals. */
function codeOf(written: string): string {
  const number = /^(?:AF)?0*(\d{1,4})$/i.exec(written.trim())?.[1];
  return number === undefined ? written.trim().toUpperCase() : `AF${number.padStart(4, "0")}`;
}

function rangesText(codes: readonly string[]): string {
  const lines = Object.entries(ranges).flatMap(([begin, about]) => {
    const within = codes.filter((code) => code.startsWith(begin));
    return within.length === 0 ? [] : [`  ${within[0]} – ${within.at(-1)}  ${about}`];
  });
  return ["The codes are:", ...lines].join("\n");
}

// Markdown reads well as it is; only the marks of headings are noise in a terminal, outside the programs.
function readable(page: string): string {
  let code = false;
  const lines = page
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (line.startsWith("```")) code = !code;
      return code ? line : line.replace(/^#+ /, "");
    });
  return lines.join("\n");
}
