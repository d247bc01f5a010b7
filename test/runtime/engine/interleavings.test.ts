import { type Operation, race, scoped, spawn, type Task } from "effection";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Context, emptyContext, growAll } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import { type Lease, NoRoom } from "../../../runtime/engine/engine.ts";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import { type DeviceOperation, failAt } from "../../../runtime/engine/scripted/scripted-device.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { expectNothingHeld, finish, playing, prompt, promptText, turnRequest } from "./playing.ts";

/** What one agent of a random program does. */
interface Agent {
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
  }[];
  readonly reserve: number;
  readonly recovery: number;
  /** When it is halted, if it is. */
  readonly halted: number | undefined;
  /** When its turn is stopped, if it is. */
  readonly stopped: number | undefined;
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
    turns: fc.array(fc.record({ text: words, hangs: fc.boolean(), tool: milliseconds, reason: fc.boolean() }), {
      maxLength: 3,
    }),
    reserve: fc.integer({ min: 0, max: 60 }),
    recovery: fc.integer({ min: 0, max: 20 }),
    halted: fc.option(milliseconds, { nil: undefined, freq: 2 }),
    stopped: fc.option(milliseconds, { nil: undefined, freq: 2 }),
    rebases: fc.boolean(),
    keeps: fc.boolean(),
    subagents: depth > 0 ? fc.array(agents(depth - 1), { maxLength: 2 }) : fc.constant([]),
  });

const programs = fc.record({
  agents: fc.array(agents(1), { minLength: 1, maxLength: 8 }),
  cells: fc.integer({ min: 60, max: 500 }),
  branches: fc.integer({ min: 3, max: 10 }),
  batch: fc.integer({ min: 11, max: 80 }),
  pass: fc.integer({ min: 0, max: 40 }),
  fail: fc.option(
    fc.record({
      index: fc.integer({ min: 0, max: 20 }),
      kind: fc.constantFrom<DeviceOperation["kind"]>("fork", "extend", "generate", "pass"),
    }),
    { nil: undefined },
  ),
});

const spineEntries: Entry[] = ["You are a team.", "The topic is the tides.", "Be brief."].map((text) => ({
  kind: "system",
  text,
}));
const spines = [0, 1, 2, 3].map((count) => growAll(emptyContext, spineEntries.slice(0, count)));

/** The failures that such a program may meet: no room, and the one that was ordered. */
function expectKnown(error: unknown): void {
  if (error instanceof NoRoom) return;
  if (error instanceof Error && error.message.endsWith("failed as it was told to.")) return;
  throw error;
}

function* play(engine: ScriptedEngine, agent: Agent, from: Context, path: string, scripts: Scripts): Operation<void> {
  const context = growAll(from, [prompt(agent.admitted)]);
  if (agent.keeps) yield* engine.keep(from);
  const lease = yield* engine.admit({ context, reserve: agent.reserve, recovery: agent.recovery, path });
  scripts.leases.set(path, lease);
  expect(lease.size.tokens).toBe(engine.count([], context) + lengthOf(engine, context));
  yield* lease.append([prompt(agent.appended)]);
  const { stopped } = agent;
  if (stopped !== undefined)
    yield* spawn(function* () {
      yield* engine.clock.sleep(stopped);
      lease.stop("time");
    });
  for (const [index, turn] of agent.turns.entries()) {
    scripts.turns.set(`${path}:${index}`, turn.hangs ? { hang: true, text: turn.text } : { answer: turn.text });
    const before = lease.context;
    const ending = finish(lease.turn(turnRequest({ tokens: 30, reason: turn.reason ? 6 : 0 })));
    const result = turn.hangs ? yield* race([ending, patience(engine, lease)]) : yield* ending;
    if (!result) return;
    expect(result.end.context).toBe(lease.context);
    if (result.end.kind === "answer") expect(result.end.value).toBe(turn.text);
    if (result.end.kind === "failed") expect(lease.context).toBe(before);
    yield* engine.clock.sleep(turn.tool);
    if (agent.rebases) yield* lease.rebase(before);
    else yield* lease.append([prompt(`Then: ${turn.text}`)]);
  }
  lease.recover();
  yield* sideBySide(engine, agent.subagents, lease.context, `${path}/sub`, scripts);
}

function lengthOf(engine: ScriptedEngine, context: Context): number {
  const entries: Entry[] = [];
  for (let at: Context | null = context; at?.entry; at = at.parent) entries.unshift(at.entry);
  return engine.count(entries);
}

/** A model that hangs is given up on. */
function* patience(engine: ScriptedEngine, _lease: Lease): Operation<undefined> {
  yield* engine.clock.sleep(100);
  return undefined;
}

interface Scripts {
  readonly leases: Map<string, Lease>;
  readonly turns: Map<string, ScriptTurn>;
}

function* sideBySide(
  engine: ScriptedEngine,
  several: readonly Agent[],
  from: Context | undefined,
  path: string,
  scripts: Scripts,
): Operation<void> {
  const tasks: Task<void>[] = [];
  for (const [index, agent] of several.entries())
    tasks.push(
      yield* spawn(function* () {
        yield* engine.clock.sleep(agent.begins);
        try {
          yield* scoped(() =>
            play(engine, agent, from ?? spines[agent.spine] ?? emptyContext, `${path}${index}`, scripts),
          );
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
      yield* engine.clock.sleep(halted);
      yield* task.halt();
    });
  }
  for (const [index, task] of tasks.entries()) if (several[index]?.halted === undefined) yield* task;
  for (const agent of several) if (agent.halted !== undefined) yield* engine.clock.sleep(agent.halted);
}

test("whatever agents do and whenever they are halted, the device is used as it must be and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const scripts: Scripts = { leases: new Map(), turns: new Map() };
      const engines: ScriptedEngine[] = [];
      await playing(
        {
          cells: program.cells,
          branches: program.branches,
          batch: program.batch,
          ...(program.fail && { fail: failAt(program.fail.index, program.fail.kind) }),
          passMilliseconds() {
            for (const { usage, limits, device } of engines) {
              const { cells, reserved } = usage();
              expect(cells + reserved).toBeLessThanOrEqual(limits.cells);
              expect(device.usage().cells).toBeLessThanOrEqual(cells + reserved);
            }
            return program.pass;
          },
          script({ path, turn, prompt: text, request }) {
            const lease = scripts.leases.get(path);
            const reason = request.reason > 0 ? text.slice(text.lastIndexOf("<think>")) : "";
            const begins = text.startsWith(lease ? promptText(lease.context) : "?");
            if (!begins)
              throw new Error(
                `${path} reads ${JSON.stringify(text)} not ${JSON.stringify(lease && promptText(lease.context))}`,
              );
            return { ...(scripts.turns.get(`${path}:${turn}`) ?? { answer: "" }), reason: reason ? "thinking" : "" };
          },
        },
        function* (engine) {
          engines.push(engine);
          // On a clock that jumps as soon as nothing happens, an hour passes at once if everything is stuck.
          yield* race([
            sideBySide(engine, program.agents, undefined, "agent", scripts),
            (function* () {
              yield* engine.clock.sleep(3_600_000);
              throw new Error("Everything is stuck.");
            })(),
          ]);
          yield* expectNothingHeld(engine);
        },
      );
    }),
    { numRuns: 200 },
  );
}, 120_000);
