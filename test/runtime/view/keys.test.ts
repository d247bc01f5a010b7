import { describe, expect, it } from "vitest";
import { type Choice, type Key, pressed } from "../../../runtime/view/keys.ts";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { rowsOf, windowOf } from "../../../runtime/view/rows.ts";
import { emptyView } from "../../../runtime/view/state.ts";
import { middle } from "./story.ts";

const rows = rowsOf(middle.reduce(reduceView, emptyView), 2700);
const chosen = (...keys: Key[]): Choice =>
  keys.reduce<Choice>((choice, key) => pressed(choice, key, rows).choice, { help: false });

describe("pressed", () => {
  it("moves through the lines and stops at both ends", () => {
    expect(chosen("down").selected).toBe(rows[0]?.path);
    expect(chosen("up").selected).toBe(rows.at(-1)?.path);
    expect(chosen("down", "up", "up").selected).toBe(rows[0]?.path);
    expect(chosen("up", "down").selected).toBe(rows.at(-1)?.path);
  });

  it("opens agents and nothing else", () => {
    expect(chosen("down", "enter").opened).toBe("investigate/plan");
    expect(chosen("down", "enter", "enter").opened).toBeUndefined();
    expect(chosen("down", "down", "enter").opened).toBeUndefined();
    expect(chosen("down", "enter", "escape")).toEqual({ help: false });
  });

  it("asks for nothing while no agent is chosen", () => {
    expect(pressed({ help: false }, "halt", rows).wish).toBeUndefined();
    expect(pressed({ help: false, selected: "investigate/findings" }, "wind-down", rows).wish).toBeUndefined();
    const path = "investigate/findings[1]/researcher";
    expect(pressed({ help: false, selected: path }, "halt", rows).wish).toEqual({ kind: "halt", path });
    expect(pressed({ help: false }, "quit", rows).wish).toEqual({ kind: "quit" });
  });

  it("has nothing to choose among no lines", () => {
    expect(pressed({ help: false }, "down", []).choice).toEqual({ help: false });
  });
});

describe("windowOf", () => {
  it("shows what fits around the focus and counts the rest", () => {
    const window = windowOf(rows, 3, 3);
    expect(window.rows.map((row) => row.path)).toContain(rows[3]?.path);
    expect(window.above + window.rows.length + window.below).toBe(rows.length);
    expect(window.rows).toHaveLength(3);
  });
  it("shows all where all fits", () => {
    expect(windowOf(rows, 50, 4)).toEqual({ rows, above: 0, below: 0 });
  });
});
