import type { Operation } from "effection";
import type { Context } from "../context/context.ts";
import type { BranchId } from "./device.ts";
import type { Account } from "./ledger.ts";

/** A branch and the context that it surely has; while something is under way it may have more. */
export interface Held {
  context: Context;
  /** The lease that works with it; null where it only keeps what is decoded. */
  owner: Owner | null;
  /** `null` while the flight that makes it waits for another. */
  branch: { readonly id: BranchId; readonly account: Account } | null;
  /** There while its context is being decoded. */
  flight: Flight | null;
  /** A device operation on it is under way. */
  busy: boolean;
  /** The cutting or releasing of it that was begun last and has not ended: there is no calling that off. */
  mending: Operation<void> | null;
  /** It may have more than its context: cut before anything is written behind it. */
  long: boolean;
  /** Those who are about to fork it. */
  pins: number;
  /** When it was last of use; the least is dropped first. */
  used: number;
}

/** A lease, as what takes its branch away sees it. */
export interface Owner {
  /** The node's path. */
  readonly path: string;
  /** When it can be done without for a while: nothing of it is under way but perhaps a wait for room. Else `undefined`. */
  restsSince(): number | undefined;
  /** Cells promised to it, which come back with its branch. */
  promised(): number;
  /** From here on it has no branch; it takes another when it goes on. */
  unseat(): void;
}

/** The decoding of a context that one or more admissions wait for. */
export interface Flight {
  /** Ends when the context is there; fails as the decoding does. */
  readonly done: Operation<void>;
  cancel(): Operation<void>;
}

/** How a context can be had: fork `source` (nothing without), which has all of it up to `at`, and decode the rest. */
export interface Plan {
  readonly context: Context;
  readonly source: Held | undefined;
  readonly at: Context;
  /** Tokens between `at` and the context. */
  readonly missing: number;
}

/** The device's side of a branch that is there. */
export function branchOf(held: Held): { readonly id: BranchId; readonly account: Account } {
  if (!held.branch) throw new Error("This branch is still waiting for the one it will be forked from.");
  return held.branch;
}

/** Least first: idle branches can be forked at once, those in flight later, those at work only between their passes. */
export function rankOf(held: Held): number {
  if (held.flight) return 2;
  if (held.busy) return 3;
  return held.owner ? 1 : 0;
}
