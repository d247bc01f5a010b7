import { type Operation, resource } from "effection";
import { type Admission, type Engine, type Lease, NoRoom } from "./engine.ts";
import { type LeaseHost, type OpenLease, openLease } from "./lease.ts";
import { createSeat } from "./seat.ts";

/** What admission needs of its engine. */
export interface AdmissionHost extends LeaseHost {
  readonly limits: Engine["limits"];
  opened(lease: OpenLease): void;
  closed(lease: OpenLease): void;
}

/** Waits for room, decodes what of the context is not in the cache, and holds a lease until the calling scope ends. */
export function admit(host: AdmissionHost, request: Admission): Operation<Lease> {
  return resource(function* (provide) {
    const { pool, limits } = host;
    const length = pool.tokens.of(request.context).length;
    checkFits(limits, length, request);
    const seat = createSeat(host, request);
    let lease: OpenLease | undefined;
    try {
      seat.work();
      let decoded = 0;
      try {
        decoded = yield* seat.sit(
          0,
          `An agent needs ${length + request.reserve} cells, but the model's ${limits.cells} are used up by those that wait for it.`,
        );
      } finally {
        seat.rest();
      }
      host.count({ prefilled: decoded, sampled: 0, forced: 0 });
      lease = openLease(host, request, seat, decoded);
      host.opened(lease);
      host.room.admit();
      yield* provide(lease.lease);
    } finally {
      yield* lease ? lease.close() : seat.close();
      if (lease) host.closed(lease);
      host.room.admit();
    }
  });
}

function checkFits(limits: Engine["limits"], length: number, request: Admission): void {
  const sum = length + request.reserve;
  const needs = `An agent's context has ${length} tokens and it needs ${request.reserve} more to work with`;
  if (sum > limits.window) throw new NoRoom(`${needs}, but a context of this model holds ${limits.window}.`);
  if (sum > limits.cells) throw new NoRoom(`${needs}, but this model has ${limits.cells} cells.`);
}
