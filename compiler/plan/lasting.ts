/** Contexts of ended agents that a later `from` names: they stay in the cache until the scope of the name ends. */
import type { NodeId } from "../graph/graph.ts";
import { number, product, type Size, sum } from "./size.ts";

export interface Lasting {
  /** The branch or flow at whose end it goes. Another node's name stays as long as the flow around it. */
  readonly until: NodeId;
  readonly size: Size;
}

/** What they come to together. */
export function sizeOfLasting(lasting: readonly Lasting[]): Size {
  return sum(...lasting.map(({ size }) => size));
}

/** What `count` of the same leave behind. */
export function lastingOf(count: Size, lasting: readonly Lasting[]): Lasting[] {
  return lasting.map(({ until, size }) => ({ until, size: product(count, size) }));
}

/** Those that stay when `node` has ended. */
export function outlasting(node: NodeId, lasting: readonly Lasting[]): Lasting[] {
  return lasting.filter(({ until }) => until !== node);
}

/** How many have ended, or not begun, while `running` of them run. */
export function othersOf(count: Size, running: Size): Size {
  if (count.kind !== "number" || running.kind !== "number") return count;
  return number(Math.max(0, count.value - running.value));
}
