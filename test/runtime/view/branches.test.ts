import { describe, expect, it } from "vitest";
import type { Event, EventBody } from "../../../runtime/events/event.ts";
import { frameOf } from "../../../runtime/view/frame.ts";
import { nothingChosen, pressed } from "../../../runtime/view/keys.ts";
import { textOf } from "../../../runtime/view/line.ts";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { rowsOf } from "../../../runtime/view/rows.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { AT, agentDone, agentStarted, failure, nodeDone, started, story } from "./story.ts";

type Told = readonly [number, string, EventBody];

const step = (index: number, label: string): string => `investigate/all[${index}]/${label}`;
const nap = (t: number, index: number, label = "nap"): Told => [
  t,
  step(index, label),
  { kind: "node-started", node: "tool", label: label === "nap" ? "nap(n * 900)" : "nap(2000)", at: AT },
];
const napped = (t: number, index: number, label = "nap"): Told => [
  t,
  step(index, label),
  { kind: "node-ended", node: "tool", outcome: { kind: "done", preview: '"ok"' } },
];
const thinks = (t: number, index: number): Told => [t, step(index, "p"), agentStarted("thinker")];
const thought = (t: number, index: number): Told[] => [
  [t, step(index, "p"), agentDone("thinker", 12)],
  [t, step(index, "p"), nodeDone("agent", `"thought ${index}"`)],
];
const topology: readonly Told[] = [
  [0, "investigate", started],
  [0, "investigate/all", { kind: "node-started", node: "parallel", label: "parallel n in ns", at: AT, items: 4 }],
];
const stateOf = (events: readonly Event[]) => events.reduce(reduceView, emptyView);

/** Four branches of three steps: the first through, the others at their third, second and first step. */
const apart = story(
  ...topology,
  ...[0, 1, 2, 3].map((index) => nap(10, index)),
  napped(900, 0),
  thinks(900, 0),
  ...thought(1500, 0),
  nap(1500, 0, "nap.2"),
  napped(1800, 1),
  thinks(1800, 1),
  napped(1900, 2),
  thinks(1900, 2),
  ...thought(2400, 1),
  nap(2400, 1, "nap.2"),
  napped(3500, 0, "nap.2"),
);

function draw(events: readonly Event[], columns: number): string {
  const state = stateOf(events);
  const { lines } = frameOf({ state, now: state.now + 100, columns, rows: 24 });
  return `\n${lines.map((line) => textOf(line).trimEnd()).join("\n")}\n`;
}

describe("branches of several steps", () => {
  it.each([80, 160])("are rows of their own with their steps under them, in %i columns", (columns) => {
    expect(draw(apart, columns)).toMatchSnapshot();
  });

  it("are counted as through only when all that has begun in them has ended", () => {
    const amount = (events: readonly Event[]) => rowsOf(stateOf(events), 0)[0]?.amount;
    expect(amount(apart.slice(0, 15))).not.toContain("of 4");
    expect(amount(apart)).toBe("1 of 4");
  });

  it("stay open where a step failed, and say why", () => {
    const why = failure(step(2, "p"), "The answer was cut off after 800 tokens.");
    const failed: Told = [
      2500,
      step(2, "p"),
      { kind: "node-ended", node: "agent", outcome: { kind: "failed", failure: why } },
    ];
    const begun = story(...topology, nap(10, 2), napped(900, 2), thinks(900, 2), failed);
    expect(draw(begun, 80)).toMatchSnapshot();
  });

  it("have the names of their entries", () => {
    const events = story(
      [0, "investigate", started],
      [0, "investigate/steps", { kind: "node-started", node: "chain", label: "chain", at: AT, items: 3 }],
      [0, "investigate/steps/draft/notes", agentStarted("reader")],
      [9, "investigate/steps/draft/notes", agentDone("reader", 3)],
      [9, "investigate/steps/draft/text", agentStarted("writer")],
    );
    const rows = rowsOf(stateOf(events), 0);
    expect(rows.map(({ branch, label }) => branch + label)).toEqual(["chain", "└ draft", "  ├ reader", "  └ writer"]);
    expect(rows[0]?.amount).toBe("3 steps");
  });

  it("fold and unfold, and can be steered as one", () => {
    const state = stateOf(apart);
    const selected = "investigate/all[2]";
    const sight = { state, rows: rowsOf(state, state.now), lines: 0, height: 20 };
    const { choice } = pressed({ ...nothingChosen, selected }, "enter", sight);
    const rows = rowsOf(state, state.now, [], choice.folds);
    expect(rows.find(({ path }) => path === selected)).toMatchObject({ inside: "folded", words: "thinker" });
    const halting = pressed(choice, "halt", { ...sight, rows });
    expect(halting.choice.confirm?.paths).toEqual([step(2, "p")]);
    const nobody = pressed({ ...nothingChosen, selected: "investigate/all[1]" }, "halt", sight);
    expect(nobody.choice.notice).toBe("no agent is at work there; only agents can be halted");
  });

  it.each([80, 160])("show what a tool was given and gave where it is unfolded, in %i columns", (columns) => {
    const given: Told = [
      3500,
      step(3, "nap"),
      { kind: "tool-started", tool: "nap", call: step(3, "nap"), arguments: { ms: 2700, why: "to rest ".repeat(12) } },
    ];
    const state = stateOf([...apart, ...story(given, napped(3600, 3))]);
    const sight = { state, rows: rowsOf(state, state.now), lines: 0, height: 20 };
    const { choice } = pressed({ ...nothingChosen, selected: step(3, "nap") }, "enter", sight);
    const { lines } = frameOf({ state, now: state.now, columns, rows: 24, choice, steered: true });
    expect(`\n${lines.map((line) => textOf(line).trimEnd()).join("\n")}\n`).toMatchSnapshot();
    const again = pressed(choice, "enter", { ...sight, rows: rowsOf(state, state.now, [], choice.folds) });
    expect(again.choice.folds.get(step(3, "nap"))).toBe(false);
  });
});
