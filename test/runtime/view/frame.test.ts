import { describe, expect, it } from "vitest";
import type { Event, EventBody } from "../../../runtime/events/event.ts";
import { columnsOf } from "../../../runtime/view/columns.ts";
import { frameOf, type Scene } from "../../../runtime/view/frame.ts";
import { nothingChosen } from "../../../runtime/view/keys.ts";
import { textOf } from "../../../runtime/view/line.ts";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { AT, agentDone, agentNode, agentStarted, answers, failure, middle, nodeDone, started, story } from "./story.ts";

/** A frame as text; what stands at the right of a line ends at the last column. */
function draw(events: readonly Event[], size: { columns: number; rows: number }, more: Partial<Scene> = {}): string {
  const state = events.reduce(reduceView, emptyView);
  const { lines } = frameOf({ state, now: state.now + 100, ...size, ...more });
  return `\n${lines.map((line) => textOf(line).trimEnd()).join("\n")}\n`;
}

const narrow = { columns: 80, rows: 24 };
const wide = { columns: 160, rows: 45 };
const sizes = [narrow, wide];
const researcher = (index: number): string => `investigate/findings[${index}]/researcher`;
const third = researcher(2);

const ended = (index: number, t: number) =>
  story([t, researcher(index), nodeDone("agent", '{"claim":"Tea is milder."}')]);
const lost = failure(third, "The answer was cut off after 800 tokens.");
const halted: EventBody = { kind: "node-ended", node: "agent", outcome: { kind: "halted" } };
const failing = (why: typeof lost): readonly Event[] =>
  story(
    [3100, third, { kind: "node-ended", node: "agent", outcome: { kind: "failed", failure: why } }],
    [3100, researcher(1), halted],
    [3100, researcher(3), halted],
    [3110, "investigate/findings", { kind: "node-ended", node: "parallel", outcome: { kind: "failed", failure: why } }],
    [3120, "investigate", { kind: "run-ended", outcome: { kind: "failed", failure: why } }],
  );
const broken: readonly Event[] = [...middle, ...ended(0, 3000), ...failing(lost)];

/** Contexts as they grow: a spine, then an agent's fork of it with a turn, a call and its results. */
const told: readonly Event[] = [
  ...middle.slice(0, 3),
  ...story(
    [
      400,
      "investigate",
      grown("s1", "", "system", 40, [{ of: "system", text: "You are one of a team that investigates tea." }]),
    ],
    [400, "investigate", grown("s2", "s1", "tools", 60, [{ of: "tools", text: "search" }])],
    [1000, "investigate/a", agentNode("researcher(question)")],
    [1000, "investigate/a", agentStarted("researcher")],
    [1010, "investigate/a", { kind: "context-opened", context: "s2", tokens: 100, shared: 100 }],
    [
      1020,
      "investigate/a",
      grown("a1", "s2", "text", 30, [{ of: "prompt", text: "Find out: what does tea do?\nBe brief." }]),
    ],
    [1030, "investigate/a", { kind: "turn-started", turn: 0 }],
    [
      1100,
      "investigate/a",
      { kind: "turn-delta", turn: 0, channel: "calls", text: "search tea", sampled: 2, forced: 0 },
    ],
    [1100, "investigate/a", { kind: "tool-started", tool: "search", call: "1", arguments: { query: "tea" } }],
    [
      1300,
      "investigate/a",
      { kind: "tool-ended", tool: "search", call: "1", outcome: "ok", tokens: 12, milliseconds: 200 },
    ],
    [
      1310,
      "investigate/a",
      grown("a2", "a1", "results", 12, [{ of: "results", text: "search: Tea\u001b[31m has theanine." }]),
    ],
    [1320, "investigate/a", { kind: "turn-started", turn: 1 }],
    [
      1400,
      "investigate/a",
      {
        kind: "turn-delta",
        turn: 1,
        channel: "answer",
        text: '{"claim":"Tea calms',
        sampled: 3,
        forced: 3,
        runs: [0, 10, 9],
      },
    ],
    [1500, "investigate/a", { kind: "turn-delta", turn: 1, channel: "answer", text: " 日本", sampled: 2, forced: 0 }],
  ),
];

function grown(
  context: string,
  before: string,
  entry: "system" | "tools" | "text" | "results",
  tokens: number,
  texts: Extract<EventBody, { kind: "context-grown" }>["texts"] & {},
): EventBody {
  return { kind: "context-grown", context, before, entry, tokens, shared: 0, texts };
}

const opened = { ...nothingChosen, selected: "investigate/a", opened: "investigate/a" };

describe("a frame", () => {
  it.each(sizes)("shows who does what, in $columns columns", (size) => {
    expect(draw(middle, size, { steered: true })).toMatchSnapshot();
  });

  it("folds what is finished", () => {
    const events = [
      ...middle,
      ...[0, 1, 2, 3].flatMap((index) => ended(index, 3000)),
      ...story([3100, "investigate/findings", nodeDone("parallel")]),
    ];
    expect(draw(events, narrow)).toMatchSnapshot();
  });

  it.each(sizes)("keeps what failed open, and says why once, in $columns columns", (size) => {
    expect(draw(broken, size)).toMatchSnapshot();
  });

  it("tells what a person halted from what was halted because of it", () => {
    const why = { ...failure(third, "`researcher` was halted by a person."), reason: "refused" as const };
    const agentHalted: EventBody = {
      kind: "agent-ended",
      agent: "researcher",
      outcome: { kind: "halted" },
      turns: 1,
      tokens: 3,
    };
    expect(draw([...middle, ...story([3000, third, agentHalted]), ...failing(why)], narrow)).toMatchSnapshot();
  });

  it.each(sizes)("shows an opened agent's whole context, in $columns columns", (size) => {
    expect(draw(told, size, { choice: opened, steered: true })).toMatchSnapshot();
  });

  it("scrolls an opened context", () => {
    const size = { columns: 80, rows: 9 };
    expect(draw(told, size, { choice: { ...opened, scroll: 1 }, steered: true })).toMatchSnapshot();
    expect(draw(told, size, { choice: opened, steered: true })).toContain("so far");
  });

  it("says that there is more above, and shows an answer once when it is done", () => {
    const low = { columns: 80, rows: 9 };
    const shown = (events: readonly Event[], scroll?: number): string =>
      draw(events, low, { choice: scroll === undefined ? opened : { ...opened, scroll }, steered: true });
    expect(shown(told)).toContain("↑ more above");
    expect(shown(told, 0)).not.toContain("more above");
    const done = [...told, ...story([1600, "investigate/a", agentDone("researcher", 10)])];
    expect(shown(done)).toContain("answer");
    expect(shown(done)).not.toContain("so far");
  });

  it.each(sizes)("explains all keys in whole lines, in $columns columns", (size) => {
    const help = draw(middle, size, { choice: { ...nothingChosen, help: true }, steered: true });
    const lines = help.split("\n").slice(-7);
    expect(lines.join("\n")).toMatchSnapshot();
    expect(lines.join("\n")).not.toContain("…");
  });

  it("says what it waits for before there is anything to show", () => {
    expect(draw(middle.slice(0, 2), narrow)).toMatchSnapshot();
    const loading = story([300, "investigate", { kind: "model-loading", model: "local", progress: 0.42 }]);
    expect(draw([...middle.slice(0, 2), ...loading], narrow)).toMatchSnapshot();
  });

  it("announces what is still to come, as long as it can", () => {
    const upcoming = [
      { path: "investigate/plan", label: "planner" },
      { path: "investigate/writer", label: "writer" },
    ];
    expect(draw(middle.slice(0, 9), narrow, { upcoming })).toMatchSnapshot();
    expect(draw(broken, narrow, { upcoming })).not.toContain("writer");
  });

  it("shows the newest warnings, each once", () => {
    const warn = (message: string): readonly [number, string, EventBody] => [
      0,
      "investigate",
      { kind: "warning", message },
    ];
    const warnings = ["one", "two", "two", "three", "four"].map(warn);
    expect(draw(story([0, "investigate", started], ...warnings), narrow)).toMatchSnapshot();
  });

  it("shows what is tried in the place of the try", () => {
    const events = story(
      [0, "investigate", started],
      [0, "investigate/all", { kind: "node-started", node: "parallel", label: "parallel q in qs", at: AT, items: 1 }],
      [0, "investigate/all[0]/try", { kind: "node-started", node: "try", label: "try solver(q)", at: AT }],
      [0, "investigate/all[0]/try/solver", agentStarted("solver")],
    );
    expect(draw(events, narrow)).toMatchSnapshot();
  });

  it("says what was recovered and why, what was done before, and what is tried again", () => {
    const done = (recovered: boolean, restored?: true): EventBody => ({
      kind: "agent-ended",
      agent: "a",
      outcome: { kind: "done", value: 1, recovered },
      turns: 1,
      tokens: 4,
      ...(restored ? { restored } : {}),
    });
    const events = story(
      [0, "f", started],
      [0, "f/a", agentStarted("recovering")],
      [1, "f/a", { kind: "recovery-started", reason: "winddown" }],
      [2, "f/a", done(true)],
      [2, "f/a", nodeDone("agent", "1")],
      [3, "f/b", agentStarted("restored")],
      [3, "f/b", done(false, true)],
      [4, "f/c", agentStarted("caller")],
      [5, "f/c", { kind: "tool-started", tool: "search", call: "1", arguments: { query: "tea" } }],
      [6, "f/c", { kind: "tool-retrying", tool: "search", call: "1", attempt: 1, error: "down", delayMs: 500 }],
    );
    expect(draw(events, narrow)).toMatchSnapshot();
  });

  it("shows no cells where a model has none", () => {
    const tick = {
      branches: 3,
      cells: 0,
      shared: 0,
      limit: 0,
      waiting: 1,
      ticks: 4,
      tokensPerSecond: 0,
      ticksPerSecond: 0,
    };
    const events = story([0, "f", started], [9, "f", { kind: "engine-tick", model: "hosted", ...tick }]);
    expect(draw(events, narrow)).toMatchSnapshot();
    expect(draw(events, narrow)).not.toContain("cells");
  });

  it.each([6, 9, 12, 60])("is never as tall as a terminal of %i lines", (rows) => {
    for (const choice of [nothingChosen, opened, { ...nothingChosen, help: true }])
      expect(frameOf(sceneOf(told, { columns: 80, rows }, choice)).lines.length).toBeLessThan(rows);
    expect(frameOf(sceneOf(broken, { columns: 80, rows }, nothingChosen)).lines.length).toBeLessThan(rows);
  });

  it.each([20, 40, 60, 80, 160])("has no line wider than %i columns", (columns) => {
    for (const events of [middle, broken, told])
      for (const choice of [nothingChosen, opened, { ...nothingChosen, help: true }])
        for (const line of frameOf(sceneOf(events, { columns, rows: 24 }, choice)).lines)
          expect(columnsOf(textOf(line))).toBeLessThanOrEqual(columns);
  });

  it("lets no control character through", () => {
    const evil = answers('\u001b[2J\u0007{"a":"\u202eb\u0000', 3);
    const events = story([0, "f", started], [0, "f/a", agentStarted("a\u001b[1m")], [1, "f/a", evil]);
    for (const choice of [nothingChosen, { ...nothingChosen, opened: "f/a" }]) {
      const shown = [...draw(events, narrow, { choice, steered: true })].filter((character) => character !== "\n");
      expect(shown.filter((character) => character < " " || character === "\u202e")).toEqual([]);
    }
  });
});

function sceneOf(
  events: readonly Event[],
  size: { columns: number; rows: number },
  choice: NonNullable<Scene["choice"]>,
): Scene {
  const state = events.reduce(reduceView, emptyView);
  return { state, now: state.now, ...size, choice, steered: true };
}
