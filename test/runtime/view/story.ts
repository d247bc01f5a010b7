import type { At } from "../../../compiler/graph/graph.ts";
import type { Event, EventBody, Failure } from "../../../runtime/events/event.ts";
import { around } from "../../../runtime/view/tree.ts";

/** A place in the source, which the view does not look at. */
export const AT: At = { file: 0, start: 0, end: 1, line: 1, column: 1 };

/** Events as a run would tell them: each is its time, its path and the rest. */
export function story(...steps: readonly (readonly [t: number, path: string, body: EventBody])[]): Event[] {
  return steps.map(([t, path, body], seq): Event => {
    const parent = around(path);
    return { v: 1, seq, t, path, ...(parent === undefined ? {} : { parent }), ...body };
  });
}

export const started: EventBody = {
  kind: "run-started",
  run: "01J9Z2",
  flow: "investigate",
  arguments: {},
  graph: "g",
  seed: 7,
};
export const ready: EventBody = {
  kind: "model-ready",
  model: "local",
  title: "qwen2.5",
  identity: "i",
  cells: 8192,
  branches: 16,
  milliseconds: 400,
};
export const agentStarted = (agent: string, attempt = 0): EventBody => ({
  kind: "agent-started",
  agent,
  model: "local",
  at: AT,
  attempt,
});
export const agentNode = (label: string): EventBody => ({ kind: "node-started", node: "agent", label, at: AT });
export const answers = (text: string, sampled: number, forced = 0): EventBody => ({
  kind: "turn-delta",
  turn: 0,
  channel: "answer",
  text,
  sampled,
  forced,
});
export const turnEnded = (sampled: number, forced = 0): EventBody => ({
  kind: "turn-ended",
  turn: 0,
  outcome: "answer",
  prefilled: 40,
  shared: 120,
  sampled,
  forced,
});
export const agentDone = (agent: string, tokens: number, recovered = false): EventBody => ({
  kind: "agent-ended",
  agent,
  outcome: { kind: "done", value: null, recovered },
  turns: 1,
  tokens,
});
export const nodeDone = (node: "agent" | "parallel" | "share", preview?: string): EventBody => ({
  kind: "node-ended",
  node,
  outcome: preview === undefined ? { kind: "done" } : { kind: "done", preview },
});
export const failure = (path: string, message: string): Failure => ({
  reason: "tokens",
  message,
  path,
  at: AT,
  attempts: 1,
});

/** The research example, stopped while four researchers are at work in four different ways. */
export const middle: readonly Event[] = story(
  [0, "investigate", started],
  [0, "investigate", { kind: "model-loading", model: "local", progress: 0 }],
  [400, "investigate", ready],
  [400, "investigate/plan", agentNode("planner(topic)")],
  [400, "investigate/plan", agentStarted("planner")],
  [410, "investigate/plan", { kind: "turn-started", turn: 0 }],
  [900, "investigate/plan", answers('{"questions":["What does tea do?"', 120, 22)],
  [1500, "investigate/plan", turnEnded(120, 22)],
  [1500, "investigate/plan", agentDone("planner", 142)],
  [1500, "investigate/plan", nodeDone("agent", '{"questions":["What does tea do?","What does coffee do?"]}')],
  [1500, "investigate/share", { kind: "node-started", node: "share", label: "share plan", at: AT }],
  [1500, "investigate/share", { kind: "context-grown", context: "c", entry: "share", tokens: 142, shared: 0 }],
  [1510, "investigate/share", nodeDone("share")],
  [
    1510,
    "investigate/findings",
    { kind: "node-started", node: "parallel", label: "parallel question in plan.questions", at: AT, items: 4 },
  ],
  ...[0, 1, 2, 3].flatMap((index): [number, string, EventBody][] => [
    [1520, `investigate/findings[${index}]/researcher`, agentNode("researcher(question)")],
    [1520, `investigate/findings[${index}]/researcher`, agentStarted("researcher")],
  ]),
  [1530, "investigate/findings[0]/researcher", { kind: "turn-started", turn: 0 }],
  [
    2600,
    "investigate/findings[0]/researcher",
    answers('{"claim":"Caffeine taken six hours before bed shortens', 51, 10),
  ],
  [1530, "investigate/findings[1]/researcher", { kind: "turn-started", turn: 0 }],
  [
    2300,
    "investigate/findings[1]/researcher",
    { kind: "tool-started", tool: "search", call: "c1", arguments: { query: "tea theanine sleep" } },
  ],
  [1530, "investigate/findings[2]/researcher", { kind: "turn-started", turn: 0 }],
  [
    2500,
    "investigate/findings[2]/researcher",
    { kind: "turn-delta", turn: 0, channel: "calls", text: 'search {"query":"cof', sampled: 20, forced: 3 },
  ],
  [1600, "investigate/findings[3]/researcher", { kind: "wait-began", why: "room" }],
  [1600, "investigate", tick(114)],
  [2600, "investigate", tick(210)],
);

function tick(ticks: number): EventBody {
  const usage = { branches: 4, cells: 4760, shared: 2310, limit: 8192, waiting: 1 };
  return { kind: "engine-tick", model: "local", ticks, ...usage, tokensPerSecond: 190, ticksPerSecond: 96 };
}
