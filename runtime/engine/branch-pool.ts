/**
 * All branches of one device: what each holds, how a context gets a branch from the one that has most of it, and who
 * goes when room is needed. A branch is *leased*, or *idle*: then it only keeps what is decoded of a context.
 */
import { type Operation, type Scope, withResolvers } from "effection";
import { type Context, emptyContext } from "../context/context.ts";
import { createContextTree } from "./context-tree.ts";
import type { BranchId, Device } from "./device.ts";
import { type Account, createLedger, type Ledger } from "./ledger.ts";
import type { PromptTokens } from "./prompt-tokens.ts";

/** A branch and the context that it surely has; while something is under way it may have more. */
export interface Held {
  context: Context;
  kind: "idle" | "leased";
  /** `null` while the flight that makes it waits for another. */
  branch: { readonly id: BranchId; readonly account: Account } | null;
  /** There while its context is being decoded. */
  flight: Flight | null;
  /** A device operation on it is under way. */
  busy: boolean;
  /** It may have more than its context: cut before anything is written behind it. */
  long: boolean;
  /** Those who are about to fork it. */
  pins: number;
  /** When it was last of use; the least is dropped first. */
  used: number;
}

/** The decoding of a context that one or more admissions wait for. */
export interface Flight {
  /** Ends when the context is there; fails as the decoding does. */
  readonly done: Operation<void>;
  cancel(): Operation<void>;
}

const givenUp = new Error("Nobody waits for this any more.");

/** How a context can be had: fork `source` (nothing without), which has all of it up to `at`, and decode the rest. */
export interface Plan {
  readonly context: Context;
  readonly source: Held | undefined;
  readonly at: Context;
  /** Tokens between `at` and the context. */
  readonly missing: number;
}

export interface BranchPool {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly ledger: Ledger;
  /** Branches that exist. */
  branches(): number;
  /** Ids and cells that nobody has and nobody was promised. */
  free(): { readonly ids: number; readonly cells: number };
  /** Cells that could be free once everything idle is dropped. */
  reachable(): number;
  /** Cells promised and not yet in use. */
  promised(): number;
  /** Sets ids and cells aside; negative numbers give them back. */
  promise(ids: number, cells: number): void;
  /** Whether flights or releases are under way, after which there may be more room. */
  settling(): boolean;
  /** The cheapest way to `context`; `except` is left out of account. */
  plan(context: Context, except?: Held): Plan;
  /** True if so much is free. Else it begins to drop idle branches, those that `plan` needs excepted, if that can give enough. */
  makeRoom(ids: number, cells: number, plan?: Plan): boolean;
  /** A leased branch at `plan.at`, from a source that is there. Call {@link BranchPool.trim} before anything else is done with it. */
  fork(plan: Plan): Held;
  trim(held: Held): Operation<void>;
  /** Decodes a context on an idle branch of its own, which the caller has pinned once. There must be room for it. */
  fly(plan: Plan): Held;
  /** Decodes what `context` has behind what the branch has. The cells must be promised. Cancelled or failed, all is as it was. */
  extend(held: Held, context: Context): Operation<void>;
  /** Notes that the branch now is at `context`, `tokens` longer than before. */
  grown(held: Held, context: Context, tokens: number): void;
  /** Takes the branch back to an ancestor of its context; says how many cells came back. */
  cut(held: Held, context: Context): Operation<number>;
  /** Takes back what an operation that failed or was cancelled may have left behind `length` tokens. */
  restore(held: Held, length: number): Operation<void>;
  pin(held: Held): void;
  /** The last one ends a flight that nobody waits for. */
  unpin(held: Held): Operation<void>;
  /** Gives a branch up: what is still wanted of it stays as an idle branch, the rest is freed. */
  letGo(held: Held): Operation<void>;
  keep(context: Context): void;
  unkeep(context: Context): Operation<void>;
  /** Gives up everything, at the end. */
  close(): Operation<void>;
}

/** The branches of `device`; tasks run in `scope`, and `onChange` is told whenever there may be more room. */
export function createBranchPool(options: {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly cells: number;
  readonly scope: Scope;
  readonly onChange: () => void;
}): BranchPool {
  const { device, tokens, scope, onChange } = options;
  const ledger = createLedger();
  const tree = createContextTree<Held>();
  const all = new Set<Held>();
  /** Accounts that are being cut, and to what length: their cells come back soon. */
  const leaving = new Map<Account, number>();
  const background = new Set<Operation<unknown>>();
  let branches = 0;
  let dropping = 0;
  let flights = 0;
  let clock = 0;
  const promises = { ids: 0, cells: 0 };

  const lengthOf = (context: Context): number => tokens.of(context).length;
  const free = () => ({
    ids: device.limits.branches - branches - promises.ids,
    cells: options.cells - ledger.used() - promises.cells,
  });
  const resting = (held: Held): boolean => held.kind === "idle" && !held.flight && !held.busy && held.pins === 0;

  function add(held: Held): Held {
    all.add(held);
    tree.place(held, held.context);
    return held;
  }

  function forget(held: Held): void {
    all.delete(held);
    tree.remove(held, held.context);
  }

  function move(held: Held, context: Context): void {
    if (all.has(held)) tree.remove(held, held.context);
    held.context = context;
    tree.place(held, context);
    all.add(held);
  }

  /** A fork of all that `source` has. It is long where that is more than `at`, or may be by the time it is made. */
  function take(source: Held | undefined, at: Context): { branch: NonNullable<Held["branch"]>; long: boolean } {
    const from = source && branchOf(source);
    const id = device.fork(from?.id);
    branches += 1;
    if (source) source.used = ++clock;
    const account = ledger.open(from?.account);
    return { branch: { id, account }, long: source?.busy === true || account.length > lengthOf(at) };
  }

  /** Once begun it is carried out, though whoever waits for it may be halted: or the accounts would be wrong. */
  function surely<T>(operation: () => Operation<T>): Operation<T> {
    const ended = withResolvers<T>();
    background.add(ended.operation);
    scope.run(function* () {
      try {
        ended.resolve(yield* operation());
      } catch (error) {
        ended.reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        background.delete(ended.operation);
        onChange();
      }
    });
    return ended.operation;
  }

  /** Its cells count as leaving from the call on. */
  function drop(branch: NonNullable<Held["branch"]>): Operation<void> {
    leaving.set(branch.account, 0);
    dropping += 1;
    return surely(function* () {
      yield* device.release(branch.id);
      leaving.delete(branch.account);
      dropping -= 1;
      branches -= 1;
      ledger.close(branch.account);
    });
  }

  /** Cuts the branch to `context`, an ancestor of what it has; says how many cells came back. */
  function truncate(held: Held, context: Context): Operation<number> {
    const { id, account } = branchOf(held);
    const length = lengthOf(context);
    leaving.set(account, length);
    held.busy = true;
    return surely(function* () {
      try {
        yield* device.truncate(id, length);
        const before = ledger.used();
        ledger.cut(account, length);
        held.long = false;
        return before - ledger.used();
      } finally {
        held.busy = false;
        leaving.delete(account);
      }
    });
  }

  function* letGo(held: Held): Operation<void> {
    const branch = branchOf(held);
    forget(held);
    const wanted = tree.wanted(held.context);
    if (!wanted || wanted.depth === 0 || tree.has(wanted, (other) => other.kind === "idle")) {
      yield* drop(branch);
      return;
    }
    held.kind = "idle";
    held.used = ++clock;
    const long = held.long || wanted.id !== held.context.id;
    move(held, wanted);
    if (long) yield* truncate(held, wanted);
  }

  /** Gives up idle branches, or their ends, that nothing wants any more. */
  function* tidy(): Operation<void> {
    for (const held of [...all])
      if (all.has(held) && resting(held) && tree.wanted(held.context)?.id !== held.context.id) yield* letGo(held);
  }

  function fall(held: Held): Operation<void> | undefined {
    forget(held);
    return held.branch ? drop(held.branch) : undefined;
  }

  function plan(context: Context, except?: Held): Plan {
    const found = tree.nearest(context, (held) => held !== except);
    if (!found || found.at.depth === 0)
      return { context, source: undefined, at: emptyContext, missing: lengthOf(context) };
    const source = found.holders.reduce((best, held) => (rankOf(held) < rankOf(best) ? held : best));
    return { context, source, at: found.at, missing: lengthOf(context) - lengthOf(found.at) };
  }

  function makeRoom(ids: number, cells: number, forPlan?: Plan): boolean {
    const now = free();
    if (now.ids >= ids && now.cells >= cells) return true;
    const cuts = new Map(leaving);
    const enough = (dropped: number): boolean =>
      now.ids + dropping + dropped >= ids && now.cells + ledger.freed(cuts) >= cells;

    const chosen: Held[] = [];
    const source = forPlan?.source;
    const candidates = [...all].filter((held) => held !== source && resting(held)).sort((a, b) => a.used - b.used);
    for (const held of candidates) {
      if (enough(chosen.length)) break;
      chosen.push(held);
      cuts.set(branchOf(held).account, 0);
    }
    const shortens = source && forPlan && resting(source) && source.context.id !== forPlan.at.id;
    const shorten = shortens && !enough(chosen.length);
    if (shorten) cuts.set(branchOf(source).account, lengthOf(forPlan.at));
    if (!enough(chosen.length)) return false;

    // What was chosen early may turn out not to be needed.
    for (const held of [...chosen]) {
      const { account } = branchOf(held);
      cuts.delete(account);
      if (enough(chosen.length - 1)) chosen.splice(chosen.indexOf(held), 1);
      else cuts.set(account, 0);
    }
    for (const held of chosen) fall(held);
    if (shorten) {
      move(source, forPlan.at);
      truncate(source, forPlan.at);
    }
    return false;
  }

  function restore(held: Held, length: number): Operation<void> {
    const { id } = branchOf(held);
    held.busy = true;
    return surely(function* () {
      try {
        yield* device.truncate(id, length);
      } finally {
        held.busy = false;
      }
    });
  }

  function* extend(held: Held, context: Context): Operation<void> {
    const { id, account } = branchOf(held);
    const more = tokens.since(held.flight ? emptyContext : held.context, context);
    const rest = held.flight ? more.subarray(account.length) : more;
    const before = account.length;
    let cancelled = true;
    held.busy = true;
    try {
      if (rest.length > 0) yield* device.extend(id, rest);
      cancelled = false;
    } catch (error) {
      cancelled = false;
      throw error;
    } finally {
      // It may have ended in the very moment in which it was cancelled: then its rows are still there.
      held.busy = false;
      if (cancelled) yield* restore(held, before);
    }
    ledger.grow(account, rest.length);
  }

  function fly(from: Plan): Held {
    const { context, source, at, missing } = from;
    const awaited = source?.flight ? source : undefined;
    const forked = awaited ? undefined : take(source, at);
    if (awaited) awaited.pins += 1;
    promises.ids += awaited ? 1 : 0;
    promises.cells += missing;
    const held: Held = {
      context,
      kind: "idle",
      branch: forked?.branch ?? null,
      flight: null,
      busy: true,
      long: false,
      pins: 1,
      used: ++clock,
    };
    add(held);
    flights += 1;
    const done = withResolvers<void>();

    function* decode(): Operation<void> {
      let long = forked?.long;
      if (awaited?.flight) {
        yield* awaited.flight.done;
        const late = take(awaited, at);
        promises.ids -= 1;
        held.branch = late.branch;
        long = late.long;
      }
      const { id, account } = branchOf(held);
      if (long) yield* device.truncate(id, lengthOf(at));
      ledger.cut(account, lengthOf(at));
      yield* extend(held, context);
    }

    function* land(failure?: unknown): Operation<void> {
      flights -= 1;
      held.flight = null;
      held.busy = false;
      if (!held.branch) promises.ids -= 1;
      promises.cells -= missing;
      const falling = failure ? fall(held) : undefined;
      if (falling) yield* falling;
      if (failure) done.reject(failure instanceof Error ? failure : new Error(String(failure)));
      else done.resolve();
      if (awaited) yield* unpin(awaited);
      onChange();
    }

    const task = scope.run(function* () {
      let failure: unknown = givenUp;
      try {
        yield* decode();
        failure = undefined;
      } catch (error) {
        failure = error;
      } finally {
        yield* land(failure);
      }
    });
    held.flight = {
      done: done.operation,
      *cancel() {
        yield* task.halt();
        // A task that is halted before its first step never gets to its own end.
        if (held.flight) yield* land(givenUp);
      },
    };
    return held;
  }

  function* unpin(held: Held): Operation<void> {
    held.pins -= 1;
    if (held.pins > 0) return;
    if (held.flight) yield* held.flight.cancel();
    else if (all.has(held)) yield* tidy();
    onChange();
  }

  return {
    device,
    tokens,
    ledger,
    branches: () => branches,
    free,
    reachable() {
      const cuts = new Map(leaving);
      for (const held of all) if (resting(held)) cuts.set(branchOf(held).account, 0);
      return free().cells + ledger.freed(cuts);
    },
    promised: () => promises.cells,
    promise(ids, cells) {
      promises.ids += ids;
      promises.cells += cells;
    },
    settling: () => flights > 0 || leaving.size > 0,
    plan,
    makeRoom,
    fork(from) {
      const forked = take(from.source, from.at);
      return add({ context: from.at, kind: "leased", ...forked, flight: null, busy: false, pins: 0, used: ++clock });
    },
    *trim(held) {
      if (held.long) yield* truncate(held, held.context);
    },
    fly,
    *extend(held, context) {
      yield* extend(held, context);
      move(held, context);
    },
    grown(held, context, count) {
      ledger.grow(branchOf(held).account, count);
      move(held, context);
    },
    restore,
    *cut(held, context) {
      move(held, context);
      return yield* truncate(held, context);
    },
    pin(held) {
      held.pins += 1;
      held.used = ++clock;
    },
    unpin,
    letGo,
    keep: (context) => tree.keep(context),
    *unkeep(context) {
      tree.unkeep(context);
      yield* tidy();
      onChange();
    },
    *close() {
      for (const held of [...all]) if (held.flight) yield* held.flight.cancel();
      for (const held of [...all]) {
        const falling = fall(held);
        if (falling) yield* falling;
      }
      for (const ending of [...background]) yield* ending;
    },
  };
}

/** The device's side of a branch that is there. */
export function branchOf(held: Held): { readonly id: BranchId; readonly account: Account } {
  if (!held.branch) throw new Error("This branch is still waiting for the one it will be forked from.");
  return held.branch;
}

/** Least first: idle branches can be forked at once, those in flight later, those at work only between their passes. */
function rankOf(held: Held): number {
  if (held.flight) return 2;
  if (held.busy) return 3;
  return held.kind === "idle" ? 0 : 1;
}
