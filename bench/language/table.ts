import type { PhaseTimes } from "./phases.ts";

/** The medians over one length of program. */
export interface Growth {
  readonly lines: number;
  readonly ms: PhaseTimes;
  readonly msPerThousand: PhaseTimes;
}

/** The first compilation of a fresh process beside TypeScript's, and the command on a short file. */
export interface Cold {
  readonly cold: {
    readonly lines: number;
    readonly ms: Readonly<
      Record<"total" | "fastest" | "compile" | "plan" | "cpu" | "load" | "tsc" | "fastestTsc", number>
    >;
    readonly ratio: number;
  };
  readonly check: { readonly lines: number; readonly ms: number };
}

const phases = ["parse", "check", "lower", "plan"] as const;

/** A row for each length: what each phase took, and in brackets what a thousand lines took. */
export function growthTable(rows: readonly Growth[]): string {
  const head = ["lines", ...phases.map((phase) => `${phase} ms (per 1,000)`)];
  const body = rows.map(({ lines, ms, msPerThousand }) => [
    lines.toLocaleString("en"),
    ...phases.map((phase) => `${ms[phase].toFixed(1)} (${msPerThousand[phase].toFixed(2)})`),
  ]);
  return [head, ...body].map((row) => row.map((cell) => cell.padStart(21)).join("")).join("\n");
}

/** Milliseconds that ten thousand lines may take, times that `tsc` must take as long, milliseconds of a short check. */
const bounds = { cold: 400, ratio: 20, check: 350 };

/** What a cold start costs, a line for each figure, with the bound that it is held to and how far it is from that. */
export function coldTable({ cold, check }: Cold): string {
  const lines = cold.lines.toLocaleString("en");
  const { total, fastest, compile, plan, cpu, load, tsc, fastestTsc } = cold.ms;
  return [
    `${lines} lines cold, in process:   ${whole(total)} (at most ${whole(bounds.cold)}${over(total, bounds.cold)})`,
    `  compiled in ${whole(compile)}, planned in ${whole(plan)}; fastest ${whole(fastest)}; processor time ${whole(cpu)}; loading ${whole(load)} before`,
    `tsc --noEmit on as many lines:  ${whole(tsc)}, ${cold.ratio.toFixed(1)} times as long (at least ${bounds.ratio}${over(bounds.ratio, cold.ratio)}); fastest ${whole(fastestTsc)}`,
    `agentflow check of ${check.lines} lines:   ${whole(check.ms)} (at most ${whole(bounds.check)}${over(check.ms, bounds.check)})`,
  ].join("\n");
}

/** Says by how much the greater of two exceeds the other, if it is the one that may not. */
function over(value: number, bound: number): string {
  return value <= bound ? "" : `: ${(value / bound).toFixed(2)} times too much`;
}

function whole(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}
