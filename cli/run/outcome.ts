import type { Json } from "../../compiler/graph/expression.ts";
import type { RunOutcome } from "../../runtime/events/event.ts";
import type { CheckedProgram } from "../checked.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "../io.ts";
import { failureText } from "./failure-text.ts";

/** What a run's end means to a shell. */
export const EXIT: Readonly<Record<RunOutcome["kind"], ExitCode>> = { done: 0, failed: 1, paused: 3, halted: 130 };

/** Tells how a run ended: its result on stdout, or why it failed on stderr. */
export async function tellOutcome(outcome: RunOutcome, program: CheckedProgram, json: boolean, io: Io): Promise<void> {
  if (outcome.kind === "done") {
    await say(io.stdout, resultText(outcome.value, io.stdout.isTTY === true, json));
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
