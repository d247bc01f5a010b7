import { type Operation, resource, useScope } from "effection";
import type { Clock } from "../clock.ts";
import type { Layout } from "../layout/layout.ts";
import { placesAbove } from "../path.ts";
import { realClock } from "../real-clock.ts";
import { admit } from "./admission.ts";
import { createAppends } from "./appends.ts";
import { createBranchPool } from "./branch-pool.ts";
import type { Device } from "./device.ts";
import type { Engine } from "./engine.ts";
import type { OpenLease } from "./lease.ts";
import { createPromptTokens } from "./prompt-tokens.ts";
import { restoreContext, type SavingDevice, saveContext } from "./saving.ts";
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
  /** By which it knows how long an agent has been waiting for something else than the model; the real one if left out. */
  readonly clock?: Clock;
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
    const { cells, stream = cells } = device.limits;
    const { clock = realClock } = options;
    const limits = {
      live: Math.min(options.live ?? Number.POSITIVE_INFINITY, device.limits.branches - 2),
      cells,
      window: Math.min(options.window ?? cells, cells, stream),
    };
    const tokens = createPromptTokens(device, layout, identity);
    const totals = { prefilled: 0, sampled: 0, forced: 0 };
    const saving = savingOf(device);
    const paths = new Map<string, number>();
    let atWork = 0;
    /** When room is looked for again though nothing has happened. */
    let due = Number.POSITIVE_INFINITY;

    /** A lease that rests can be done without after some time, which nothing else would tell. */
    function lookAgainIn(milliseconds: number): void {
      const at = clock.now() + milliseconds;
      if (due <= at) return;
      due = at;
      scope.run(function* () {
        yield* clock.sleep(milliseconds);
        if (due === at) due = Number.POSITIVE_INFINITY;
        room.admit();
      });
    }

    function isStuck(): boolean {
      const ripens = pool.ripens();
      if (ripens !== undefined) lookAgainIn(ripens);
      return ripens === undefined && atWork === 0 && !pool.settling();
    }

    const room = createWaitingRoom(isStuck);
    const pool = createBranchPool({ device, tokens, live: limits.live, clock, scope, onChange: () => room.admit() });
    const host = {
      identity,
      origin: { model: device.identity, layout: `${layout.name}.${layout.version}` },
      limits,
      ...{ window: limits.window, cells, calls: layout.calls },
      ...{ pool, room, clock, appends: createAppends() },
      count(usage: typeof totals) {
        totals.prefilled += usage.prefilled;
        totals.sampled += usage.sampled;
        totals.forced += usage.forced;
      },
      atWork(by: number) {
        atWork += by;
      },
      opened: (lease: OpenLease) => paths.set(lease.path, (paths.get(lease.path) ?? 0) + 1),
      closed(lease: OpenLease) {
        const others = (paths.get(lease.path) ?? 1) - 1;
        if (others > 0) paths.set(lease.path, others);
        else paths.delete(lease.path);
      },
      awaited: (path: string) => placesAbove(path).some((above) => paths.has(above)),
    };

    try {
      yield* provide({
        identity,
        title: device.title,
        can: { fork: true, grammar: true, logprobs: true, latent: false, bytes: saving !== undefined },
        limits,
        count: tokens.count,
        usage: () => ({
          branches: pool.branches.count(),
          cells: pool.branches.ledger.used(),
          shared: pool.branches.ledger.shared(),
          reserved: pool.branches.promised(),
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
        ...(saving && {
          save: (context) => saveContext(host, saving, context),
          restore: (bytes) => restoreContext(host, saving, bytes),
        }),
      });
    } finally {
      yield* pool.close();
    }
  });
}

function savingOf({ save, restore }: Device): SavingDevice | undefined {
  return save && restore ? { save, restore } : undefined;
}
