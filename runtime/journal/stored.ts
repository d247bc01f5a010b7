/**
 * Records as a journal's rows hold them: contexts stand in them by their ids.
 */
import type { Json } from "../../compiler/graph/expression.ts";
import type { Context } from "../context/context.ts";
import type { TurnEnd } from "../engine/engine.ts";
import type { Completion } from "../run/frame.ts";
import type { Origin } from "../run/origin.ts";
import type { AgentRecord, SettledRecord } from "./journal.ts";

/** An agent's end. */
export type StoredAgent =
  | Extract<AgentRecord, { readonly kind: "failed" }>
  | (Omit<Extract<AgentRecord, { readonly kind: "done" }>, "context"> & { readonly context: string });

/** A turn. */
export interface StoredTurn {
  readonly end: WithoutContext<TurnEnd>;
  readonly after: string;
  readonly reason: number;
}

/** The end of a node. */
export interface StoredSettled {
  readonly completion: { readonly kind: Completion["kind"]; readonly value: Json; readonly origin?: StoredOrigin };
  readonly spine: string;
  readonly last?: SettledRecord["last"];
}

/** Where a value came from. */
export interface StoredOrigin {
  readonly context?: string;
  readonly items?: readonly (StoredOrigin | null)[];
  readonly fields?: Readonly<Record<string, StoredOrigin | null>>;
}

type WithoutContext<T> = T extends unknown ? Omit<T, "context"> : never;

/** An origin with ids for its contexts, each of which `keep` is told of. */
export function storedOrigin(origin: Origin, keep: (context: Context) => string): StoredOrigin {
  const of = (inner: Origin | undefined): StoredOrigin | null => (inner ? storedOrigin(inner, keep) : null);
  const { context, items, fields } = origin;
  return {
    ...(context && { context: keep(context) }),
    ...(items && { items: items.map(of) }),
    ...(fields && { fields: Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, of(inner)])) }),
  };
}
