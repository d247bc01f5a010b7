/**
 * Where a body of the graph stands while it runs: its names, the spine its agents fork from, and its path.
 */
import type { Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { Node } from "../../compiler/graph/graph.ts";
import { child, labelOf, type Path } from "../path.ts";
import type { Origin } from "./origin.ts";
import { forkSpine, type Spine } from "./spine.ts";
import type { RunState } from "./state.ts";

/** A value with the agents' contexts that it came from, for a later `from`. */
export interface Valued {
  readonly value: Json;
  readonly origin?: Origin | undefined;
}

/** How a block or a node ended: with its value, or by a `return` or `break` that goes on outwards. */
export type Completion = Valued & { readonly kind: "value" | "return" | "break" };

/** Names of a block; those of the blocks around it are found through `outer`. */
export interface Names {
  readonly own: Map<string, Valued>;
  readonly outer: Names | undefined;
}

/** What the last answer of an attempt cost, for `by perplexity`. */
export interface Trail {
  last: { readonly surprisal: number; readonly sampled: number } | undefined;
}

/** What a node can see where it is carried out. */
export interface Frame {
  readonly run: RunState;
  /** Of the scope: the node that it is the inside of, with item, round or entry. */
  readonly path: Path;
  readonly names: Names;
  /** Changes within a block only, where a `spine` begins. */
  spine: Spine;
  readonly trail: Trail;
}

/** A node that can be run in a frame; `run.node` carries out any. */
export type RunNode = (node: Node, frame: Frame) => Operation<Completion>;

/** The inside of a node that is no branch: it shares on the same spine. */
export function inside(frame: Frame, path: Path, values: Iterable<readonly [string, Valued]> = []): Frame {
  return { ...frame, path, names: { own: new Map(values), outer: frame.names } };
}

/** A branch of a topology at `node`: what it shares, nobody outside sees. Its spine ends with it, see `onSpine`. */
export function branchFrame(
  frame: Frame,
  node: { readonly id: string },
  path: Path,
  values: Iterable<readonly [string, Valued]> = [],
): Frame {
  return { ...inside(frame, path, values), spine: forkSpine(frame.spine, node.id) };
}

/** The binding that a name has here. */
export function lookUp(names: Names, name: string): Valued | undefined {
  for (let at: Names | undefined = names; at; at = at.outer) {
    const found = at.own.get(name);
    if (found) return found;
  }
  return undefined;
}

/** The path of a node that runs in this frame. */
export function pathIn(frame: Frame, node: { readonly id: string }): Path {
  return child(frame.path, labelOf(node.id));
}
