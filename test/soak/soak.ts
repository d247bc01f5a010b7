import { action, type Operation, race, scoped, spawn, type Task } from "effection";
import { makeDice } from "../../stdlib/model/random.ts";
import { type Conductor, type Deed, live } from "./life.ts";
import type { World } from "./world.ts";

/** How long and how crowded. */
export interface SoakOptions {
  readonly seed: number;
  readonly operations: number;
  /** Told at every check. */
  readonly onCheck?: (state: SoakState) => void;
}

/** Where a soak is. */
export interface SoakState {
  readonly operations: number;
  readonly deeds: Readonly<Record<string, number>>;
  /** Checks of the accounts so far. */
  readonly checks: number;
}

/** Agents at once, more than there are branches. */
const AGENTS = 12;
/** Operations between two checks of the accounts. */
const BETWEEN = 100;
/** Milliseconds for what nobody waits for, such as freeing cells, to have been done. */
const SETTLING = 5000;

/**
 * Lets random agents live side by side until `operations` are done. Time and again all of them are held up, and then what
 * the engine says it uses must be what a recount of the cache says. Throws for whatever is wrong, stuck agents included.
 */
export function soak(world: World, options: SoakOptions): Operation<SoakState> {
  const { engine, clock } = world;
  const deeds: Partial<Record<Deed, number>> = {};
  const underWay = new Map<string, Deed>();
  const waiting = new Set<string>();
  let operations = 0;
  let checks = 0;
  let closed = false;
  let gate: (() => void)[] = [];

  function did(deed: Deed): void {
    deeds[deed] = (deeds[deed] ?? 0) + 1;
    operations += 1;
  }

  const conductor: Conductor = {
    *doing(deed, path, operation) {
      while (closed)
        yield* action<void>((resolve) => {
          gate.push(resolve);
          return () => {};
        });
      const key = `${path} ${deed} ${operations}`;
      underWay.set(key, deed);
      try {
        const { cells } = world.deviceUsage();
        const usage = engine.usage();
        if (usage.cells + usage.reserved > engine.limits.cells) throw wrong("More is promised than there is.");
        if (cells > usage.cells + usage.reserved) throw wrong(`The device has ${cells} cells in use.`);
        return yield* operation();
      } finally {
        underWay.delete(key);
        did(deed);
      }
    },
    did,
    waits(path, now) {
      if (now) waiting.add(path);
      else waiting.delete(path);
    },
  };

  /** Says where everything is, for whoever has to find out why. */
  function wrong(sentence: string): Error {
    const state = { operations, usage: engine.usage(), device: world.deviceUsage(), waiting: [...waiting] };
    return new Error(`${sentence} ${JSON.stringify({ ...state, underWay: [...underWay.keys()] })}`);
  }

  const still = (): boolean =>
    [...underWay].every(([key, deed]) => deed === "rest" || waiting.has(key.split(" ")[0] ?? ""));

  function* check(): Operation<void> {
    closed = true;
    const since = clock.now();
    for (let differs = ""; ; ) {
      const { cells, branches } = engine.usage();
      const count = yield* world.recount();
      const now = engine.usage();
      // What changed while it was counted is no difference.
      const same = still() && now.cells === cells && now.branches === branches;
      if (same && count.cells === cells && count.branches.size === branches) break;
      if (same) differs = ` The cache has ${count.cells} cells in ${count.branches.size} branches.`;
      if (clock.now() - since > world.patience / 10 + SETTLING)
        throw wrong(`The accounts are not a recount's.${differs}`);
      yield* clock.sleep(10);
    }
    checks += 1;
    options.onCheck?.({ operations, deeds, checks });
    closed = false;
    for (const go of gate.splice(0)) go();
    gate = [];
  }

  function* slot(index: number): Operation<void> {
    for (let round = 0; operations < options.operations; round += 1) {
      const number = round * AGENTS + index;
      const dice = makeDice(options.seed * 1_000_003 + number);
      yield* live(world, conductor, dice, `soak/agent${number}`);
      // An agent that was refused at once has taken no time.
      yield* clock.sleep(1);
    }
  }

  function* watch(): Operation<never> {
    for (;;) {
      const before = operations;
      yield* clock.sleep(world.patience);
      if (operations === before) throw wrong("Everything is stuck.");
    }
  }

  function* play(): Operation<void> {
    const tasks: Task<void>[] = [];
    for (let index = 0; index < AGENTS; index += 1) tasks.push(yield* spawn(() => slot(index)));
    const checking = yield* spawn(function* () {
      for (let next = BETWEEN; ; ) {
        yield* clock.sleep(5);
        if (operations < next) continue;
        yield* check();
        next = operations + BETWEEN;
      }
    });
    for (const task of tasks) yield* task;
    yield* checking.halt();
    closed = false;
  }

  return scoped(function* () {
    yield* race([play(), watch()]);
    yield* check();
    const { branches, cells, reserved, waiting: stillWaiting } = engine.usage();
    if (branches + cells + reserved + stillWaiting > 0) throw wrong("Something is left though everybody is gone.");
    return { operations, deeds, checks };
  });
}
