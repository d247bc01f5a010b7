import { type Context, emptyContext, growAll } from "../context/context.ts";
import type { Entry } from "../context/entry.ts";
import type { Layout, Standing } from "../layout/layout.ts";
import { thinks } from "../layout/turn-pieces.ts";
import type { Device } from "./device.ts";

/** A context as one model reads it. */
export interface Prompted {
  /** Token ids that its last entry adds. */
  readonly tokens: Int32Array;
  /** Token ids of the whole context. */
  readonly length: number;
  readonly standing: Standing;
}

/**
 * Contexts as token ids. Each entry is rendered and tokenised by itself, once; contexts that are equal share the
 * result, and it goes when the last of them does.
 */
export interface PromptTokens {
  of(context: Context): Prompted;
  /** The ids that `context` has and its ancestor `from` has not. */
  since(from: Context, context: Context): Int32Array;
  /** The marks between `context` and what the model writes next: a thought first, if it `thinks`. */
  openTurn(context: Context, thinks?: boolean): Int32Array;
  /** Tokens that `entries` add to `after`. */
  count(entries: readonly Entry[], after?: Context): number;
}

/** Tokenises for one device and layout; `identity` is that of the engine, whose own turns keep their ids. */
export function createPromptTokens(device: Pick<Device, "tokenize">, layout: Layout, identity: string): PromptTokens {
  const start: Prompted = { tokens: new Int32Array(0), length: 0, standing: "start" };
  const byContext = new WeakMap<Context, Prompted>();
  const byId = new Map<string, WeakRef<Prompted>>();
  const forgotten = new FinalizationRegistry<string>((id) => {
    if (!byId.get(id)?.deref()) byId.delete(id);
  });

  /**
   * A turn's tokens are the marks that open it and then what was written: the very ids where this engine wrote it. So
   * a context that was sampled and the same context decoded anew are the same sequence.
   */
  function tokensOf(entry: Entry, standing: Standing): { tokens: Int32Array; standing: Standing } {
    const rendered = layout.render(entry, standing);
    if (entry.kind !== "turn" || entry.exact?.identity !== identity)
      return { tokens: device.tokenize(rendered.pieces), standing: rendered.standing };
    const open = device.tokenize(layout.openTurn(standing, thinks(entry)));
    return { tokens: Int32Array.from([...open, ...entry.exact.tokens]), standing: rendered.standing };
  }

  function known(context: Context): Prompted | undefined {
    if (!context.entry) return start;
    const own = byContext.get(context);
    if (own) return own;
    const equal = byId.get(context.id)?.deref();
    if (equal) byContext.set(context, equal);
    return equal;
  }

  function of(context: Context): Prompted {
    const unknown: Context[] = [];
    let at: Context = context;
    let prompted = known(at);
    while (!prompted && at.parent) {
      unknown.push(at);
      at = at.parent;
      prompted = known(at);
    }
    let last = prompted ?? start;
    for (const next of unknown.reverse()) {
      if (!next.entry) continue;
      const { tokens, standing } = tokensOf(next.entry, last.standing);
      last = { tokens, length: last.length + tokens.length, standing };
      byContext.set(next, last);
      byId.set(next.id, new WeakRef(last));
      forgotten.register(last, next.id);
    }
    return last;
  }

  return {
    of,
    since(from, context) {
      const length = of(context).length - of(from).length;
      const tokens = new Int32Array(length);
      let end = length;
      for (let at: Context = context; at.id !== from.id && at.parent; at = at.parent) {
        const own = of(at).tokens;
        end -= own.length;
        tokens.set(own, end);
      }
      return tokens;
    },
    openTurn: (context, thinking) => device.tokenize(layout.openTurn(of(context).standing, thinking)),
    count(entries, after = emptyContext) {
      return of(growAll(after, entries)).length - of(after).length;
    },
  };
}
