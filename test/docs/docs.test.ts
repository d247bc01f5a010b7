import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";
import { fileHost } from "../../runtime/host.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { agentflow, folderWith, scripted } from "../cli/terminal.ts";
import { type CodeBlock, codeBlocks, wordsOf } from "./blocks.ts";

const blocks = codeBlocks();
const of = (...languages: string[]): [string, CodeBlock][] =>
  blocks.filter((block) => languages.includes(block.language)).map((block) => [`${block.page}:${block.line}`, block]);

describe("the pages", () => {
  it("have blocks of languages that are tested here", () => {
    expect([...new Set(blocks.map((block) => block.language))].sort()).toEqual([
      "af",
      "lisp",
      "lua",
      "sh",
      "text",
      "toml",
      "ts",
    ]);
  });

  it.each(of("lisp", "lua", "toml"))("configure an editor at %s to start the language server", (_, { text }) => {
    expect(text.replaceAll(/[",]/g, "")).toContain("--no -- agentflow lsp --stdio");
  });

  it.each(of("af"))("hold a program at %s that is without problems, or has the one that is said", (_, block) => {
    const library = fileHost(packageRoot());
    const host = { read: (path: string) => (path === "main.af" ? block.text : library.read(path)) };
    const codes = compile("main.af", host).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(block.fails === undefined ? [] : [block.fails]);
  });

  // By number and not by line, so that a snapshot outlives what is written above it.
  // What embeds flows is held by a test of its own.
  const ofTools = of("ts").filter(([, { page }]) => page !== "README.md" && page !== "docs/embedding.md");
  const typescript = ofTools.map(([, block], at, all): [string, CodeBlock] => {
    const number = all.slice(0, at + 1).filter(([, { page }]) => page === block.page).length;
    return [`${block.page}, ${number}`, block];
  });

  it.each(typescript)("hold TypeScript (%s) that the program before it calls", async (_, code) => {
    const before = blocks.filter(
      ({ page, line, language }) => page === code.page && line < code.line && language === "af",
    );
    const program = before.at(-1);
    expect(program?.text).toContain('from: "./tools.ts"');
    const folder = folderWith({ "main.af": program?.text ?? "", "tools.ts": code.text });
    const file = join(folder, "main.af");
    const grants = [...(program?.text ?? "").matchAll(/tool (\w+)[^}]*protected: true/g)].flatMap(([, name = ""]) => [
      "--grant",
      name,
    ]);
    const { code: exit, out, err } = await agentflow(["run", file, ...grants], { engine: scripted(file) });
    expect({ exit, err: exit === 0 ? "" : err }).toEqual({ exit: 0, err: "" });
    expect(JSON.parse(out)).toMatchSnapshot();
  });

  const commands = of("sh").flatMap(([place, block]) =>
    block.text
      .split(/\n|&&/)
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .map((line): [string, string] => [line, place]),
  );

  it.each(commands)("show a command that works: %s", async (line) => {
    // What is set for one command says nothing about it.
    const [tool, name, ...words] = wordsOf(line.replace(/^(?:[A-Z_]+=\S+ )+/, ""));
    if (tool === "npm") {
      const { scripts } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { scripts: object };
      const script = name === "run" ? words[0] : name;
      expect(script === "ci" || Object.keys(scripts).includes(script ?? "")).toBe(true);
      return;
    }
    expect([tool, name]).toEqual(["npx", "agentflow"]);
    const file = words.find((word) => word.endsWith(".af")) ?? "";
    const { code, err } = await agentflow(words, { engine: scripted(file) });
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  });

  it("name files that are there", () => {
    const links = ["README.md", "ARCHITECTURE.md"].flatMap((page) =>
      [...readFileSync(join(packageRoot(), page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(() => requireThere(link)).not.toThrow();
  });
});

function requireThere(path: string): void {
  const file = join(packageRoot(), path);
  // A folder can be linked to as well as a file; either must be there.
  if (!statSync(file, { throwIfNoEntry: false })) throw new Error(`${path} is linked to and not there`);
}
