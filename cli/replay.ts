import { run as runTask } from "effection";
import { replay } from "../runtime/journal/replay.ts";
import { runsFolder } from "../runtime/journal/runs.ts";
import { realClock } from "../runtime/real-clock.ts";
import { outlineOf } from "../runtime/view/outline.ts";
import { receiptOf } from "../runtime/view/receipt.ts";
import { haltOnInterrupt, type Interrupts } from "./interrupt.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { openNamedRun, recordedProgram } from "./recorded.ts";
import { EXIT, tellOutcome } from "./run/outcome.ts";
import { openScreen } from "./run/screen.ts";
import { UsageProblem } from "./usage.ts";

/** What `replay` takes beside a run. */
export interface ReplayOptions {
  /** How many times as fast as it was. */
  readonly speed?: number;
  readonly fast?: true;
  readonly session?: number;
  readonly json?: true;
  readonly plain?: true;
}

/** `agentflow replay RUN`: shows a recorded run as it was, and its result. No model is needed. */
export async function replayCommand(typed: string, options: ReplayOptions, io: Io): Promise<ExitCode> {
  const recorded = await openNamedRun(io.runs ?? runsFolder(process.cwd()), typed);
  const { header, sessions } = recorded;
  const session = options.session ?? sessions.length;
  const events = recorded.events(session);
  recorded.close();
  if (session > sessions.length || events.length === 0)
    throw new UsageProblem(`Run \`${header.id}\` has ${sessions.length} sessions, and nothing of session ${session}.`);

  const upcoming = outlineOf(header.graph, header.flow);
  const screen = await openScreen({ plain: options.plain === true, upcoming, types: new Map() }, io);
  const speed = options.fast === true ? Number.POSITIVE_INFINITY : (options.speed ?? 1);
  const task = runTask(function* () {
    yield* screen.show(() => interrupts.interrupt());
    yield* replay(events, { clock: realClock, speed, onEvent: screen.onEvent });
  });
  const interrupts: Interrupts = haltOnInterrupt(task);
  try {
    await task.then(undefined, (error: unknown) => {
      if (interrupts.code() === undefined) throw error;
    });
    const code = interrupts.code();
    if (code !== undefined) return code;
    const last = events.at(-1);
    if (last?.kind !== "run-ended") {
      await say(io.stderr, `  The run was broken off here.  ·  agentflow resume ${header.id}`);
      return 0;
    }
    await tellOutcome(last.outcome, recordedProgram(header), options.json === true, io);
    await say(io.stderr, receiptOf(screen.state(), true).join("\n"));
    return EXIT[last.outcome.kind];
  } finally {
    interrupts.release();
  }
}
