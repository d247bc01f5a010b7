/**
 * Runs programs from their text on the scripted engine and simulated time.
 */
import { ensure, type Operation, scoped, spawn, run as start, until } from "effection";
import { expect } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Graph } from "../../../compiler/graph/graph.ts";
import type { Engine } from "../../../runtime/engine/engine.ts";
import type { Script } from "../../../runtime/engine/scripted/script.ts";
import {
  type ScriptedEngine,
  type ScriptedEngineOptions,
  useScriptedEngine,
} from "../../../runtime/engine/scripted/scripted-engine.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { Event, EventKind, Failure, RunOutcome } from "../../../runtime/events/event.ts";
import { fileHost } from "../../../runtime/host.ts";
import type { RunControl, RunOptions } from "../../../runtime/run/options.ts";
import { run } from "../../../runtime/run/run.ts";
import { stdTool } from "../../../runtime/tools/std-tools.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";

export interface Program {
  /** The text of `main.af`. */
  readonly source: string;
  readonly flow?: string;
  readonly arguments?: Readonly<Record<string, Json>>;
  readonly script?: Script;
  /** Handlers of the program's own tools, by export. */
  readonly tools?: Readonly<Record<string, ToolHandler>>;
  readonly engine?: Omit<ScriptedEngineOptions, "script" | "clock" | "types">;
  readonly options?: Partial<Pick<RunOptions, "grants" | "ask" | "seed" | "journal" | "effects" | "secrets">>;
  /** Runs beside the program, to look and to interfere. */
  readonly beside?: (bench: Bench) => Operation<void>;
}

export interface Bench {
  readonly clock: ReturnType<typeof createSimulatedClock>;
  readonly events: readonly Event[];
  readonly control: () => RunControl;
  readonly engine: () => ScriptedEngine;
}

export interface Ran {
  readonly outcome: RunOutcome;
  readonly events: readonly Event[];
  /** The engine's use when the flow had ended. */
  readonly after: ReturnType<Engine["usage"]> | undefined;
  /** What each turn of each agent read, by `path:turn`. */
  readonly prompts: ReadonlyMap<string, string>;
  readonly milliseconds: number;
}

/** The graph of a program; the test fails where there is none. */
export function graphOf(source: string): Graph {
  const library = fileHost(".");
  const host = { read: (path: string) => (path === "main.af" ? source : library.read(path)) };
  const { graph, diagnostics } = compile("main.af", host);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
  if (!graph) throw new Error("The program has no graph.");
  return graph;
}

/** Runs a program to its end. */
export function runProgram(program: Program): Promise<Ran> {
  return start(() => scoped(() => carryOut(program)));
}

function* carryOut(program: Program): Operation<Ran> {
  const graph = graphOf(program.source);
  const clock = createSimulatedClock();
  const events: Event[] = [];
  const prompts = new Map<string, string>();
  let control: RunControl = { halt: () => {}, windDown: () => {} };
  let scripted: ScriptedEngine | undefined;
  let after: ReturnType<Engine["usage"]> | undefined;
  const handlers = program.tools ?? {};
  const bench: Bench = {
    clock,
    events,
    control: () => control,
    engine: () => {
      if (!scripted) throw new Error("No engine is open.");
      return scripted;
    },
  };
  const { beside } = program;
  if (beside) yield* spawn(() => beside(bench));
  const outcome = yield* run(graph, {
    flow: program.flow ?? graph.main ?? "main",
    arguments: program.arguments ?? {},
    clock,
    seed: 1,
    onEvent: (event) => events.push(event),
    grants: new Set(),
    workspace: "/",
    directory: "/",
    onControl: (given) => {
      control = given;
    },
    *engine() {
      const script = recording(program.script ?? {}, prompts);
      // Registered before the engine, so it looks after all leases are gone and before the engine is.
      scripted = yield* useScriptedEngine({ ...program.engine, script, clock, types: graph.types });
      const engine = scripted;
      yield* ensure(() => {
        after = engine.usage();
      });
      return engine;
    },
    *tools(tool) {
      if (tool.from.kind === "std") {
        const handler = yield* until(stdTool(tool.from.module, tool.from.export));
        return handler ? { kind: "loaded", handler } : { kind: "missing", message: "No such tool." };
      }
      const handler = tool.from.kind === "module" ? handlers[tool.from.export] : undefined;
      return handler ? { kind: "loaded", handler } : { kind: "missing", message: "The test has no such tool." };
    },
    ...program.options,
  });
  return { outcome, events, after, prompts, milliseconds: clock.now() };
}

/** The same script, which also remembers what every turn read. */
function recording(script: Script, prompts: Map<string, string>): Script {
  const keys = typeof script === "function" ? [] : Object.keys(script);
  return (asked) => {
    prompts.set(`${asked.path}:${asked.turn}`, asked.prompt);
    if (typeof script === "function") return script(asked);
    const key =
      keys.find((each) => each === asked.path) ??
      keys.filter((each) => matches(each, asked.path)).sort((a, b) => b.length - a.length)[0];
    const found = key === undefined ? undefined : script[key];
    if (!found || typeof found === "function") return found?.(asked);
    const turn = found[asked.turn];
    if (!turn) throw new Error(`The script of ${asked.path} has no turn ${asked.turn}.`);
    return turn;
  };
}

function matches(pattern: string, path: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${source.join("[^/]*")}$`).test(path);
}

/** The value of a run that is done; the test fails with the failure otherwise. */
export function resultOf({ outcome }: Ran): Json {
  expect(outcome).toMatchObject({ kind: "done" });
  return outcome.kind === "done" ? outcome.value : null;
}

/** The failure of a run that failed. */
export function failureOf({ outcome }: Ran): Failure {
  expect(outcome).toMatchObject({ kind: "failed" });
  if (outcome.kind !== "failed") throw new Error("It did not fail.");
  return outcome.failure;
}

/** The events of one kind. */
export function eventsOf<K extends EventKind>(ran: { readonly events: readonly Event[] }, kind: K) {
  return ran.events.filter((event): event is Extract<Event, { readonly kind: K }> => event.kind === kind);
}
