/**
 * One attempt of an agent while it is under way: its branch, what it has used, and what stops it.
 */
import type { Operation } from "effection";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { AgentEntry, AgentId, TypeEntry } from "../../../compiler/graph/graph.ts";
import type { Context } from "../../context/context.ts";
import type { Lease, StopReason } from "../../engine/engine.ts";
import type { EventBody, Failure } from "../../events/event.ts";
import type { Path } from "../../path.ts";
import type { Bound } from "../call.ts";
import type { Callable } from "../describe.ts";
import type { OpenEngine } from "../engines.ts";
import type { Site } from "../failure.ts";
import type { Trail } from "../frame.ts";
import type { Spine } from "../spine.ts";
import type { RunState } from "../state.ts";
import type { Budget } from "./budget.ts";

/** What an agent is to do, and where it forks from. */
export interface AgentRequest {
  readonly run: RunState;
  readonly agent: AgentEntry;
  readonly values: Bound;
  /** The context that it forks. */
  readonly base: Context;
  /** The spine that holds this context; none for a sub-agent, whose caller's branch holds it. */
  readonly spine: Spine | undefined;
  readonly site: Site;
  /** Path of the scope it runs in. */
  readonly parent: Path;
  /** How deep agents may nest below it. */
  readonly delegates: number;
  readonly trail: Trail;
  /** A later `from` names the context in which it ends: kept until the spine of this scope, here or further out, ends. */
  readonly keep: { readonly spine: Spine; readonly until: string } | undefined;
}

/** What came of an agent. */
export type AgentEnd =
  | { readonly kind: "done"; readonly value: Json; readonly context: Context }
  | { readonly kind: "failed"; readonly failure: Failure };

/** What an agent has used in all its attempts. */
export interface Tally {
  turns: number;
  tokens: number;
}

/** Runs another agent as a tool of this one's. */
export type Delegate = (call: {
  readonly work: Work;
  readonly agent: AgentId;
  readonly values: Bound;
  /** The context that it forks. */
  readonly base: Context;
  readonly path: Path;
}) => Operation<AgentEnd>;

/** An attempt that goes on. */
export interface Work {
  readonly request: AgentRequest;
  readonly open: OpenEngine;
  readonly lease: Lease;
  /** The agent's path with the attempt: seeds come from it. */
  readonly path: Path;
  readonly result: TypeEntry;
  readonly callables: readonly Callable[];
  readonly budget: Budget;
  readonly tally: Tally;
  readonly delegate: Delegate;
  readonly emit: (body: EventBody) => void;
  /** Turns so far, the one for recovery included. */
  turns: number;
  /** Tokens written so far, sampled and forced. */
  written: number;
  /** Tokens of free thinking that are left. */
  reason: number;
  /** How often each sub-agent was called, for their paths. */
  readonly called: Map<string, number>;
  /** A tool with an effect ran: the attempt can't be made again. */
  effect: boolean;
  /** Why it is to end, once it is. */
  stopping: StopReason | undefined;
  /** Ends what is under way right now. */
  interrupt: ((reason: StopReason) => void) | undefined;
}

/** Lets an attempt come to its end: what is under way stops, and it is asked for the best value it has. */
export function stopWork(work: Work, reason: StopReason): void {
  if (work.stopping !== undefined) return;
  work.stopping = reason;
  work.interrupt?.(reason);
}
