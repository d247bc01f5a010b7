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
    readonly ms: { readonly compile: number; readonly loadAndCompile: number; readonly tsc: number };
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

/** What a cold start costs, a line for each figure, with the bound that it is held to. */
export function coldTable({ cold, check }: Cold): string {
  const lines = cold.lines.toLocaleString("en");
  return [
    `${lines} lines cold, in process:   ${whole(cold.ms.compile)} (at most 400 ms); loading the compiler included: ${whole(cold.ms.loadAndCompile)}`,
    `tsc --noEmit on as many lines:  ${whole(cold.ms.tsc)}, ${cold.ratio.toFixed(1)} times as long (at least 20)`,
    `agentflow check of ${check.lines} lines:   ${whole(check.ms)} (at most 350 ms)`,
  ].join("\n");
}

function whole(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}
