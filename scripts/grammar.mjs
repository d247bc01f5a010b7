/**
 * Writes what editors and highlighters take: the TextMate grammars and the language configuration, which the room
 * `grammar` makes of the token table. None of them is in the repository.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The files by their names, each a text of JSON. */
export async function grammarFiles() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["grammar/index.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    logLevel: "warning",
  });
  const { codeBlockGrammar, languageConfiguration, textMateGrammar } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  const made = {
    "agentflow.tmLanguage.json": textMateGrammar(),
    "codeblock.tmLanguage.json": codeBlockGrammar(),
    "language-configuration.json": languageConfiguration(),
  };
  return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, `${JSON.stringify(value, null, 2)}\n`]));
}

/** Writes them into a folder. */
export async function writeGrammar(outdir) {
  await mkdir(outdir, { recursive: true });
  for (const [name, text] of Object.entries(await grammarFiles())) await writeFile(join(outdir, name), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeGrammar(join(root, "dist", "grammar"));
