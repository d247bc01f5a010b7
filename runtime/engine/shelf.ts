import type { Context } from "../context/context.ts";
import { emptyContext } from "../context/context.ts";
import { createContextTree } from "./context-tree.ts";
import { type Held, type Plan, rankOf } from "./held.ts";
import type { PromptTokens } from "./prompt-tokens.ts";

/** Which branch has which context, and which contexts are wanted though nobody works with them. */
export interface Shelf {
  /** Puts a branch where its context is. */
  add(held: Held): Held;
  /** Takes it away; false if it was gone. */
  forget(held: Held): boolean;
  has(held: Held): boolean;
  /** The branch, on the shelf or not, is now at `context`, and on the shelf. */
  move(held: Held, context: Context): void;
  /** All branches, those that were of use longest ago first. */
  byUse(): Held[];
  all(): Iterable<Held>;
  /** Notes that it is of use now. */
  touch(held: Held): void;
  /** The cheapest way to `context`; `except` is left out of account. */
  plan(context: Context, except?: Held): Plan;
  keep(context: Context): void;
  unkeep(context: Context): void;
  /** What of the context somebody wants kept; null where that is nothing. */
  wanted(context: Context): Context | null;
  /** Whether a branch that nobody works with has all of `context`. */
  keeps(context: Context): boolean;
  /** Branches that only keep `context` or a beginning of it. */
  idleAlong(context: Context): Held[];
}

/** An empty shelf. */
export function createShelf(tokens: PromptTokens): Shelf {
  const tree = createContextTree<Held>();
  const all = new Set<Held>();
  let clock = 0;
  const lengthOf = (context: Context): number => tokens.of(context).length;

  function touch(held: Held): void {
    held.used = ++clock;
  }

  function forget(held: Held): boolean {
    const was = all.delete(held);
    if (was) tree.remove(held, held.context);
    return was;
  }

  function add(held: Held): Held {
    all.add(held);
    tree.place(held, held.context);
    touch(held);
    return held;
  }

  return {
    add,
    forget,
    has: (held) => all.has(held),
    move(held, context) {
      // Placed first, so that what the two contexts share is not forgotten in between.
      tree.place(held, context);
      if (held.context.id !== context.id) forget(held);
      held.context = context;
      all.add(held);
    },
    byUse: () => [...all].sort((a, b) => a.used - b.used),
    all: () => all,
    touch,
    plan(context, except) {
      const rank = (held: Held): number => (held === except ? Number.POSITIVE_INFINITY : rankOf(held));
      const found = tree.nearest(context, rank);
      if (!found) return { context, source: undefined, at: emptyContext, missing: lengthOf(context) };
      return { context, source: found.holder, at: found.at, missing: lengthOf(context) - lengthOf(found.at) };
    },
    keep: (context) => tree.keep(context),
    unkeep: (context) => tree.unkeep(context),
    wanted(context) {
      const wanted = tree.wanted(context);
      return wanted?.entry ? wanted : null;
    },
    keeps: (context) => tree.has(context, (held) => held.owner === null),
    idleAlong: (context) => tree.along(context).filter((held) => held.owner === null),
  };
}
