/**
 * What a run writes down as it goes, and finds again when it is taken up anew. The run asks it where an agent, a turn, a
 * call or a question begins, and tells it where one ends; everything between is carried out again.
 */
import type { Json } from "../../compiler/graph/expression.ts";
import type { Context } from "../context/context.ts";
import type { TurnEnd } from "../engine/engine.ts";
import type { Event, Failure } from "../events/event.ts";
import type { Path } from "../path.ts";
import type { Completion, Trail } from "../run/frame.ts";

/** One run's journal, open for writing. Nothing in it throws: where it can't be written, its owner is told. */
export interface Journal {
  /** The run's id, by which a person finds it again. */
  readonly run: string;
  /** 1 for the first session of the run, one more for every time that it is taken up again. */
  readonly session: number;
  /** The run is taken up because it failed: what failed in it is tried anew, not found again. */
  readonly retries: boolean;
  event(event: Event): void;

  /** What came of the agent at `path`, if it ran with these inputs. */
  agent(path: Path, inputs: string): AgentRecord | undefined;
  agentEnded(path: Path, inputs: string, record: AgentRecord): void;
  /** The attempts of the agent at `path` that failed with these inputs, first to last. */
  attempts(path: Path, inputs: string): readonly AttemptRecord[];
  attemptFailed(path: Path, inputs: string, attempt: AttemptRecord): void;
  /** The turn of that number that the attempt at `path` wrote behind `before`. */
  turn(path: Path, turn: number, before: Context): TurnRecord | undefined;
  turnEnded(path: Path, turn: number, before: Context, record: TurnRecord): void;

  /** What came of a node that caught failures or chose between branches, if it ran with these inputs. */
  settled(path: Path, inputs: string): SettledRecord | undefined;
  nodeSettled(path: Path, inputs: string, record: SettledRecord): void;

  /** What is known of a call, if it was made with these inputs. */
  call(key: CallKey): CallRecord | undefined;
  /** A call begins. One that can't be undone is on the disk when this returns. */
  callBegan(key: CallKey, what: { readonly tool: string; readonly arguments: Json; readonly effect: boolean }): void;
  callEnded(key: CallKey, outcome: CallOutcome): void;

  /** What a person said to a question. */
  answer(ask: string, inputs: string): AnswerRecord | undefined;
  /** A question, with the answer where there is one. */
  asked(ask: string, inputs: string, question: AskedRecord, answer?: AnswerRecord): void;
}

/** How an agent ended. */
export type AgentRecord = (
  | { readonly kind: "done"; readonly value: Json; readonly recovered: boolean; readonly context: Context }
  | { readonly kind: "failed"; readonly failure: Failure }
) & {
  readonly turns: number;
  readonly tokens: number;
  /** What its last answer cost, for `by perplexity`. */
  readonly last?: Trail["last"];
};

/** An attempt of an agent that failed. */
export interface AttemptRecord {
  readonly index: number;
  readonly failure: Failure;
  /** A tool with an effect ran in it. */
  readonly effect: boolean;
}

/** A turn of a model, and what was left after it. */
export interface TurnRecord {
  readonly end: TurnEnd;
  /** Tokens of free thinking that were left after it. */
  readonly reason: number;
}

/** How a node ended, with the context of its spine then. */
export interface SettledRecord {
  readonly completion: Completion;
  readonly spine: Context;
  readonly last?: AgentRecord["last"];
}

/** One call of a tool: who makes it (an attempt of an agent, or a flow's node), its id there, and what it calls with what. */
export interface CallKey {
  readonly caller: Path;
  readonly call: string;
  readonly inputs: string;
}

/** What is known of a call that was made before. */
export type CallRecord =
  | { readonly kind: "ended"; readonly outcome: CallOutcome }
  /** It has an effect, and nobody knows whether it came to pass. */
  | { readonly kind: "unknown" };

/** What came of a call of a tool. */
export type CallOutcome =
  | { readonly kind: "result"; readonly value: Json }
  | { readonly kind: "error"; readonly error: string }
  /** It did not run. */
  | { readonly kind: "refused"; readonly message: string };

/** A question to a person. */
export interface AskedRecord {
  readonly prompt: string;
  /** JSON Schema of what the answer must be. */
  readonly schema: Json;
}

/** A person's answer. */
export type AnswerRecord = { readonly kind: "answered"; readonly value: Json } | { readonly kind: "refused" };
