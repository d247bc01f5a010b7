import {
  type FlowCall,
  type ModelSetting,
  openModels as openAll,
  requireGiven,
} from "../../runtime/models/open-models.ts";
import { EngineProblem, type RunOptions } from "../../runtime/run/options.ts";
import type { CheckedProgram } from "../checked.ts";
import { UsageProblem } from "../usage.ts";

/** Opens models as a command does: `--model` where it was given, else what the program declares, else the small one that ships. */
export function openModels(
  { graph, directory }: CheckedProgram,
  given: string | undefined,
  call?: FlowCall,
): RunOptions["engine"] {
  const setting: ModelSetting = {
    ...(given === undefined ? {} : { given }),
    ...(call && { call }),
    graph,
    folder: process.cwd(),
    directory,
    environment: process.env,
  };
  // A wrong `--model` is a wrong command line, also where no agent would have needed it: it is told before a run begins.
  if (given !== undefined) asUsage(() => requireGiven({ ...setting, files: graph.files }));
  return openAll(setting);
}

function asUsage(look: () => void): void {
  try {
    look();
  } catch (error) {
    if (error instanceof EngineProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  }
}
