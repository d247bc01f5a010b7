import { JournalProblem } from "../runtime/journal/database.ts";
import { type OpenRun, openRun } from "../runtime/journal/runs.ts";
import type { CheckedProgram } from "./checked.ts";
import { UsageProblem } from "./usage.ts";

/** Opens the run that was named on the command line; one that there isn't, or that can't be read, is a {@link UsageProblem}. */
export async function openNamedRun(folder: string, typed: string): Promise<OpenRun> {
  try {
    return await openRun(folder, typed);
  } catch (error) {
    if (error instanceof JournalProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  }
}

/** The program of a recorded run, as it was; its texts are not recorded. */
export function recordedProgram({ graph, directory }: OpenRun["header"]): CheckedProgram {
  return { graph, directory, diagnostics: [], sources: new Map(), shown: (name) => name };
}
