import { type Operation, run as runTask } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowEntry } from "../../compiler/graph/graph.ts";
import type { Event, RunOutcome } from "../../runtime/events/event.ts";
import { useTrace } from "../../runtime/events/trace.ts";
import { realClock } from "../../runtime/real-clock.ts";
import type { RunControl } from "../../runtime/run/options.ts";
import { run } from "../../runtime/run/run.ts";
import { toolsOf } from "../../runtime/tools/lookup.ts";
import { outlineOf, type Upcoming } from "../../runtime/view/outline.ts";
import { plainLine } from "../../runtime/view/plain.ts";
import { receiptOf } from "../../runtime/view/receipt.ts";
import { reduceView } from "../../runtime/view/reduce.ts";
import { emptyView, type ViewState } from "../../runtime/view/state.ts";
import type { CheckedProgram } from "../checked.ts";
import { type Interrupts, onInterrupt } from "../interrupt.ts";
import { coloured, type ExitCode, type Io, inCi, say, widthOf } from "../io.ts";
import { UsageProblem } from "../usage.ts";
import { failureText } from "./failure-text.ts";
import type { GeneralOptions } from "./general-options.ts";
import { openNatively } from "./open-natively.ts";

/** A run that is ready to start. */
export interface Execution {
  readonly program: CheckedProgram;
  readonly flow: FlowEntry;
  readonly values: Readonly<Record<string, Json>>;
  readonly options: GeneralOptions;
}

/** Runs a flow: shows it while it goes on, its result on stdout and its receipt on stderr. */
export async function execute(execution: Execution, io: Io): Promise<ExitCode> {
  const { program, flow, values, options } = execution;
  const giveStdoutBack = keepStdoutForResults();
  const engine = io.engine ?? openNatively(program, options.model);
  const screen = await openScreen(options, outlineOf(program.graph, flow.id), io);
  const lost: string[] = [];
  const task = runTask(function* () {
    const trace = options.trace === undefined ? undefined : yield* openTrace(options.trace, (why) => lost.push(why));
    yield* screen.show(() => interrupts.interrupt());
    return yield* run(program.graph, {
      flow: flow.id,
      arguments: values,
      engine,
      tools: toolsOf(program.directory),
      clock: realClock,
      modelGiven: options.model !== undefined,
      seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
      grants: new Set(options.grant ?? []),
      workspace: process.cwd(),
      directory: program.directory,
      onEvent(event) {
        screen.onEvent(event);
        trace?.(event);
      },
      onControl: screen.onControl,
    });
  });
  // Halting begins when somebody waits for it; what goes wrong on the way is the task's own error.
  const interrupts: Interrupts = onInterrupt(() => void task.halt().then(undefined, () => {}));
  try {
    const outcome = await outcomeOf(task, interrupts);
    await tellOutcome(outcome, execution, io);
    await say(io.stderr, receiptOf(screen.state()).join("\n"));
    for (const why of lost) await say(io.stderr, `  The trace in ${options.trace} is not whole: ${why}.`);
    return interrupts.code() ?? EXIT[outcome.kind];
  } finally {
    interrupts.release();
    giveStdoutBack();
  }
}

// A user's tool that prints must not print into the result.
function keepStdoutForResults(): () => void {
  const { log, info, debug } = console;
  const elsewhere = (...words: unknown[]): void => console.error(...words);
  Object.assign(console, { log: elsewhere, info: elsewhere, debug: elsewhere });
  return () => Object.assign(console, { log, info, debug });
}

const EXIT: Readonly<Record<RunOutcome["kind"], ExitCode>> = { done: 0, failed: 1, paused: 3, halted: 130 };

async function outcomeOf(task: PromiseLike<RunOutcome>, interrupts: Interrupts): Promise<RunOutcome> {
  try {
    return await task;
  } catch (error) {
    // Effection tells of a halt by an error of its own.
    if (interrupts.code() !== undefined) return { kind: "halted" };
    throw error;
  }
}

async function tellOutcome(outcome: RunOutcome, { program, options }: Execution, io: Io): Promise<void> {
  if (outcome.kind === "done") {
    await say(io.stdout, resultText(outcome.value, io.stdout.isTTY === true, options.json === true));
  } else if (outcome.kind === "failed") {
    const look = { color: coloured(io.stderr, io.env), width: widthOf(io.stderr) };
    await say(io.stderr, `${failureText(outcome.failure, program, look)}\n`);
  }
}

/** On a terminal a text as it is and JSON over several lines; for programs always JSON on one. */
function resultText(value: Json, terminal: boolean, json: boolean): string {
  if (!terminal) return JSON.stringify(value);
  return typeof value === "string" && !json ? value : JSON.stringify(value, null, 2);
}

function* openTrace(file: string, onLost: (reason: string) => void): Operation<(event: Event) => void> {
  try {
    return yield* useTrace(file, onLost);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new UsageProblem(`\`--trace\` takes a file to write, and \`${file}\` can't be written${reason}.`);
  }
}

/** What shows a run while it goes on. */
interface Screen {
  readonly show: (quit: () => void) => Operation<void>;
  readonly onEvent: (event: Event) => void;
  readonly onControl: (control: RunControl) => void;
  readonly state: () => ViewState;
}

/** The live view on a terminal, elsewhere a line an event. */
async function openScreen(options: GeneralOptions, upcoming: readonly Upcoming[], io: Io): Promise<Screen> {
  let state: ViewState = emptyView;
  let control: RunControl | undefined;
  let began = performance.now();
  const { stderr, env } = io;
  const live = stderr.isTTY === true && !inCi(env) && env.TERM !== "dumb" && options.plain !== true;
  const terminal = live ? await loadTerminalView(coloured(stderr, env)) : undefined;
  return {
    *show(quit) {
      if (!terminal) return;
      const current = () => ({
        state,
        now: state.outcome ? state.now : Math.max(state.now, performance.now() - began),
      });
      const source = { current, upcoming, control: () => control, quit };
      yield* terminal.useTerminalView({ output: stderr, input: io.stdin, ...source });
    },
    onEvent(event) {
      state = reduceView(state, event);
      if (event.kind === "run-started") began = performance.now() - event.t;
      const line = terminal ? undefined : plainLine(event);
      if (line !== undefined) stderr.write(`${line}\n`);
    },
    onControl(given) {
      control = given;
    },
    state: () => state,
  };
}

// Its library looks once, while it loads, whether there are colours, and looks at stdout, where the view is not.
async function loadTerminalView(color: boolean): Promise<typeof import("../../runtime/view/terminal.tsx")> {
  const before = process.env.FORCE_COLOR;
  process.env.FORCE_COLOR = color ? "1" : "0";
  try {
    return await import("../../runtime/view/terminal.tsx");
  } finally {
    if (before === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = before;
  }
}
