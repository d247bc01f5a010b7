import { type Operation, resource, useScope } from "effection";
import type { Layout } from "../layout/layout.ts";
import { admit } from "./admission.ts";
import { createAppends } from "./appends.ts";
import { createBranchPool } from "./branch-pool.ts";
import type { Device } from "./device.ts";
import type { Engine } from "./engine.ts";
import type { OpenLease } from "./lease.ts";
import { createPromptTokens } from "./prompt-tokens.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** Settings of a branch engine. */
export interface BranchEngineOptions {
  /** Tokens of one context at most; all cells if left out. */
  readonly window?: number;
  /**
   * Leases at once; as many as the device's branches allow if left out. Two branches are always left for making one
   * context out of another, so it is never more than the device has less two.
   */
  readonly live?: number;
}

/**
 * The engine over a device with a KV cache: contexts are materialised on its branches, those that agents share once,
 * and let go of as scopes end or room is needed. Everything it holds is released when the calling scope ends.
 */
export function useBranchEngine(device: Device, layout: Layout, options: BranchEngineOptions = {}): Operation<Engine> {
  return resource<Engine>(function* (provide) {
    if (device.limits.branches < 3) throw new Error("A branch engine needs a device with at least three branches.");
    const scope = yield* useScope();
    const identity = `${device.identity}/${layout.name}.${layout.version}`;
    const { cells } = device.limits;
    const limits = {
      live: Math.min(options.live ?? Number.POSITIVE_INFINITY, device.limits.branches - 2),
      cells,
      window: Math.min(options.window ?? cells, cells),
    };
    const tokens = createPromptTokens(device, layout, identity);
    const leases = new Set<OpenLease>();
    const totals = { prefilled: 0, sampled: 0, forced: 0 };
    /** Admissions that have room and are being decoded. */
    let arriving = 0;

    const below = (path: string, above: string): boolean =>
      path.startsWith(`${above}/`) || path.startsWith(`${above}:`);
    const blocked = (lease: OpenLease): boolean =>
      lease.waits() || (!lease.working() && room.holding().some((waiter) => below(waiter.path, lease.path)));
    const room = createWaitingRoom(() => arriving === 0 && !pool.settling() && [...leases].every(blocked));
    const pool = createBranchPool({ device, tokens, cells, scope, onChange: () => room.admit() });

    const count = (usage: typeof totals): void => {
      totals.prefilled += usage.prefilled;
      totals.sampled += usage.sampled;
      totals.forced += usage.forced;
    };
    const host = {
      identity,
      limits,
      ...{ window: limits.window, cells, calls: layout.calls },
      ...{ pool, room, appends: createAppends(), count },
      leases: () => leases.size,
      busy: () => leases.size + arriving,
      arrive: (by: number) => {
        arriving += by;
      },
      opened: (lease: OpenLease) => leases.add(lease),
      closed: (lease: OpenLease) => leases.delete(lease),
      nested: (path: string) => [...leases].some((lease) => below(path, lease.path)),
    };

    try {
      yield* provide({
        identity,
        title: device.title,
        can: { fork: true, grammar: true, logprobs: true, latent: false, bytes: false },
        limits,
        count: tokens.count,
        usage: () => ({
          branches: pool.branches(),
          cells: pool.ledger.used(),
          shared: pool.ledger.shared(),
          reserved: pool.promised(),
          waiting: room.waiting(),
          ticks: device.usage().ticks,
          ...totals,
        }),
        admit: (request) => admit(host, request),
        keep: (context) =>
          resource<void>(function* (provideKept) {
            pool.keep(context);
            try {
              yield* provideKept();
            } finally {
              yield* pool.unkeep(context);
            }
          }),
      });
    } finally {
      yield* pool.close();
    }
  });
}
