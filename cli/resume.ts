import { existsSync } from "node:fs";
import { run as runTask } from "effection";
import { hashGraph } from "../compiler/graph/hash.ts";
import { suggestNear } from "../language/index.ts";
import { rehearse } from "../runtime/journal/rehearse.ts";
import { type OpenRun, runsFolder } from "../runtime/journal/runs.ts";
import { redactorOf, secretsOf } from "../runtime/journal/secrets.ts";
import { answersOf } from "./answers.ts";
import { type CheckedProgram, loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { shownPath } from "./load.ts";
import { openNamedRun, recordedProgram } from "./recorded.ts";
import { carryOut, readyEngine } from "./run/carry-out.ts";
import { meant, UsageProblem } from "./usage.ts";

/** What `resume` takes beside a run. */
export interface ResumeOptions {
  readonly answer?: readonly string[];
  readonly refuse?: true;
  readonly effects?: "repeat" | "skip";
  readonly grant?: readonly string[];
  readonly model?: string;
  readonly json?: true;
  readonly plain?: true;
  readonly trace?: string;
}

/** `agentflow resume RUN`: goes on where a run was cut, halted, failed or paused. What is finished is not done again. */
export async function resumeCommand(typed: string, options: ResumeOptions, io: Io): Promise<ExitCode> {
  const recorded = await openNamedRun(io.runs ?? runsFolder(process.cwd()), typed);
  let handedOver = false;
  try {
    const { header } = recorded;
    refuseRunning(recorded);
    const program = await programOf(recorded, io);
    if (program === undefined) return 1;
    const { graph } = program;
    const flow = graph.flows[header.flow];
    if (!flow) {
      const near = meant(suggestNear(header.flow, Object.keys(graph.flows)));
      throw new UsageProblem(`\`${shownPath(header.file)}\` has no flow \`${header.flow}\` any more.`, near);
    }
    const answer = answersOf(options, recorded.recorded().open(), graph);
    await tellRepeated(recorded, program, io);
    const model = options.model ?? header.model;
    const asked = { ...options, ...(model === undefined ? {} : { model }) };
    const values = header.arguments;
    const engine = readyEngine({ program, flow, values, options: asked }, io);
    const lost: string[] = [];
    const redact = redactorOf(secretsOf(graph, io.env));
    const journal = recorded.resume(Date.now(), { redact, onLost: (why) => lost.push(why) });
    handedOver = true;
    return await carryOut(
      {
        program,
        flow,
        values,
        seed: header.seed,
        grants: [...header.grants, ...(options.grant ?? [])],
        options: asked,
        engine,
        journal,
        lost,
        ...(options.effects && { effects: options.effects }),
        ...(answer && { answer }),
      },
      io,
    );
  } finally {
    if (!handedOver) recorded.close();
  }
}

function refuseRunning({ header, sessions }: OpenRun): void {
  if (sessions.at(-1)?.end.kind !== "running") return;
  throw new UsageProblem(`Run \`${header.id}\` is still running.`, "End it first, or wait for it.");
}

/** The program as it is now; where its file is gone, as it was recorded. */
async function programOf({ header }: OpenRun, io: Io): Promise<CheckedProgram | undefined> {
  if (existsSync(header.file)) return await loadChecked(shownPath(header.file), io);
  await say(io.stderr, `${shownPath(header.file)} is gone; the run goes on with the program as it was.`);
  return recordedProgram(header);
}

async function tellRepeated(recorded: OpenRun, program: CheckedProgram, io: Io): Promise<void> {
  const { header } = recorded;
  if (hashGraph(program.graph) === hashGraph(header.graph)) return;
  const { changed, after } = await runTask(() => rehearse(program.graph, header, recorded.recorded()));
  if (changed.length + after.length === 0) return;
  const lines = (title: string, paths: readonly string[]): readonly string[] =>
    paths.length === 0 ? [] : [title, ...paths.map((path) => `  ${path}`)];
  const what = [
    ...lines("Changed, and run again:", changed),
    ...lines("What comes after runs again where it gets something else than before:", after),
  ];
  await say(io.stderr, what.join("\n"));
}
