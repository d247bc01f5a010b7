import { type Operation, resource } from "effection";
import { type Admission, type Engine, type Lease, NoRoom } from "./engine.ts";
import type { Flight, Held } from "./held.ts";
import { type LeaseHost, type OpenLease, openLease } from "./lease.ts";
import { HOLDS_NOTHING } from "./waiting-room.ts";

/** What admission needs of its engine. */
export interface AdmissionHost extends LeaseHost {
  readonly limits: Engine["limits"];
  /** Leases open or on the way. */
  busy(): number;
  /** One more, or less, is on the way. */
  arrive(by: number): void;
  opened(lease: OpenLease): void;
  closed(lease: OpenLease): void;
  /** A lease above this path waits for it, so it goes before those that nobody waits for. */
  nested(path: string): boolean;
}

/** Waits for room, decodes what of the context is not in the cache, and holds a lease until the calling scope ends. */
export function admit(host: AdmissionHost, request: Admission): Operation<Lease> {
  return resource(function* (provide) {
    const { pool } = host;
    const { context, path, reserve } = request;
    const length = pool.tokens.of(context).length;
    checkFits(host.limits, length, request);

    /** What it has been given so far, to be given back whatever happens. */
    let target: Held | undefined;
    let flight: Flight | undefined;
    let held: Held | undefined;
    let lease: OpenLease | undefined;
    let promised = { ids: 0, cells: 0 };
    let decoded = 0;

    function take(): boolean {
      if (host.busy() >= host.limits.live) return false;
      const plan = pool.plan(context);
      const flies = plan.missing > 0;
      if (!pool.makeRoom(flies ? 2 : 1, plan.missing + reserve, plan)) return false;
      if (flies || plan.source?.flight) {
        if (flies) target = pool.fly(plan);
        else if (plan.source) {
          target = plan.source;
          pool.pin(target);
        }
        flight = target?.flight ?? undefined;
        pool.promise(1, reserve);
        promised = { ids: 1, cells: reserve };
        decoded = plan.missing;
      } else {
        held = pool.fork(plan);
        pool.promise(0, reserve);
        promised = { ids: 0, cells: reserve };
      }
      host.arrive(1);
      return true;
    }

    pool.keep(context);
    try {
      yield* host.room.enter({
        path,
        rank: host.nested(path) ? 1 : HOLDS_NOTHING,
        refusal: `An agent needs ${length + reserve} cells, but the model's ${host.limits.cells} are used up by those that wait for it.`,
        onWait: request.onWait,
        take,
      });
      if (target) {
        yield* arrival(flight);
        held = pool.fork({ context, source: target, at: context, missing: 0 });
        pool.promise(-promised.ids, 0);
        promised.ids = 0;
      }
      if (!held) throw new Error("An admission was let in without a branch.");
      yield* pool.trim(held);
      if (target) {
        const pinned = target;
        target = undefined;
        yield* pool.unpin(pinned);
      }
      host.count({ prefilled: decoded, sampled: 0, forced: 0 });
      lease = openLease(host, request, held, decoded);
      host.opened(lease);
      host.arrive(-1);
      promised.cells = 0;
      host.room.admit();
      yield* provide(lease.lease);
    } finally {
      if (!lease && (held || target)) host.arrive(-1);
      pool.promise(-promised.ids, -promised.cells);
      // Before the branch itself goes, or it would be kept for the admission's own sake.
      yield* pool.unkeep(context);
      if (lease) yield* lease.close();
      else if (held) yield* pool.letGo(held);
      if (target) yield* pool.unpin(target);
      if (lease) host.closed(lease);
      host.room.admit();
    }
  });
}

function* arrival(flight: Flight | undefined): Operation<void> {
  if (flight) yield* flight.done;
}

function checkFits(limits: Engine["limits"], length: number, request: Admission): void {
  const sum = length + request.reserve;
  const needs = `An agent's context has ${length} tokens and it needs ${request.reserve} more to work with`;
  if (sum > limits.window) throw new NoRoom(`${needs}, but a context of this model holds ${limits.window}.`);
  if (sum > limits.cells) throw new NoRoom(`${needs}, but this model has ${limits.cells} cells.`);
}
