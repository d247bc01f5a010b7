import { useNativeEngine } from "../../runtime/engine/native-engine.ts";
import { locateModel } from "../../runtime/models/locate.ts";
import { inspectGguf } from "../../runtime/native/gguf-file.ts";
import { EngineProblem, type RunOptions } from "../../runtime/run/options.ts";
import type { CheckedProgram } from "../checked.ts";
import { UsageProblem } from "../usage.ts";

/** Opens models in files: `--model` where it was given, else what the program declares, else the one that ships. */
export function openNatively(program: CheckedProgram, given: string | undefined): RunOptions["engine"] {
  const places = {
    ...(given === undefined ? {} : { given }),
    folder: process.cwd(),
    directory: program.directory,
    files: program.graph.files,
    environment: process.env,
  };
  if (given !== undefined) requireModel(() => inspectGguf(locateModel(undefined, places).file));
  return function* (model, report) {
    const { file, context, branches } = locateModel(model, places);
    return yield* useNativeEngine({
      file,
      ...(context === undefined ? {} : { context }),
      ...(branches === undefined ? {} : { branches }),
      onProgress: report,
    });
  };
}

// A wrong `--model` is a wrong command line, also where no agent would have needed it: it is told before a run begins.
function requireModel(look: () => unknown): void {
  try {
    look();
  } catch (error) {
    if (error instanceof EngineProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  }
}
