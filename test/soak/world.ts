// Loaded before it is needed, so that the first restoring takes no longer than the next: a soak is the same for the same seed.
import "../../runtime/context/entry-schema.ts";
import { type Operation, until } from "effection";
import type { Clock } from "../../runtime/clock.ts";
import { useBranchEngine } from "../../runtime/engine/branch-engine.ts";
import type { DeviceUsage } from "../../runtime/engine/device.ts";
import type { Engine, Lease } from "../../runtime/engine/engine.ts";
import type { ScriptRequest, ScriptTurn } from "../../runtime/engine/scripted/script.ts";
import { useScriptedEngine } from "../../runtime/engine/scripted/scripted-engine.ts";
import { makeLayout } from "../../runtime/layout/make-layout.ts";
import { readModelFacts } from "../../runtime/models/facts.ts";
import { useNativeDevice } from "../../runtime/native/device.ts";
import type { NativeOptions } from "../../runtime/native/options.ts";
import { realClock } from "../../runtime/real-clock.ts";
import { makeDice } from "../../stdlib/model/random.ts";
import { promptText } from "../runtime/engine/playing.ts";

/** Where agents live while they are tried: an engine, and what its device can be asked and made to do. */
export interface World {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Milliseconds of its clock in which something must have happened. */
  readonly patience: number;
  /** The open leases by path: what a model reads is held against them. */
  readonly leases: Map<string, Lease>;
  /** Makes the next pass fail, or on some devices whatever comes next. */
  failNext(): void;
  recount(): Operation<{ readonly cells: number; readonly branches: ReadonlyMap<number, number> }>;
  deviceUsage(): DeviceUsage;
}

/** Few cells and branches beside the agents: most of them wait for others most of the time. */
const SCRIPTED = { cells: 700, branches: 9, batch: 24 };
const NATIVE = { context: 1024, branches: 10, batch: 32, threads: 1 };
/** A pass of the small model takes a fraction of a millisecond, so milliseconds are made shorter too. */
const QUICKER = 10;

/** A world whose model says whatever comes out of the dice, on a clock that jumps. */
export function* useScriptedWorld(seed: number): Operation<World> {
  const leases: World["leases"] = new Map();
  let failing = false;
  const engine = yield* useScriptedEngine({
    ...SCRIPTED,
    keepsPasses: false,
    passMilliseconds: (pass) => (pass * 7) % 23,
    fail({ kind }) {
      // What is cut or freed can't fail.
      if (!failing || kind === "truncate") return undefined;
      failing = false;
      return `This ${kind} failed as it was told to.`;
    },
    script(asked) {
      const lease = leases.get(asked.path);
      const right = lease && promptText(lease.context);
      if (right === undefined || !asked.prompt.startsWith(right))
        throw new Error(`${asked.path} reads ${JSON.stringify(asked.prompt)}, not ${JSON.stringify(right)}.`);
      return randomTurn(asked, seed);
    },
  });
  return {
    engine,
    clock: engine.clock,
    patience: 3_600_000,
    leases,
    failNext() {
      failing = true;
    },
    recount: () => engine.device.recount(),
    deviceUsage: () => engine.device.usage(),
  };
}

/** A world with the model in `file`, on the real clock. */
export function* useNativeWorld(file: string, options: Partial<NativeOptions> = {}): Operation<World> {
  const facts = yield* until(readModelFacts(file));
  const device = yield* useNativeDevice({ file, ...NATIVE, ...options });
  const clock: Clock = {
    now: () => realClock.now() * QUICKER,
    sleep: (milliseconds) => realClock.sleep(milliseconds / QUICKER),
  };
  const engine = yield* useBranchEngine(device, makeLayout(facts.layout), { window: device.model.window, clock });
  return {
    engine,
    clock,
    patience: 60_000 * QUICKER,
    leases: new Map(),
    failNext: () => device.failPass(),
    recount: () => device.recount(),
    deviceUsage: () => device.usage(),
  };
}

/** What a scripted model says in a turn: the same whenever it is asked. */
function randomTurn({ path, turn, request }: ScriptRequest, seed: number): ScriptTurn | undefined {
  let hash = seed;
  for (const char of `${path}#${turn}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  const dice = makeDice(hash);
  const more = { reason: "x".repeat(dice.below(40)), after: dice.below(4) === 0 ? dice.below(120) : 0 };
  const ended = { ...more, ...(dice.below(5) === 0 && { closed: true as const }) };
  switch (dice.below(8)) {
    case 0:
      return { hang: true, text: `"${"h".repeat(dice.below(60))}`, forced: ['"'], ...more };
    case 1:
      return { fail: "The model failed as it was told to.", ...more };
    case 2:
      return { text: "This is no value at all.", ...more };
    case 3:
      if (request.answer?.type.kind !== "string") return undefined;
      return { answer: "x".repeat(1 + dice.below(request.answer.type.max ?? 300)), forced: ["x"], ...ended };
    case 4:
      if (request.calls.length === 0) return undefined;
      return { calls: [{ name: "search", arguments: { query: "tides" } }], forced: ['{"query":'], ...ended };
    default:
      return undefined;
  }
}
