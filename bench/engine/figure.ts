/** What the benchmark says: ours beside what is not ours, and how one stands to the other. */

import { shortNumber, tableLines } from "../table.ts";

/** The parts of the benchmark, by number. */
export const PARTS = {
  1: "tokens a second over branches that share 512 tokens",
  2: "prefill",
  3: "typed answers",
  4: "five agents on one prefix of 2,000 tokens",
  5: "forks, and the event loop",
} as const;

export type Part = keyof typeof PARTS;

/** One figure. */
export interface Figure {
  readonly part: Part;
  readonly model: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** The same of others, by name, in the same unit. */
  readonly others: Readonly<Record<string, number>>;
  /** What is held to the target: mostly ours over the best of the others. */
  readonly ratio?: number;
  readonly target?: { readonly is: "at least" | "at most"; readonly value: number };
}

/** Whether the target is met; undefined where there is none. */
export function isMet({ ratio, target }: Figure): boolean | undefined {
  if (!target || ratio === undefined) return undefined;
  return target.is === "at least" ? ratio >= target.value : ratio <= target.value;
}

/** A table of figures, part by part. */
export function figureTable(figures: readonly Figure[]): string {
  const lines: string[] = [];
  for (const part of [1, 2, 3, 4, 5] as const) {
    const own = figures.filter((figure) => figure.part === part);
    if (own.length === 0) continue;
    const rows = own.map((each) => [each.model, each.what, ours(each), others(each), ratio(each), verdict(each)]);
    lines.push(
      "",
      `${part}. ${PARTS[part]}`,
      ...tableLines([["model", "what", "ours", "others", "ratio", ""], ...rows]),
    );
  }
  return lines.join("\n");
}

const ours = ({ ours, unit }: Figure) => `${shortNumber(ours)} ${unit}`;
const others = ({ others }: Figure) =>
  Object.entries(others)
    .map(([name, value]) => `${name} ${shortNumber(value)}`)
    .join(", ");
const ratio = ({ ratio }: Figure) => ratio?.toFixed(ratio < 0.1 ? 3 : 2) ?? "";

function verdict(figure: Figure): string {
  const { target } = figure;
  return target ? `${isMet(figure) ? "ok  " : "MISS"} ${target.is} ${target.value}` : "";
}
