import { all, type Operation, race, scoped, spawn } from "effection";
import { fits } from "../../compiler/types/check.ts";
import { type Context, emptyContext, growAll } from "../../runtime/context/context.ts";
import type { Entry } from "../../runtime/context/entry.ts";
import { type Lease, NoRoom, type StopReason, type TurnEnd, type TurnRequest } from "../../runtime/engine/engine.ts";
import { type Dice, makeDice } from "../../stdlib/model/random.ts";
import { entryOf, prompt, searchTool, takeTurn, textType } from "../runtime/engine/playing.ts";
import type { World } from "./world.ts";

/** What an agent can do in its life. */
export type Deed =
  | "admit"
  | "append"
  | "turn"
  | "rebase"
  | "rest"
  | "keep"
  | "save"
  | "restore"
  | "release"
  | "stop"
  | "halt"
  | "fail";

/** Lets an agent do one thing when its moment has come, and counts it. `silent` while it waits for room. */
export interface Conductor {
  doing<T>(deed: Deed, path: string, operation: () => Operation<T>): Operation<T>;
  /** Something that takes no time. */
  did(deed: Deed): void;
  /** An agent waits for room, or does no more. */
  waits(path: string, now: boolean): void;
}

const spines = [
  "You are a team.",
  "The topic is the tides. ".repeat(4),
  "Be brief.",
  "High water is at dawn. ".repeat(6),
]
  .map((text): Entry => ({ kind: "system", text }))
  .map((_, count, entries) => growAll(emptyContext, entries.slice(0, count)));
const words = ["a", "tide", "moon and sun", "high water at dawn", "x".repeat(60), "and on ".repeat(40)];
const stops: readonly StopReason[] = ["time", "room", "turns", "winddown", "halted"];

const word = { kind: "string", max: 12 } as const;
const types = [
  textType,
  entryOf({ kind: "string", min: 1, max: 24 }),
  entryOf({ kind: "list", element: word, max: 6 }),
  entryOf({ kind: "list", element: { kind: "string" }, min: 30 }),
  entryOf({
    kind: "record",
    fields: [
      { name: "claim", type: { kind: "string", min: 1, max: 30 }, optional: false },
      { name: "sure", type: { kind: "bool" }, optional: false },
      { name: "sources", type: { kind: "list", element: word, max: 3 }, optional: true },
    ],
  }),
  // Nothing tells what it is from its first byte on: llama.cpp's own grammars must do.
  entryOf({
    kind: "union",
    members: [
      { kind: "list", element: word, max: 3 },
      { kind: "list", element: { kind: "string", max: 20 }, max: 2 },
    ],
  }),
];

/** The failures that an agent may meet: no room, and those that were ordered. */
function expectKnown(error: unknown): void {
  if (error instanceof NoRoom) return;
  const told = error instanceof Error ? error.message : String(error);
  if (
    told.endsWith("failed as it was told to.") ||
    told === "The pass was stopped." ||
    told.endsWith(": a pass failed.")
  )
    return;
  throw error;
}

function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

/** One agent from its admission to its release, with sub-agents, as the dice say. Throws for whatever it should not meet. */
export function* live(world: World, conductor: Conductor, dice: Dice, path: string, from?: Context): Operation<void> {
  const life = scoped(function* () {
    try {
      yield* scoped(() => work(world, conductor, dice, path, from));
      conductor.did("release");
    } catch (error) {
      expectKnown(error);
    } finally {
      world.leases.delete(path);
      conductor.waits(path, false);
    }
  });
  if (dice.below(5) > 0) return yield* life;
  yield* race([life, world.clock.sleep(dice.below(300))]);
  conductor.did("halt");
}

function* work(world: World, conductor: Conductor, dice: Dice, path: string, from?: Context): Operation<void> {
  const { engine, leases } = world;
  const spine = from ?? dice.pick(spines);
  const context =
    dice.below(3) === 0 ? growAll(spine, [prompt("What now?")]) : growAll(spine, [prompt(dice.pick(words))]);
  if (dice.below(4) === 0) yield* conductor.doing("keep", path, () => engine.keep(dice.below(2) ? spine : context));
  const reserve = dice.below(120);
  const lease = yield* conductor.doing("admit", path, () =>
    engine.admit({
      context,
      reserve,
      recovery: dice.below(30),
      path,
      onWait: (now) => conductor.waits(path, now),
    }),
  );
  leases.set(path, lease);
  must(lease.context.id === context.id, `${path} is not at what it was admitted with.`);
  const past: Context[] = [context];
  for (let steps = 1 + dice.below(10); steps > 0; steps -= 1) {
    yield* step(world, conductor, dice, path, lease, past);
    must(lease.room() >= 0, `${path} has room for ${lease.room()} tokens.`);
    past.push(lease.context);
  }
}

/** One thing that an agent with a lease does. */
function* step(
  world: World,
  conductor: Conductor,
  dice: Dice,
  path: string,
  lease: Lease,
  past: readonly Context[],
): Operation<void> {
  const { clock } = world;
  const before = lease.context;
  if (dice.below(40) === 0) {
    conductor.did("fail");
    world.failNext();
  }
  switch (dice.below(10)) {
    case 0:
    case 1:
    case 2: {
      const entries = Array.from({ length: 1 + dice.below(2) }, () => prompt(dice.pick(words)));
      const append = () => conductor.doing("append", path, () => lease.append(entries));
      const ended = yield* perhapsHalted(world, conductor, dice, append);
      const right = growAll(before, entries).id;
      must(
        lease.context.id === (ended ? right : before.id) || (!ended && lease.context.id === right),
        `${path} appended something else.`,
      );
      return;
    }
    case 3: {
      // Made at once, they go in in their order.
      const both = ["first", "second"].map((text) => prompt(text));
      const appended = both.map((entry) => conductor.doing("append", path, () => lease.append([entry])));
      yield* tolerated(all(appended));
      return;
    }
    case 4:
    case 5:
    case 6:
    case 7:
      return yield* turn(world, conductor, dice, path, lease);
    case 8: {
      const back = dice.pick(past);
      // It may no longer be what the lease grew from.
      let at: Context | null = before;
      while (at && at.id !== back.id) at = at.parent;
      const to = at ?? before.parent ?? before;
      yield* conductor.doing("rebase", path, () => lease.rebase(to));
      must(lease.context.id === to.id, `${path} went back to something else.`);
      return;
    }
    case 9: {
      if (dice.below(2) === 0) return yield* save(world, conductor, dice, path, lease);
      const children = dice.below(3);
      if (children === 0 || path.length > 40) {
        if (dice.below(2) === 0) lease.recover();
        yield* conductor.doing("rest", path, () => clock.sleep(dice.below(400)));
        return;
      }
      const lives = Array.from({ length: children }, (_, index) => {
        const own = makeDice(dice.below(2 ** 31));
        return live(world, conductor, own, `${path}:${past.length}/sub${index}`, lease.context);
      });
      return void (yield* all(lives));
    }
  }
}

/** Its context, as bytes, is another's for a while. */
function* save(world: World, conductor: Conductor, dice: Dice, path: string, lease: Lease): Operation<void> {
  const { engine, clock } = world;
  const { save: saveContext, restore } = engine;
  if (!saveContext || !restore) return;
  yield* perhapsHalted(world, conductor, dice, () =>
    scoped(function* () {
      const { context } = lease;
      const bytes = yield* conductor.doing("save", path, () => saveContext(context));
      const restored = yield* conductor.doing("restore", path, () => restore(bytes));
      must(restored.id === context.id, `${path} was restored as something else.`);
      yield* conductor.doing("rest", path, () => clock.sleep(dice.below(100)));
    }),
  );
}

function* turn(world: World, conductor: Conductor, dice: Dice, path: string, lease: Lease): Operation<void> {
  const before = lease.context;
  const answer = dice.pick(types);
  const calls = dice.below(4);
  const request: Partial<TurnRequest> = {
    answer,
    ...(calls === 0 && { calls: [searchTool], maxCalls: 1 + dice.below(2) }),
    tokens: 1 + dice.below(dice.below(4) === 0 ? 400 : 40),
    reason: dice.below(4) === 0 ? dice.below(20) : 0,
    sampling: { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed: dice.below(2 ** 31) },
  };
  const patience = dice.below(dice.below(3) === 0 ? 60 : 400);
  const reason = dice.pick(stops);
  const halted = yield* perhapsHalted(world, conductor, dice, () =>
    scoped(function* () {
      // Whatever hangs is stopped some time.
      yield* spawn(function* () {
        yield* world.clock.sleep(patience);
        conductor.did("stop");
        // It may not have begun yet.
        for (;;) {
          lease.stop(reason);
          yield* world.clock.sleep(400);
        }
      });
      checkEnd(yield* conductor.doing("turn", path, () => takeTurn(lease, request)));
    }),
  );
  if (!halted) must(lease.context.id === before.id || lease.context.parent?.id === before.id, `${path} is elsewhere.`);

  function checkEnd(end: TurnEnd): void {
    must(end.context.id === lease.context.id, `${path}'s turn ended at another context than its lease.`);
    switch (end.kind) {
      case "answer":
        // What no grammar tells apart while it is decoded is checked afterwards, by others.
        must(
          answer.type.kind === "union" || fits(end.value, answer.type, new Map()),
          `${path} answered ${JSON.stringify(end.value)}.`,
        );
        return;
      case "calls":
        must(calls === 0 && end.calls.length > 0, `${path} called what it may not.`);
        return;
      case "failed":
        must(end.context.id === before.id, `${path}'s failed turn left something behind.`);
        return;
      case "stopped":
        return;
      default:
        end satisfies never;
    }
  }
}

/** Whether it came to its end: it may be halted in the midst of it, or fail as it may. */
function* perhapsHalted(
  world: World,
  conductor: Conductor,
  dice: Dice,
  operation: () => Operation<unknown>,
): Operation<boolean> {
  let ended = false;
  const whole = tolerated(
    (function* () {
      yield* operation();
      ended = true;
    })(),
  );
  if (dice.below(6) > 0) {
    yield* whole;
    return ended;
  }
  yield* race([whole, world.clock.sleep(dice.below(60))]);
  if (!ended) conductor.did("halt");
  return ended;
}

function* tolerated(operation: Operation<unknown>): Operation<void> {
  try {
    yield* operation;
  } catch (error) {
    expectKnown(error);
  }
}
