import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { emitModule } from "../compiler/emit/module.ts";
import { writeDeclarations } from "../embed/declarations-file.ts";
import { loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { shownPath } from "./load.ts";
import { UsageProblem } from "./usage.ts";

/** What `agentflow build` takes beside a file. */
export interface BuildOptions {
  readonly out?: string;
  readonly js?: true;
  readonly types?: true;
}

/**
 * `agentflow build FILE --out DIR [--js] [--types]`: writes the graph and a module around it, and says on stdout what it
 * wrote. With `--types` alone it only writes the types beside the file.
 */
export async function buildCommand(file: string, options: BuildOptions, io: Io): Promise<ExitCode> {
  const { out, js, types } = options;
  if (out === undefined && !types)
    throw new UsageProblem(
      "`build` needs a folder to write to.",
      `Write \`agentflow build ${file} --out DIR\`, or \`--types\` for the types beside the file.`,
    );
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const { graph, directory } = program;
  const written: string[] = [];
  try {
    if (types) written.push(await writeDeclarations(resolve(file), graph));
    if (out !== undefined) {
      await mkdir(out, { recursive: true });
      const name = basename(file, ".af");
      const put = async (ending: string, text: string): Promise<void> => {
        const path = join(out, `${name}${ending}`);
        await writeFile(path, text);
        written.push(path);
      };
      const way = relative(resolve(out), resolve(directory)).split(sep).join("/");
      const body = { directory: `new URL(${JSON.stringify(`${way || "."}/`)}, import.meta.url)` };
      const module = emitModule(graph, { source: basename(file), tools: "given" }, body);
      await put(".graph.json", `${JSON.stringify(graph, null, 2)}\n`);
      if (js) {
        await put(".js", module.javascript);
        await put(".d.ts", module.declarations);
      } else await put(".ts", module.typescript);
    }
  } catch (error) {
    throw unwritable(error, out ?? dirname(file));
  }
  for (const path of written) await say(io.stdout, shownPath(resolve(path)));
  return 0;
}

function unwritable(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  return new UsageProblem(`\`${folder}\` can't be written to (${String(error.code)}).`, "Name another folder.");
}
