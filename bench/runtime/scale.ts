/** Parts 1 and 2: many agents on an engine that only takes its time, and the same by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Operation, until } from "effection";
import { compile } from "../../compiler/compile.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { Event } from "../../runtime/events/event.ts";
import { fileHost } from "../../runtime/host.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { realClock } from "../../runtime/real-clock.ts";
import { run } from "../../runtime/run/run.ts";
import { researchAll } from "./by-hand.ts";
import { makePacedEngine } from "./paced-engine.ts";

/** What one forward and the one tool call take, and how many forwards there are to one that fails. */
const FORWARD_MS = 60;
const TOOL_MS = 200;
const FAILS_EVERY = 50;

/** What a run of so many agents took. */
export interface Taken {
  readonly seconds: number;
  /** Processor time, all of it: ours and the engine's, which has little to do. */
  readonly cpu: number;
  /** How often the tool's code ran, how many forwards there were, and how many of them failed. */
  readonly tools: number;
  readonly forwards: number;
  readonly failures: number;
  /** Agents whose value is there. */
  readonly succeeded: number;
}

/** What a model does in its two forwards, every fiftieth of which fails once. */
function makeModel() {
  const agents = new Map<string, { done: number; failed: boolean }>();
  const counts = { forwards: 0, failures: 0 };
  let first = 0;
  return {
    counts,
    next(agent: string): "fail" | "call" | "answer" {
      const at = agents.get(agent) ?? { done: 0, failed: false };
      agents.set(agent, at);
      counts.forwards++;
      const again = at.failed;
      at.failed = !again && ++first % FAILS_EVERY === 0;
      if (!at.failed) return at.done++ === 0 ? "call" : "answer";
      counts.failures++;
      return "fail";
    },
  };
}

const TOPIC = "numbers";
const VALUE = { claim: "It is a number.", confidence: 0.5 };

/** The program of both parts. */
export function scaleProgram(): { readonly text: string; readonly graph: Graph } {
  const text = readFileSync(join(packageRoot(), "bench", "runtime", "scale.af"), "utf8");
  const library = fileHost(packageRoot());
  const host = { read: (file: string) => (file === "scale.af" ? text : library.read(file)) };
  const { graph, diagnostics } = compile("scale.af", host);
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { text, graph };
}

/** So many agents by our runtime. */
export function* runAgents(graph: Graph, count: number, onEvent: (event: Event) => void = () => {}): Operation<Taken> {
  const model = makeModel();
  let tools = 0;
  const engine = makePacedEngine({
    milliseconds: FORWARD_MS,
    play(path) {
      const does = model.next(path);
      if (does === "fail") return { kind: "fail", error: "the model is busy" };
      if (does === "call") return { kind: "call", name: "lookup", arguments: { topic: TOPIC } };
      return { kind: "answer", value: VALUE };
    },
  });
  const ended = yield* timed(() =>
    run(graph, {
      flow: "main",
      arguments: { numbers: numbersTo(count) },
      *engine() {
        return engine;
      },
      *tools() {
        const handler = async () => {
          tools++;
          await pause(TOOL_MS);
          return "They go on for ever.";
        };
        return { kind: "loaded", handler };
      },
      clock: realClock,
      seed: 1,
      grants: new Set(),
      workspace: "/",
      directory: "/",
      onEvent,
    }),
  );
  const { value: outcome, ...took } = ended;
  const succeeded = outcome.kind === "done" && Array.isArray(outcome.value) ? outcome.value.length : 0;
  return { ...took, tools, ...model.counts, succeeded };
}

/** So many agents by hand. */
export function* runByHand(count: number): Operation<Taken> {
  const model = makeModel();
  let tools = 0;
  const services = {
    async model(agent: number) {
      const does = model.next(`${agent}`);
      await pause(FORWARD_MS);
      if (does === "fail") throw new Error("the model is busy");
      return does === "call" ? { call: TOPIC } : { answer: VALUE };
    },
    async lookup() {
      tools++;
      await pause(TOOL_MS);
      return "They go on for ever.";
    },
  };
  const { value, ...took } = yield* timed(() => until(researchAll(numbersTo(count), services)));
  return { ...took, tools, ...model.counts, succeeded: value.length };
}

function* timed<T>(work: () => Operation<T>) {
  const before = process.cpuUsage();
  const start = performance.now();
  const value = yield* work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { value, seconds, cpu: (user + system) / 1e6 };
}

function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
