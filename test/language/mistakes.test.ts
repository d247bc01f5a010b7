import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../language/parse.ts";
import { renderDiagnostic } from "../../language/render.ts";
import { syntaxProblems } from "../../language/syntax-problems.ts";
import { unwrittenTypes } from "../../language/tokens.ts";

const folder = new URL("./fixtures/mistakes/", import.meta.url);
const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith(".af"))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), "utf8") }));

describe("a file with one mistake", () => {
  it.each(fixtures)("$file has one diagnostic, and reads well", async ({ file, text }) => {
    const { diagnostics } = parse(text, file);
    const shown = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, text)).join("\n\n");
    await expect(`${shown}\n`).toMatchFileSnapshot(new URL(file.replace(/af$/, "txt"), folder).pathname);
    expect(diagnostics).toHaveLength(1);
  });

  it("never names a token type", () => {
    const names = unwrittenTypes.map(({ name }) => name);
    for (const { file, text } of fixtures) {
      for (const { message, label = "", hint = "" } of parse(text, file).diagnostics) {
        const said = `${message} ${label} ${hint}`.replaceAll(/`[^`]*`/g, "");
        expect(names.filter((name) => said.includes(name) && name !== "Text" && name !== "Number")).toEqual([]);
      }
    }
  });

  it("stays within 80 columns", () => {
    for (const { file, text } of fixtures) {
      for (const diagnostic of parse(text, file).diagnostics) {
        const widest = Math.max(
          ...renderDiagnostic(diagnostic, text)
            .split("\n")
            .map((line) => line.length),
        );
        expect({ file, widest: Math.max(80, widest) }).toEqual({ file, widest: 80 });
      }
    }
  });

  it("shows every entry of the catalogue's section but the one for a hundred mistakes", () => {
    const shown = new Set(fixtures.flatMap(({ file, text }) => parse(text, file).diagnostics.map(({ code }) => code)));
    const codes = Object.values(syntaxProblems).map(({ code }) => code);
    expect(codes.filter((code) => !shown.has(code))).toEqual([syntaxProblems.tooMany.code]);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
