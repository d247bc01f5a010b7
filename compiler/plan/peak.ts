/**
 * Where a flow may use the most cells: one candidate for each place where something is decoded, as the sum that it comes to. Which of
 * them is the greatest only the inputs may say, so all are kept.
 */
import type { NodeId } from "../graph/graph.ts";
import { isZero, max, one, product, type Size, sum, zero } from "./size.ts";

export interface Peak {
  readonly node: NodeId;
  /** What runs then: `researcher`. */
  readonly label: string;
  /** How many of it side by side, where that is not one. */
  readonly times?: Size;
  readonly parts: readonly Part[];
}

export interface Part {
  readonly what: string;
  readonly size: Size;
  /** Where it is the same several times: how often, and what each of them comes to. */
  readonly times?: Size;
  readonly each?: readonly Part[];
}

export function sizeOfPeak(peak: Peak): Size {
  return sum(...peak.parts.map((p) => p.size));
}

/** The most that any of them comes to. */
export function most(peaks: readonly Peak[]): Size {
  return peaks.length === 0 ? zero : max(...peaks.map(sizeOfPeak));
}

/** The same with something more in the cache all the while. */
export function above(held: readonly Part[], peaks: readonly Peak[]): readonly Peak[] {
  return held.length === 0 ? peaks : peaks.map((p) => ({ ...p, parts: [...held, ...p.parts] }));
}

/**
 * As many of each at the same time: every branch may be at its own peak. Where more have begun than the model has branches,
 * the others keep what they shared so far.
 */
export function sideBySide(count: Size, begun: Size, kept: Size, peaks: readonly Peak[]): Peak[] {
  const waiting = count === begun ? zero : product(begun, kept);
  return peaks.map((p) => ({
    node: p.node,
    label: p.label,
    times: product(count, p.times ?? one),
    parts: [
      ...(isZero(waiting) ? [] : [{ what: "kept by those that wait", size: waiting }]),
      {
        what: p.label,
        size: product(count, sizeOfPeak(p)),
        times: count,
        each: p.parts,
      },
    ],
  }));
}

/** Different branches at the same time, each at the peak that is its own. */
export function allAtOnce(
  node: NodeId,
  branches: readonly { readonly name: string; readonly peaks: readonly Peak[] }[],
): Peak[] {
  const busy = branches.filter((b) => b.peaks.length > 0);
  if (busy.length === 0) return [];
  if (busy.length === 1) return [...busy[0]!.peaks];
  return [
    {
      node,
      label: listOf(busy.map((b) => b.name)),
      parts: busy.map((b) => ({ what: b.name, size: most(b.peaks) })),
    },
  ];
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
