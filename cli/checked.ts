import type { Graph } from "../compiler/graph/graph.ts";
import { diagnosticsText } from "./diagnostics.ts";
import { coloured, type Io, say, widthOf } from "./io.ts";
import { type LoadedProgram, loadProgram } from "./load.ts";

/** A program without errors. */
export type CheckedProgram = LoadedProgram & { readonly graph: Graph };

/**
 * Compiles a file and tells its problems on stderr; undefined where it has errors. Without `warn` only errors are told,
 * where something else was asked for than to run it.
 */
export async function loadChecked(file: string, io: Io, { warn = true } = {}): Promise<CheckedProgram | undefined> {
  const program = loadProgram(file);
  if (program.diagnostics.length > 0 && (warn || program.graph === undefined)) {
    const look = { color: coloured(io.stderr, io.env), width: widthOf(io.stderr) };
    await say(io.stderr, diagnosticsText(program, look));
  }
  const { graph } = program;
  return graph === undefined ? undefined : { ...program, graph };
}
