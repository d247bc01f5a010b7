/** Random programs of agents: what they append and write, when they are stopped or halted, what they keep. */
import { type Operation, race, scoped, spawn, type Task } from "effection";
import fc from "fast-check";
import { expect } from "vitest";
import type { TypeEntry } from "../../../compiler/graph/graph.ts";
import { fits } from "../../../compiler/types/check.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { type Context, emptyContext, entriesOf, growAll } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import { type Engine, type Lease, NoRoom } from "../../../runtime/engine/engine.ts";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import { entryOf, finish, prompt, textType, turnRequest } from "./playing.ts";

type Finished = ReturnType<typeof finish> extends Operation<infer T> ? T : never;

/** What one agent of a random program does. */
export interface Agent {
  readonly begins: number;
  readonly spine: number;
  /** In the context that it is admitted with, or appended. */
  readonly admitted: string;
  readonly appended: string;
  readonly turns: readonly {
    readonly text: string;
    readonly hangs: boolean;
    readonly tool: number;
    readonly reason: boolean;
    /** Whether it is to be a claim rather than a text; much of one is forced. */
    readonly claims: boolean;
    /** Tokens at most. */
    readonly tokens: number;
    /** Where it is scripted: its end is the decoder's. */
    readonly closed: boolean;
  }[];
  readonly reserve: number;
  readonly recovery: number;
  /** When it is halted, if it is. */
  readonly halted: number | undefined;
  /** When its turn is stopped, if it is. */
  readonly stopped: number | undefined;
  /** When a pass is made to fail, if one is. */
  readonly fails: number | undefined;
  /** Goes back to where it was before each turn. */
  readonly rebases: boolean;
  readonly keeps: boolean;
  /** Forks its live context for sub-agents at its end. */
  readonly subagents: readonly Agent[];
}

const words = fc.constantFrom("a", "tide", "moon and sun", "high water at dawn", "x".repeat(60));
const milliseconds = fc.integer({ min: 0, max: 200 });

const agents = (depth: number): fc.Arbitrary<Agent> =>
  fc.record({
    begins: milliseconds,
    spine: fc.integer({ min: 0, max: 3 }),
    admitted: words,
    appended: words,
    turns: fc.array(
      fc.record({
        text: words,
        hangs: fc.boolean(),
        tool: milliseconds,
        reason: fc.boolean(),
        claims: fc.boolean(),
        tokens: fc.integer({ min: 1, max: 40 }),
        closed: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    reserve: fc.integer({ min: 0, max: 60 }),
    recovery: fc.integer({ min: 0, max: 20 }),
    halted: fc.option(milliseconds, { nil: undefined, freq: 2 }),
    stopped: fc.option(milliseconds, { nil: undefined, freq: 2 }),
    fails: fc.option(milliseconds, { nil: undefined, freq: 8 }),
    rebases: fc.boolean(),
    keeps: fc.boolean(),
    subagents: depth > 0 ? fc.array(agents(depth - 1), { maxLength: 2 }) : fc.constant([]),
  });

/** Some of them, side by side. */
export const randomAgents = fc.array(agents(1), { minLength: 1, maxLength: 8 });

/** Where such a program runs. */
export interface World {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Whether turns write what the program says. */
  readonly scripted: boolean;
  /** The open leases by path, and what is to be written in each turn. */
  readonly leases: Map<string, Lease>;
  readonly turns: Map<string, ScriptTurn>;
  /** Makes the next pass fail. */
  failPass(): void;
}

const claim = entryOf({
  kind: "record",
  fields: [
    { name: "claim", type: { kind: "string", max: 70 }, optional: false },
    { name: "sources", type: { kind: "list", element: { kind: "string", max: 9 }, max: 3 }, optional: false },
  ],
});

const spineEntries: Entry[] = ["You are a team.", "The topic is the tides.", "Be brief."].map((text) => ({
  kind: "system",
  text,
}));
const spines = [0, 1, 2, 3].map((count) => growAll(emptyContext, spineEntries.slice(0, count)));

/** The failures that such a program may meet: no room, and the one that was ordered. */
function expectKnown(error: unknown): void {
  if (error instanceof NoRoom) return;
  const told = error instanceof Error ? error.message : "";
  if (told.endsWith("failed as it was told to.") || told === "The pass was stopped.") return;
  throw error;
}

function* play(world: World, agent: Agent, from: Context, path: string): Operation<void> {
  const { engine, clock } = world;
  const context = growAll(from, [prompt(agent.admitted)]);
  if (agent.keeps) yield* engine.keep(from);
  const lease = yield* engine.admit({ context, reserve: agent.reserve, recovery: agent.recovery, path });
  world.leases.set(path, lease);
  expect(lease.size.tokens).toBe(engine.count(entriesOf(context)));
  yield* lease.append([prompt(agent.appended)]);
  const { stopped, fails } = agent;
  if (fails !== undefined)
    yield* spawn(function* () {
      yield* clock.sleep(fails);
      world.failPass();
    });
  if (stopped !== undefined)
    yield* spawn(function* () {
      yield* clock.sleep(stopped);
      lease.stop("time");
    });
  for (const [index, turn] of agent.turns.entries()) {
    const value = turn.claims ? { claim: turn.text, sources: [] } : turn.text;
    const forced = turn.claims ? ['{"claim":"', '","sources":', "]}"] : ['"'];
    const ending = turn.closed ? { forced, closed: true as const } : { forced };
    world.turns.set(`${path}:${index}`, turn.hangs ? { hang: true, text: turn.text } : { answer: value, ...ending });
    const before = lease.context;
    const answer = turn.claims ? claim : textType;
    const written = finish(lease.turn(turnRequest({ answer, tokens: turn.tokens, reason: turn.reason ? 6 : 0 })));
    const result = turn.hangs ? yield* race([written, patience(clock)]) : yield* written;
    if (!result) return;
    expect(result.end.context).toBe(lease.context);
    expectWhole(result, answer, turn.tokens);
    if (result.end.kind === "answer" && world.scripted)
      expect(result.end).toMatchObject({ value, ...(turn.closed && { closed: true }) });
    if (result.end.kind === "failed") expect(lease.context).toBe(before);
    yield* clock.sleep(turn.tool);
    if (agent.rebases) yield* lease.rebase(before);
    else yield* lease.append([prompt(`Then: ${turn.text}`)]);
  }
  lease.recover();
  yield* sideBySide(world, agent.subagents, lease.context, `${path}/sub`);
}

/** A turn is no longer than it may be, whatever was forced; an answer is one of its type; and nothing is told twice. */
function expectWhole({ deltas, end }: Finished, answer: TypeEntry, tokens: number): void {
  const { sampled, forced } = end.usage;
  expect(sampled + forced).toBeLessThanOrEqual(tokens);
  if (end.kind !== "answer") return;
  expect(fits(end.value, answer.type, new Map())).toBe(true);
  const told = (how: "sampled" | "forced") => deltas.reduce((sum, delta) => sum + delta[how], 0);
  expect({ sampled: told("sampled"), forced: told("forced") }).toEqual({ sampled, forced });
}

/** A model that hangs is given up on. */
function* patience(clock: Clock): Operation<undefined> {
  yield* clock.sleep(100);
  return undefined;
}

function* sideBySide(
  world: World,
  several: readonly Agent[],
  from: Context | undefined,
  path: string,
): Operation<void> {
  const { clock } = world;
  const tasks: Task<void>[] = [];
  for (const [index, agent] of several.entries())
    tasks.push(
      yield* spawn(function* () {
        yield* clock.sleep(agent.begins);
        try {
          yield* scoped(() => play(world, agent, from ?? spines[agent.spine] ?? emptyContext, `${path}${index}`));
        } catch (error) {
          expectKnown(error);
        }
      }),
    );
  for (const [index, agent] of several.entries()) {
    const task = tasks[index];
    const { halted } = agent;
    if (!task || halted === undefined) continue;
    yield* spawn(function* () {
      yield* clock.sleep(halted);
      yield* task.halt();
    });
  }
  for (const [index, task] of tasks.entries()) if (several[index]?.halted === undefined) yield* task;
  for (const agent of several) if (agent.halted !== undefined) yield* clock.sleep(agent.halted);
}

/** Runs them all to their ends. Throws for whatever they should not meet. */
export function playAgents(world: World, several: readonly Agent[]): Operation<void> {
  return sideBySide(world, several, undefined, "agent");
}
