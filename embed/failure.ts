import { join } from "node:path";
import type { At, Graph } from "../compiler/graph/graph.ts";
import type { Failure, RunOutcome } from "../runtime/events/event.ts";

/** A place in the source of a program; lines and columns count from 1. */
export interface Place {
  /** As the program names it: from the folder of its entry file, `std/…` for the library. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why a flow ended without its result. `path` is the node that failed, `hint` how to mend it where that is known. */
export interface FlowFailure extends Failure {
  readonly place?: Place;
}

/** How a run ended. */
export type Outcome<Result> =
  | { readonly kind: "done"; readonly value: Result }
  | { readonly kind: "failed"; readonly failure: FlowFailure }
  | { readonly kind: "halted" }
  /** Only a person can go on with it: `agentflow resume` takes the answer to the question `ask`. */
  | { readonly kind: "paused"; readonly ask: string };

/** A run that failed, for those who await its result. */
export class FlowFailed extends Error {
  readonly failure: FlowFailure;
  constructor(failure: FlowFailure, directory?: string) {
    super(failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`);
    this.name = "FlowFailed";
    this.failure = failure;
    this.stack = withPlace(this.stack ?? "", this, directory);
  }
}

/** A run that waits for a person's answer, for those who await its result. */
export class FlowPaused extends Error {
  /** The question, as its events name it. */
  readonly ask: string;
  constructor(ask: string) {
    super(`The run waits for a person to answer ${ask}. Resume it with the answer.`);
    this.name = "FlowPaused";
    this.ask = ask;
  }
}

/** The place in words that a graph's index of files stands for. */
export function placeOf(graph: Graph, at: At | undefined): Place | undefined {
  const file = graph.files[at?.file ?? -1];
  return at === undefined || file === undefined ? undefined : { file, line: at.line, column: at.column };
}

/** An outcome whose failure says its place in words. */
export function outcomeOf<Result>(graph: Graph, outcome: RunOutcome): Outcome<Result> {
  if (outcome.kind === "done") return { kind: "done", value: outcome.value as Result };
  if (outcome.kind !== "failed") return outcome;
  const place = placeOf(graph, outcome.failure.at);
  return { kind: "failed", failure: place ? { ...outcome.failure, place } : outcome.failure };
}

/** The place stands where a stack's innermost call does, so that terminals and editors lead there. */
function withPlace(stack: string, error: FlowFailed, directory: string | undefined): string {
  const { place, path } = error.failure;
  const head = `${error.name}: ${error.message}`;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  if (!place) return [head, ...frames].join("\n");
  const file = directory === undefined || place.file.startsWith("std/") ? place.file : join(directory, place.file);
  return [head, `    at ${path} (${file}:${place.line}:${place.column})`, ...frames].join("\n");
}
