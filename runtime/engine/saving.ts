import { type Operation, resource, until } from "effection";
import { type Context, emptyContext, entriesOf, growAll } from "../context/context.ts";
import { cleanly } from "../halting.ts";
import type { BranchId, Device } from "./device.ts";
import { type Engine, NoRoom, UnusableBytes } from "./engine.ts";
import { branchOf, type Flight, type Held } from "./held.ts";
import { decodeContext, encodeContext, type Origin } from "./saved-context.ts";
import type { SeatHost } from "./seat.ts";
import { HOLDS_NOTHING } from "./waiting-room.ts";

/** What saving and restoring need of their engine. */
export interface SavingHost extends Pick<SeatHost, "pool" | "room" | "atWork"> {
  readonly limits: Engine["limits"];
  readonly origin: Origin;
}

/** The part of a device that makes bytes of branches. */
export type SavingDevice = Required<Pick<Device, "save" | "restore">>;

/** In no program's way: it stands for nothing that has a path. */
const PATH = "";
/** Whoever saves or restores may have the very room that others wait for. */
const RANK = HOLDS_NOTHING - 1;

/** Waits for room where the context is not in the cache, and gives it as bytes. */
export function* saveContext(host: SavingHost, device: SavingDevice, context: Context): Operation<Uint8Array> {
  const { pool, room } = host;
  checkFits(host, "saved", pool.tokens.of(context).length);
  let held: Held | undefined;
  let flight: Flight | null = null;
  function take(): boolean {
    const plan = pool.plan(context);
    const cells = pool.branches.forkCells(pool.tokens.of(plan.at).length) + plan.missing;
    if (!pool.makeRoom({ seats: 0, ids: 1, cells, path: PATH, plan })) return false;
    held = pool.fly(plan);
    // Asked for here and now: a flight that has failed is gone before it says so.
    flight = held.flight;
    return true;
  }
  return yield* working(host, function* () {
    return yield* cleanly(
      function* () {
        const refusal = "There is no room to decode the context that is to be saved.";
        yield* room.enter({ path: PATH, rank: RANK, refusal, take });
        if (!held) throw new Error("Room was taken for nothing.");
        if (flight) yield* flight.done;
        return encodeContext(host.origin, entriesOf(context), yield* device.save(branchOf(held).id));
      },
      function* () {
        if (held) yield* pool.unpin(held);
      },
    );
  });
}

/** Waits for room, takes what `bytes` hold into the cache, and keeps it there until the calling scope ends. */
export function restoreContext(host: SavingHost, device: SavingDevice, bytes: Uint8Array): Operation<Context> {
  return resource(function* (provide) {
    const { pool } = host;
    const { entries, branch } = decodeContext(bytes, host.origin);
    // It takes zod, which nothing else of an engine needs.
    const { areEntries } = yield* until(import("../context/entry-schema.ts"));
    if (!areEntries(entries)) throw new UnusableBytes("The saved context is damaged: its entries are none.");
    const context = growAll(emptyContext, entries);
    checkFits(host, "restored", pool.tokens.of(context).length);
    pool.keep(context);
    try {
      yield* working(host, () => takeIn(host, device, context, branch));
      yield* provide(context);
    } finally {
      yield* pool.unkeep(context);
    }
  });
}

function* takeIn(host: SavingHost, device: SavingDevice, context: Context, branch: Uint8Array): Operation<void> {
  const { pool, room } = host;
  const { branches } = pool;
  const tokens = pool.tokens.since(emptyContext, context);
  let promised = false;
  function take(): boolean {
    promised = pool.makeRoom({ seats: 0, ids: 1, cells: tokens.length, path: PATH });
    if (promised) branches.promise(1, tokens.length);
    return promised;
  }
  try {
    const refusal = `There is no room for the ${tokens.length} tokens of the context that is to be restored.`;
    yield* room.enter({ path: PATH, rank: RANK, refusal, take });
    const id: BranchId = yield* device.restore(branch, tokens);
    pool.takeIn(context, id);
  } finally {
    if (promised) branches.promise(-1, -tokens.length);
  }
}

/** While it goes on, room may come back: nobody who waits for some is refused. */
function* working<T>(host: SavingHost, operation: () => Operation<T>): Operation<T> {
  host.atWork(1);
  try {
    return yield* operation();
  } finally {
    host.atWork(-1);
    host.room.admit();
  }
}

function checkFits({ limits }: SavingHost, done: "saved" | "restored", length: number): void {
  if (length > limits.window)
    throw new NoRoom(`A context of ${length} tokens is to be ${done}, but one of this model holds ${limits.window}.`);
}
