import { resolve } from "node:path";
import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowEntry } from "../../compiler/graph/graph.ts";
import { JournalProblem } from "../../runtime/journal/database.ts";
import type { OpenJournal } from "../../runtime/journal/journal-file.ts";
import { runsFolder, startJournal } from "../../runtime/journal/runs.ts";
import { redactorOf, secretsOf } from "../../runtime/journal/secrets.ts";
import { packageVersion } from "../../runtime/package-root.ts";
import type { CheckedProgram } from "../checked.ts";
import { type ExitCode, type Io, say } from "../io.ts";
import { carryOut, readyEngine } from "./carry-out.ts";
import type { GeneralOptions } from "./general-options.ts";

/** A run that is ready to start. */
export interface Execution {
  /** As it was named on the command line. */
  readonly file: string;
  readonly program: CheckedProgram;
  readonly flow: FlowEntry;
  readonly values: Readonly<Record<string, Json>>;
  readonly options: GeneralOptions;
}

/** Runs a flow and records it, unless that is not wanted. */
export async function execute(execution: Execution, io: Io): Promise<ExitCode> {
  const { program, flow, values, options } = execution;
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const lost: string[] = [];
  const engine = readyEngine(execution, io);
  const journal = options.journal === false ? undefined : await begin(execution, seed, io, (why) => lost.push(why));
  const grants = options.grant ?? [];
  return await carryOut({ program, flow, values, seed, grants, options, engine, journal, lost }, io);
}

async function begin(
  { file, program, flow, values, options }: Execution,
  seed: number,
  io: Io,
  onLost: (why: string) => void,
): Promise<OpenJournal | undefined> {
  const { graph, directory } = program;
  const header = {
    created: Date.now(),
    version: packageVersion(),
    flow: flow.id,
    file: resolve(file),
    directory: resolve(directory),
    workspace: process.cwd(),
    arguments: values,
    seed,
    ...(options.model === undefined ? {} : { model: options.model }),
    grants: options.grant ?? [],
    graph,
  };
  try {
    const redact = redactorOf(secretsOf(graph, io.env));
    return await startJournal(io.runs ?? runsFolder(header.workspace), header, { redact, onLost });
  } catch (error) {
    if (!(error instanceof JournalProblem)) throw error;
    await say(io.stderr, `agentflow: This run is not recorded, so it can't be resumed. ${error.message}`);
    return undefined;
  }
}
