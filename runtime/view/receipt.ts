import type { ViewState } from "./state.ts";
import { count, counted, duration, percent } from "./words.ts";

/** The lines that sum a run up after its result: how long, how many, what sharing saved, and how a `recorded` run is found again. */
export function receiptOf(state: ViewState, recorded = false): string[] {
  const { outcome, totals } = state;
  if (outcome === undefined) return [];
  const mark = { done: "✓", failed: "✗", halted: "⊘", paused: "◐" }[outcome.kind];
  const ending = { done: "in", failed: "failed after", halted: "halted after", paused: "paused after" }[outcome.kind];
  const notes = (pairs: readonly (readonly [number, string])[]): string => {
    const said = pairs.filter(([value]) => value > 0).map(([value, word]) => `${count(value)} ${word}`);
    return said.length === 0 ? "" : ` (${said.join(", ")})`;
  };
  const parts = [`${mark} ${state.flow} ${ending} ${duration(state.now)}`];
  if (totals.agents > 0) {
    const how = notes([
      [totals.recovered, "recovered"],
      [totals.failed, "failed"],
      [totals.halted, "halted"],
    ]);
    parts.push(counted(totals.agents, "agent") + how);
  }
  if (totals.tools > 0) {
    const how = notes([
      [totals.joined, "joined"],
      [totals.cached, "cached"],
    ]);
    parts.push(counted(totals.tools, "tool call") + how);
  }
  if (totals.refused > 0) parts.push(`${counted(totals.refused, "call")} refused`);
  const lines = [parts.join(", ")];
  const { sampled, forced, prefilled, shared } = totals;
  const [written, read] = [sampled + forced, prefilled + shared];
  if (written + read > 0) {
    lines.push(
      `  tokens  ${count(written)} written: ${count(sampled)} sampled, ${count(forced)} forced`,
      `          ${count(read)} read: ${count(prefilled)} prefilled, ${count(shared)} shared (${percent(shared, read)})`,
    );
  }
  const next = outcome.kind === "done" ? "replay" : "resume";
  const shown = recorded ? `  ·  agentflow ${next} ${state.run}` : "";
  lines.push(`  run ${state.run}  ·  seed ${state.seed}${shown}`);
  return lines;
}
