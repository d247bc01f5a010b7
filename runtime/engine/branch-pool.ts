/**
 * All branches of one device: what each holds, how a context gets a branch from the one that has most of it, and who
 * goes when room is needed. A branch is *leased*, or *idle*: then it only keeps what is decoded of a context.
 */
import { type Operation, type Scope, type Task, withResolvers } from "effection";
import { type Context, emptyContext } from "../context/context.ts";
import { cleanly } from "../halting.ts";
import { createContextTree } from "./context-tree.ts";
import type { Device } from "./device.ts";
import { chooseEvictions } from "./evictions.ts";
import { branchOf, type Held, type Plan, rankOf } from "./held.ts";
import { type Account, createLedger, type Ledger } from "./ledger.ts";
import { createMender } from "./mending.ts";
import type { PromptTokens } from "./prompt-tokens.ts";

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
  /** Takes the branch back to an ancestor of its context. `back` is told how many cells came back before anyone else. */
  cut(held: Held, context: Context, back?: (cells: number) => void): Operation<void>;
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

const givenUp = new Error("Nobody waits for this any more.");

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
  const { mend, surely, settled } = createMender(scope, onChange);
  let branches = 0;
  let dropping = 0;
  let flights = 0;
  let closed = false;
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
    if (all.delete(held)) tree.remove(held, held.context);
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

  /** Its cells count as leaving from the call on. */
  function drop(held: Held): Operation<void> {
    const { id, account } = branchOf(held);
    leaving.set(account, 0);
    dropping += 1;
    return mend(held, function* () {
      yield* device.release(id);
      leaving.delete(account);
      dropping -= 1;
      branches -= 1;
      ledger.close(account);
    });
  }

  /** Cuts the branch to `context`, an ancestor of what it has. `back` is told how many cells came back before anyone else. */
  function truncate(held: Held, context: Context, back?: (cells: number) => void): Operation<void> {
    const { id, account } = branchOf(held);
    const length = lengthOf(context);
    leaving.set(account, length);
    return mend(held, function* () {
      try {
        yield* device.truncate(id, length);
        const before = ledger.used();
        ledger.cut(account, length);
        held.long = false;
        back?.(before - ledger.used());
      } finally {
        if (leaving.get(account) === length) leaving.delete(account);
      }
    });
  }

  function* letGo(held: Held): Operation<void> {
    if (closed) return;
    forget(held);
    const wanted = tree.wanted(held.context);
    if (!wanted || wanted.depth === 0 || tree.has(wanted, (other) => other.kind === "idle")) {
      yield* drop(held);
      return;
    }
    held.kind = "idle";
    held.used = ++clock;
    const long = held.long || wanted.id !== held.context.id;
    move(held, wanted);
    if (!long) return;
    yield* truncate(held, wanted);
    // It may have stopped being wanted meanwhile.
    yield* rest(held);
  }

  /** Gives an idle branch up, or its end, if nothing wants it any more. */
  function* rest(held: Held): Operation<void> {
    if (all.has(held) && resting(held) && tree.wanted(held.context)?.id !== held.context.id) yield* letGo(held);
  }

  function* tidy(): Operation<void> {
    for (const held of [...all]) yield* rest(held);
  }

  function fall(held: Held): Operation<void> | undefined {
    forget(held);
    return held.branch ? drop(held) : undefined;
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
    const source = forPlan?.source;
    const chosen = chooseEvictions({
      ledger,
      leaving,
      candidates: [...all].filter((held) => held !== source && resting(held)),
      shorten: source && resting(source) && forPlan ? { held: source, length: lengthOf(forPlan.at) } : undefined,
      enough: (dropped, freed) => now.ids + dropping + dropped >= ids && now.cells + freed >= cells,
    });
    if (!chosen) return false;
    for (const held of chosen.drop) fall(held);
    if (chosen.shorten && source && forPlan) {
      move(source, forPlan.at);
      const cutting = truncate(source, forPlan.at);
      surely(function* () {
        yield* cutting;
        yield* rest(source);
      });
    }
    return false;
  }

  function restore(held: Held, length: number): Operation<void> {
    return mend(held, function* () {
      if (!closed) yield* device.truncate(branchOf(held).id, length);
    });
  }

  function* extend(held: Held, context: Context): Operation<void> {
    const { id, account } = branchOf(held);
    const more = tokens.since(held.flight ? emptyContext : held.context, context);
    const rest = held.flight ? more.subarray(account.length) : more;
    const before = account.length;
    held.busy = true;
    yield* cleanly(
      function* () {
        if (rest.length > 0) yield* device.extend(id, rest);
      },
      function* (how) {
        held.busy = false;
        // It may have ended in the very moment in which it was halted: then its rows are still there.
        if (how === "halted") yield* restore(held, before);
      },
    );
    ledger.grow(account, rest.length);
  }

  function fly(from: Plan): Held {
    const { context, source, at, missing } = from;
    const flight = source?.flight;
    const awaited = flight ? source : undefined;
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
      mending: null,
      long: false,
      pins: 1,
      used: ++clock,
    };
    add(held);
    flights += 1;
    const done = withResolvers<void>();

    function* decode(): Operation<void> {
      let long = forked?.long;
      if (flight) {
        yield* flight.done;
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

    let task: Task<void> | undefined;
    held.flight = {
      done: done.operation,
      *cancel() {
        // From here on nobody may count on it.
        forget(held);
        if (task) yield* task.halt();
        // A task that is halted before its first step never gets to its own end.
        if (held.flight) yield* land(givenUp);
      },
    };
    task = scope.run(function* () {
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
      return add({
        context: from.at,
        kind: "leased",
        ...forked,
        flight: null,
        busy: false,
        mending: null,
        pins: 0,
        used: ++clock,
      });
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
    *cut(held, context, back) {
      move(held, context);
      yield* truncate(held, context, back);
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
      // Leases are closed before their engine, unless it is the device that failed: then there is nothing left to give back.
      closed = true;
      for (const held of [...all]) if (held.flight) yield* held.flight.cancel();
      for (const held of [...all]) {
        const falling = all.has(held) ? fall(held) : undefined;
        if (falling) yield* falling;
      }
      yield* settled();
    },
  };
}
