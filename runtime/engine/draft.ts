import type { GenerateEnd } from "./device.ts";

/** A turn's text as it grows, part by part. */
export interface Draft {
  /** What was sampled (and forced) by the device. */
  add(end: GenerateEnd): void;
  /** What was put there. */
  force(text: string, ids: Int32Array): void;
  written(): WrittenText;
}

/** A turn's text with the very ids that make it up. */
export interface WrittenText {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Runs, alternately sampled and forced, sampled first. */
  readonly runs: readonly number[];
  readonly sampled: number;
  readonly forced: number;
  /** Sum of −ln p over the sampled tokens. */
  readonly surprisal: number;
}

/** An empty draft. */
export function createDraft(): Draft {
  const tokens: number[] = [];
  const runs: number[] = [];
  const counts = { sampled: 0, forced: 0 };
  let text = "";
  let surprisal = 0;

  function run(kind: "sampled" | "forced", count: number): void {
    if (count === 0) return;
    counts[kind] += count;
    const next = runs.length % 2 === 0 ? "sampled" : "forced";
    const last = runs.length - 1;
    if (kind === next) runs.push(count);
    else if (last < 0) runs.push(0, count);
    else runs[last] = (runs[last] ?? 0) + count;
  }

  return {
    add(end) {
      text += end.text;
      tokens.push(...end.tokens);
      end.runs.forEach((count, index) => {
        run(index % 2 === 0 ? "sampled" : "forced", count);
      });
      surprisal += end.surprisal;
    },
    force(forced, ids) {
      text += forced;
      tokens.push(...ids);
      run("forced", ids.length);
    },
    written: () => ({ text, tokens: [...tokens], runs: [...runs], ...counts, surprisal }),
  };
}
