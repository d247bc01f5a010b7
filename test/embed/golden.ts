/** `tsx test/embed/golden.ts` writes anew what the tests of generated modules compare with, and compile against. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emitModule } from "../../compiler/emit/module.ts";
import { compile, programOf } from "../../embed/index.ts";
import { INVESTIGATE } from "./programs.ts";

const folder = fileURLToPath(new URL("golden/", import.meta.url));

/** The files that `build` and the plugin make of one program, by their paths. */
export function goldenFiles(): ReadonlyMap<string, string> {
  const { graph } = programOf(compile(INVESTIGATE));
  const given = emitModule(graph, { source: "investigate.af", tools: "given" }, { directory: "import.meta.dirname" });
  const imported = emitModule(graph, { source: "investigate.af", tools: "imported" }, { directory: '""' });
  return new Map([
    [join(folder, "investigate.af"), INVESTIGATE],
    [join(folder, "investigate.ts"), given.typescript],
    [join(folder, "investigate.d.af.ts"), imported.declarations],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [path, text] of goldenFiles()) writeFileSync(path, text);
