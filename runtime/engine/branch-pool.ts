/**
 * All branches of one device: how a context gets a branch from the one that has most of it, and who goes when room is
 * needed. A branch has a lease as its *owner*, or is *idle*: then it only keeps what is decoded of a context.
 */
import type { Operation, Scope } from "effection";
import type { Clock } from "../clock.ts";
import type { Context } from "../context/context.ts";
import { isBelow } from "../path.ts";
import { type Branches, createBranches } from "./branches.ts";
import type { BranchId, Device } from "./device.ts";
import { chooseEvictions, type Room, type Step } from "./evictions.ts";
import { createFlights } from "./flights.ts";
import { branchOf, type Held, type Owner, type Plan } from "./held.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import { createShelf } from "./shelf.ts";

/** Room that somebody asks for. */
export interface Wanted extends Room {
  /** The node's path: leases above it are waiting for it, so they can do without their branches. */
  readonly path: string;
  /** What it wants to fork stays. */
  readonly plan?: Plan;
  /** Its own branch stays. */
  readonly own?: Held;
}

export interface BranchPool {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly branches: Branches;
  /** Leases that have a branch, or are getting one. */
  seats(): number;
  seat(by: 1 | -1): void;
  /** Cells that could be free once everything idle is dropped. */
  reachable(): number;
  /** Whether flights or releases are under way, after which there may be more room. */
  settling(): boolean;
  /** Milliseconds until a lease at rest may be done without that may not yet; undefined where there is none. */
  ripens(): number | undefined;
  /** The cheapest way to `context`; `except` is left out of account. */
  plan(context: Context, except?: Held): Plan;
  /** True if so much is free. Else it begins to give up what can be done without, if that can give enough. */
  makeRoom(wanted: Wanted): boolean;
  /** A branch at `plan.at`, from a source that is there. Call {@link BranchPool.trim} before anything else is done with it. */
  fork(plan: Plan, owner: Owner): Held;
  /** The branch itself, if it is idle, at `context`, nobody else wants it kept, and it has no more than `pins`. */
  claim(held: Held, context: Context, owner: Owner, pins: number): Held | undefined;
  trim(held: Held): Operation<void>;
  /** Decodes a context on an idle branch of its own, which the caller has pinned once. There must be room for it. */
  fly(plan: Plan): Held;
  /** A branch that the device made, which has all of `context`, as an idle one. */
  takeIn(context: Context, id: BranchId): void;
  /** Decodes what `context` has behind what the branch has. The cells must be promised. Cancelled or failed, all is as it was. */
  extend(held: Held, context: Context): Operation<void>;
  /** Notes that the branch now is at `context`, `tokens` longer than before. */
  grown(held: Held, context: Context, tokens: number): void;
  /** Takes the branch back to an ancestor of its context. `back` is told how many cells came back before anyone else. */
  cut(held: Held, context: Context, back?: (cells: number) => void): Operation<void>;
  /** Takes back what an operation that failed or was cancelled may have left behind `length` tokens. */
  restore(held: Held, length: number): Operation<void>;
  /** Notes that the branch is of use now. */
  touch(held: Held): void;
  pin(held: Held): void;
  /** The last one ends a flight that nobody waits for. */
  unpin(held: Held): Operation<void>;
  /** Gives a branch up: what is still wanted of it stays as an idle branch, the rest is freed. */
  letGo(held: Held): Operation<void>;
  keep(context: Context): void;
  /** From the call on it is not wanted; ends when what is given up for that is free. */
  unkeep(context: Context): Operation<void>;
  /** Gives up everything, at the end. */
  close(): Operation<void>;
}

/**
 * A lease at rest keeps its branch at least so many milliseconds: most of what an agent does between two turns, and many
 * a tool, takes less.
 */
const PATIENCE = 100;

/** The branches of `device`, `live` of them for leases; tasks run in `scope`, and `onChange` is told whenever there may be more room. */
export function createBranchPool(options: {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly live: number;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly onChange: () => void;
}): BranchPool {
  const { device, tokens, clock, scope, onChange } = options;
  const shelf = createShelf(tokens);
  const branches = createBranches(options);
  const { ledger, leaving } = branches;
  const flights = createFlights({ device, tokens, branches, shelf, scope, unpin, onChange });
  let seats = 0;
  let closed = false;

  const lengthOf = (context: Context): number => tokens.of(context).length;
  const loose = (held: Held): boolean => !held.flight && !held.busy && held.pins === 0;

  /** When a lease's branch may be taken: once it has rested as long as decoding it again would take. */
  function ripe(held: Held, owner: Owner): number | undefined {
    const since = owner.restsSince();
    return since === undefined || !loose(held) ? undefined : since + PATIENCE + branches.price(held);
  }

  function* letGo(held: Held): Operation<void> {
    if (closed) return;
    shelf.forget(held);
    const wanted = shelf.wanted(held.context);
    if (!wanted || shelf.keeps(wanted)) {
      yield* branches.drop(held);
      return;
    }
    held.owner = null;
    const long = held.long || wanted.id !== held.context.id;
    shelf.move(held, wanted);
    shelf.touch(held);
    if (!long) return;
    yield* branches.truncate(held, wanted);
    // It may have stopped being wanted meanwhile.
    yield* rest(held);
  }

  /** Gives an idle branch up, or its end, if nothing wants it any more. */
  function* rest(held: Held): Operation<void> {
    const idle = shelf.has(held) && held.owner === null && loose(held);
    if (idle && shelf.wanted(held.context)?.id !== held.context.id) yield* letGo(held);
  }

  function* tidy(context: Context): Operation<void> {
    for (const held of shelf.idleAlong(context)) yield* rest(held);
    onChange();
  }

  function* unpin(held: Held): Operation<void> {
    held.pins -= 1;
    if (held.pins > 0) return;
    if (held.flight) yield* held.flight.cancel();
    else yield* rest(held);
    onChange();
  }

  /** What can be done without, least missed first. */
  function* stepsFor({ plan, own, path }: Wanted): Generator<Step> {
    const source = plan?.source;
    const byUse = shelf.byUse().filter((held) => held !== own && loose(held));
    for (const held of byUse) if (held.owner === null && held !== source) yield { kind: "drop", held };
    const now = clock.now();
    const waits: Held[] = [];
    for (const held of byUse) {
      if (!held.owner) continue;
      const above = isBelow(path, held.owner.path) && held.owner.restsSince() !== undefined;
      if (above || (ripe(held, held.owner) ?? now + 1) <= now) waits.push(held);
    }
    // What a lease has that waits for this one costs nothing to take, and what is forked from it has it still.
    for (const held of waits) if (held === source) yield { kind: "unseat", held };
    for (const held of waits) {
      if (held === source) continue;
      yield { kind: "unseat", held };
      yield { kind: "drop", held };
    }
    if (source && plan && loose(source) && (source.owner === null || waits.includes(source))) {
      const length = lengthOf(plan.at);
      if (length < branchOf(source).account.length) yield { kind: "shorten", held: source, length };
    }
  }

  function carryOut(step: Step, plan: Plan | undefined): void {
    const { held } = step;
    switch (step.kind) {
      case "unseat":
        held.owner?.unseat();
        held.owner = null;
        seats -= 1;
        return;
      case "drop":
        shelf.forget(held);
        branches.drop(held);
        return;
      case "shorten": {
        if (!plan) return;
        shelf.move(held, plan.at);
        const cutting = branches.truncate(held, plan.at);
        branches.surely(function* () {
          yield* cutting;
          yield* rest(held);
        });
        return;
      }
      default:
        step satisfies never;
    }
  }

  function makeRoom(wanted: Wanted): boolean {
    const isFree = (): boolean => {
      const { ids, cells } = branches.free();
      return options.live - seats >= wanted.seats && ids >= wanted.ids && cells >= wanted.cells;
    };
    if (isFree()) return true;
    const { ids, cells } = branches.free();
    const chosen = chooseEvictions({
      ledger,
      leaving,
      steps: stepsFor(wanted),
      enough: (gained) =>
        options.live - seats + gained.seats >= wanted.seats &&
        ids + branches.dropping() + gained.ids >= wanted.ids &&
        cells + gained.cells >= wanted.cells,
    });
    if (!chosen) return false;
    for (const step of chosen) carryOut(step, wanted.plan);
    return isFree();
  }

  return {
    device,
    tokens,
    branches,
    seats: () => seats,
    seat(by) {
      seats += by;
    },
    reachable() {
      const trial = ledger.trial();
      for (const [account, length] of leaving) trial.cut(account, length);
      for (const held of shelf.all()) if (held.owner === null && loose(held)) trial.cut(branchOf(held).account, 0);
      return branches.free().cells + trial.freed();
    },
    settling: () => flights.count() > 0 || leaving.size > 0,
    ripens() {
      let next = Number.POSITIVE_INFINITY;
      const now = clock.now();
      for (const held of shelf.all()) {
        const when = held.owner ? ripe(held, held.owner) : undefined;
        if (when !== undefined && when > now) next = Math.min(next, when - now);
      }
      return next === Number.POSITIVE_INFINITY ? undefined : next;
    },
    plan: shelf.plan,
    makeRoom,
    fork(plan, owner) {
      if (plan.source) shelf.touch(plan.source);
      const forked = branches.fork(plan.source, plan.at);
      const at = { context: plan.at, owner, flight: null, busy: false, mending: null, pins: 0, used: 0 };
      return shelf.add({ ...at, ...forked });
    },
    claim(held, context, owner, pins) {
      const idle = held.owner === null && !held.flight && !held.busy && held.pins === pins;
      if (!idle || held.context.id !== context.id || shelf.wanted(context)?.id === context.id) return undefined;
      held.pins = 0;
      held.owner = owner;
      shelf.touch(held);
      return held;
    },
    *trim(held) {
      if (held.long) yield* branches.truncate(held, held.context);
    },
    fly: flights.fly,
    takeIn(context, id) {
      const branch = branches.enter(id, lengthOf(context));
      const at = {
        context,
        branch,
        owner: null,
        flight: null,
        busy: false,
        long: false,
        mending: null,
        pins: 0,
        used: 0,
      };
      shelf.add(at);
    },
    *extend(held, context) {
      yield* branches.extend(held, tokens.since(held.context, context));
      shelf.move(held, context);
    },
    grown(held, context, count) {
      ledger.grow(branchOf(held).account, count);
      shelf.move(held, context);
    },
    restore: branches.restore,
    *cut(held, context, back) {
      shelf.move(held, context);
      yield* branches.truncate(held, context, back);
    },
    touch: shelf.touch,
    pin(held) {
      held.pins += 1;
      shelf.touch(held);
    },
    unpin,
    letGo,
    keep: shelf.keep,
    unkeep(context) {
      shelf.unkeep(context);
      return tidy(context);
    },
    *close() {
      // Leases are closed before their engine, unless it is the device that failed: then there is nothing left to give back.
      closed = true;
      branches.quit();
      for (const held of [...shelf.all()]) if (held.flight) yield* held.flight.cancel();
      for (const held of [...shelf.all()]) if (shelf.forget(held) && held.branch) yield* branches.drop(held);
      yield* branches.settled();
    },
  };
}
