import { describe, expect, it } from "vitest";
import { receiptOf } from "../../../runtime/view/receipt.ts";
import { emptyView, type ViewState } from "../../../runtime/view/state.ts";

const ended: ViewState = {
  ...emptyView,
  flow: "investigate",
  run: "01J9Z2",
  seed: 7,
  now: 9_800,
  outcome: { kind: "done", value: null },
  totals: {
    agents: 7,
    recovered: 1,
    failed: 0,
    halted: 0,
    tools: 9,
    joined: 3,
    cached: 0,
    refused: 0,
    sampled: 622,
    forced: 582,
    prefilled: 3118,
    shared: 9240,
  },
};

describe("receiptOf", () => {
  it("sums a run up", () => {
    expect(receiptOf(ended)).toEqual([
      "✓ investigate in 9.8 s, 7 agents (1 recovered), 9 tool calls (3 joined)",
      "  tokens  1,204 written: 622 sampled, 582 forced",
      "          12,358 read: 3,118 prefilled, 9,240 shared (75 %)",
      "  run 01J9Z2  ·  seed 7",
    ]);
  });

  it("says how a run ended, and nothing of what did not happen", () => {
    const halted: ViewState = { ...ended, outcome: { kind: "halted" }, totals: emptyView.totals };
    expect(receiptOf(halted)[0]).toBe("⊘ investigate halted after 9.8 s");
    expect(receiptOf(halted)).toHaveLength(2);
  });

  it("has nothing to say while a run goes on", () => {
    expect(receiptOf(emptyView)).toEqual([]);
  });
});
