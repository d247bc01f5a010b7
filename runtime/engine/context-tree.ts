import type { Context } from "../context/context.ts";

/**
 * The tree of all contexts that somebody holds or wants kept, with their ancestors. It finds who already has the most
 * of a context, and how much of a branch is still wanted.
 */
export interface ContextTree<Holder> {
  place(holder: Holder, context: Context): void;
  remove(holder: Holder, context: Context): void;
  keep(context: Context): void;
  unkeep(context: Context): void;
  /**
   * Who has the longest beginning of `context`, and how much: of those the one with the lowest rank, an infinite one is out
   * of the question. The first of rank 1 or less is as good as any.
   */
  nearest(context: Context, rank: (holder: Holder) => number): { at: Context; holder: Holder } | undefined;
  /** Whether a holder of this sort has all of `context`. */
  has(context: Context, sort: (holder: Holder) => boolean): boolean;
  /** The holders that are at `context` or at a beginning of it. */
  along(context: Context): Holder[];
  /** The longest beginning of `context` that a kept context begins with too; null where there is none. */
  wanted(context: Context): Context | null;
  /** Holders and kept contexts that are known; 0 when all has been given back. */
  size(): number;
}

interface Node<Holder> {
  readonly context: Context;
  readonly parent: Node<Holder> | null;
  readonly children: Set<Node<Holder>>;
  readonly holders: Set<Holder>;
  keeps: number;
  /** Keeps here and below. */
  keepsBelow: number;
}

/** A tree of nothing. */
export function createContextTree<Holder>(): ContextTree<Holder> {
  const nodes = new Map<string, Node<Holder>>();

  function nodeOf(context: Context): Node<Holder> {
    const missing: Context[] = [];
    let at: Context | null = context;
    while (at && !nodes.has(at.id)) {
      missing.push(at);
      at = at.parent;
    }
    let node = at ? (nodes.get(at.id) ?? null) : null;
    for (const made of missing.reverse()) {
      const child: Node<Holder> = {
        context: made,
        parent: node,
        children: new Set(),
        holders: new Set(),
        keeps: 0,
        keepsBelow: 0,
      };
      node?.children.add(child);
      nodes.set(made.id, child);
      node = child;
    }
    if (!node) throw new Error("A context has no beginning.");
    return node;
  }

  function prune(from: Node<Holder>): void {
    let node: Node<Holder> | null = from;
    while (node && node.keeps === 0 && node.holders.size === 0 && node.children.size === 0) {
      nodes.delete(node.context.id);
      node.parent?.children.delete(node);
      node = node.parent;
    }
  }

  function known(context: Context): Node<Holder> {
    const node = nodes.get(context.id);
    if (!node) throw new Error("A context is given back that nobody took.");
    return node;
  }

  function* below(node: Node<Holder>): Generator<Holder> {
    yield* node.holders;
    for (const child of node.children) yield* below(child);
  }

  function addKeep(node: Node<Holder>, by: number): void {
    node.keeps += by;
    for (let at: Node<Holder> | null = node; at; at = at.parent) at.keepsBelow += by;
  }

  return {
    place(holder, context) {
      nodeOf(context).holders.add(holder);
    },
    remove(holder, context) {
      const node = known(context);
      if (!node.holders.delete(holder)) throw new Error("A branch is given up that nobody held.");
      prune(node);
    },
    keep(context) {
      addKeep(nodeOf(context), 1);
    },
    unkeep(context) {
      const node = known(context);
      addKeep(node, -1);
      prune(node);
    },
    nearest(context, rank) {
      // What all contexts begin with is nothing, which nobody needs a branch for.
      for (let at: Context | null = context; at?.entry; at = at.parent) {
        const node = nodes.get(at.id);
        let best: Holder | undefined;
        let lowest = Number.POSITIVE_INFINITY;
        for (const holder of node ? below(node) : []) {
          const own = rank(holder);
          if (own >= lowest) continue;
          best = holder;
          lowest = own;
          if (own <= 1) break;
        }
        if (best !== undefined) return { at, holder: best };
      }
      return undefined;
    },
    has(context, sort) {
      const node = nodes.get(context.id);
      if (!node) return false;
      for (const holder of below(node)) if (sort(holder)) return true;
      return false;
    },
    along(context) {
      const found: Holder[] = [];
      for (let at: Context | null = context; at; at = at.parent) found.push(...(nodes.get(at.id)?.holders ?? []));
      return found;
    },
    wanted(context) {
      for (let at: Context | null = context; at; at = at.parent) {
        const node = nodes.get(at.id);
        if (node && node.keepsBelow > 0) return at;
      }
      return null;
    },
    size() {
      let count = 0;
      for (const node of nodes.values()) count += node.keeps + node.holders.size;
      return count;
    },
  };
}
