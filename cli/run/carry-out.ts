import { closeSync, openSync } from "node:fs";
import { type Operation, run as runTask } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowEntry } from "../../compiler/graph/graph.ts";
import type { Event, RunOutcome } from "../../runtime/events/event.ts";
import { useTrace } from "../../runtime/events/trace.ts";
import type { OpenJournal } from "../../runtime/journal/journal-file.ts";
import { secretsOf } from "../../runtime/journal/secrets.ts";
import { realClock } from "../../runtime/real-clock.ts";
import type { RunOptions } from "../../runtime/run/options.ts";
import { run } from "../../runtime/run/run.ts";
import { typesOf } from "../../runtime/run/value.ts";
import { toolsOf } from "../../runtime/tools/lookup.ts";
import { outlineOf } from "../../runtime/view/outline.ts";
import { receiptOf } from "../../runtime/view/receipt.ts";
import type { CheckedProgram } from "../checked.ts";
import { haltOnInterrupt, type Interrupts } from "../interrupt.ts";
import { type ExitCode, type Io, say } from "../io.ts";
import { UsageProblem } from "../usage.ts";
import type { GeneralOptions } from "./general-options.ts";
import { openModels } from "./open-models.ts";
import { EXIT, tellOutcome } from "./outcome.ts";
import { makeQuestions } from "./questions.ts";
import { openScreen } from "./screen.ts";

/** A run, new or taken up again, with all that it needs. */
export interface Prepared {
  readonly program: CheckedProgram;
  readonly flow: FlowEntry;
  readonly values: Readonly<Record<string, Json>>;
  readonly seed: number;
  readonly grants: readonly string[];
  readonly options: Pick<GeneralOptions, "model" | "json" | "plain" | "trace">;
  readonly engine: RunOptions["engine"];
  /** Closed when the run has ended. */
  readonly journal: OpenJournal | undefined;
  /** Gets sentences on what could not be recorded. */
  readonly lost: string[];
  /** What a resume was told to do with effects in doubt. */
  readonly effects?: RunOptions["effects"];
  /** Answers that the command line gave; where it gave none, the person at the terminal is asked. */
  readonly answer?: NonNullable<RunOptions["ask"]>;
}

/**
 * What opens the models of a run. Throws a {@link UsageProblem} for a wrong `--model` or `--trace`: before a run is
 * recorded, so that a slip of the hand leaves none behind.
 */
export function readyEngine(
  { program, flow, values, options }: Pick<Prepared, "program" | "flow" | "values" | "options">,
  io: Io,
): RunOptions["engine"] {
  if (options.trace !== undefined) {
    try {
      closeSync(openSync(options.trace, "a", 0o600));
    } catch (error) {
      throw unwritable(options.trace, error);
    }
  }
  return io.engine ?? openModels(program, options.model, { flow: flow.id, values });
}

/** Runs a flow: shows it while it goes on, its result on stdout and its receipt on stderr. */
export async function carryOut(prepared: Prepared, io: Io): Promise<ExitCode> {
  const { program, flow, values, seed, grants, options, engine, journal, lost } = prepared;
  const { graph, directory } = program;
  const giveStdoutBack = keepStdoutForResults();
  try {
    const upcoming = outlineOf(graph, flow.id);
    const screen = await openScreen({ plain: options.plain === true, upcoming, types: typesOf(graph) }, io);
    const questions = makeQuestions();
    const ask = prepared.answer ?? screen.ask;
    const task = runTask(function* () {
      const trace = options.trace === undefined ? undefined : yield* openTrace(options.trace, lost);
      yield* screen.show(() => interrupts.interrupt());
      return yield* run(graph, {
        flow: flow.id,
        arguments: values,
        engine,
        tools: toolsOf(directory),
        clock: realClock,
        modelGiven: options.model !== undefined,
        seed,
        grants: new Set(grants),
        workspace: process.cwd(),
        directory,
        secrets: secretsOf(graph, io.env),
        ...(journal && { journal }),
        ...(ask && { ask: ask === screen.ask ? ask : orElse(ask, screen.ask) }),
        ...(prepared.effects && { effects: prepared.effects }),
        onEvent(event) {
          screen.onEvent(event);
          questions.onEvent(event);
          trace?.(event);
        },
        onControl: screen.onControl,
      });
    });
    const interrupts: Interrupts = haltOnInterrupt(task);
    try {
      const outcome = await outcomeOf(task, interrupts);
      await tellOutcome(outcome, program, options.json === true, io);
      await say(io.stderr, receiptOf(screen.state(), journal !== undefined).join("\n"));
      if (outcome.kind === "paused" && journal) await say(io.stderr, questions.howToAnswer(journal.run).join("\n"));
      for (const why of lost) await say(io.stderr, `  ${why}`);
      return interrupts.code() ?? EXIT[outcome.kind];
    } finally {
      interrupts.release();
    }
  } finally {
    journal?.close();
    giveStdoutBack();
  }
}

type Ask = NonNullable<RunOptions["ask"]>;

/** Asks a second one what the first has no answer to. */
function orElse(first: Ask, second: Ask | undefined): Ask {
  return function* (question) {
    const answer = yield* first(question);
    return answer.kind === "nobody" && second ? yield* second(question) : answer;
  };
}

// A user's tool that prints must not print into the result.
function keepStdoutForResults(): () => void {
  const { log, info, debug } = console;
  const elsewhere = (...words: unknown[]): void => console.error(...words);
  Object.assign(console, { log: elsewhere, info: elsewhere, debug: elsewhere });
  return () => Object.assign(console, { log, info, debug });
}

async function outcomeOf(task: PromiseLike<RunOutcome>, interrupts: Interrupts): Promise<RunOutcome> {
  try {
    return await task;
  } catch (error) {
    // Effection tells of a halt by an error of its own.
    if (interrupts.code() !== undefined) return { kind: "halted" };
    throw error;
  }
}

function* openTrace(file: string, lost: string[]): Operation<(event: Event) => void> {
  try {
    return yield* useTrace(file, (why) => lost.push(`The trace in ${file} is not whole: ${why}.`));
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): UsageProblem {
  const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return new UsageProblem(`\`--trace\` takes a file to write, and \`${file}\` can't be written${reason}.`);
}
