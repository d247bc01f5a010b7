import { readFileSync } from "node:fs";
import { shortNumber, tableLines } from "../table.ts";

/** One figure: ours, the same by hand in the same run, and what ours may be at most. */
export interface Figure {
  readonly part: 1 | 2 | 3;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly byHand: number;
  readonly most?: number;
}

/** Whether ours is within its bound; undefined where there is none. */
export function isMet({ ours, most }: Figure): boolean | undefined {
  return most === undefined ? undefined : ours <= most;
}

/** A table of figures, part by part. */
export function figureTable(figures: readonly Figure[], parts: Readonly<Record<Figure["part"], string>>): string {
  const lines: string[] = [];
  for (const part of [1, 2, 3] as const) {
    const own = figures.filter((figure) => figure.part === part);
    if (own.length === 0) continue;
    const rows = own.map((figure) => {
      const { what, unit, ours, byHand, most } = figure;
      const verdict = most === undefined ? "" : `${isMet(figure) ? "ok  " : "MISS"} at most ${shortNumber(most)}`;
      const times = (ours / byHand).toFixed(2);
      return [what, `${shortNumber(ours)} ${unit}`, `${shortNumber(byHand)} ${unit}`, times, verdict];
    });
    lines.push("", `${part}. ${parts[part]}`, ...tableLines([["what", "ours", "by hand", "ratio", ""], ...rows]));
  }
  return lines.join("\n");
}

/** Lines of a file of this benchmark that are neither empty nor a comment. */
export function codeLines(name: string): number {
  const lines = readFileSync(new URL(name, import.meta.url), "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/\*|\*)/.test(line)).length;
}
