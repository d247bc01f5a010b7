/**
 * An engine whose turns take a set time and hardly any work: what a run costs on it is the runtime's own. It keeps the
 * whole contract of an engine but has no cache; `bench/engine` measures one that has.
 */
import { action, type Operation, type Stream } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import { type Context, growAll } from "../../runtime/context/context.ts";
import type { Entry } from "../../runtime/context/entry.ts";
import type {
  Engine,
  Lease,
  StopReason,
  TurnDelta,
  TurnEnd,
  TurnOutcome,
  TurnRequest,
} from "../../runtime/engine/engine.ts";

/** What the model does in one turn. */
export type PacedTurn =
  | { readonly kind: "answer"; readonly value: Json }
  | { readonly kind: "call"; readonly name: string; readonly arguments: Json }
  | { readonly kind: "fail"; readonly error: string };

/** How turns go. */
export interface Pace {
  /** What a turn takes. */
  readonly milliseconds: number;
  /** Told what every turn of an attempt is; `path` is the attempt's, `turn` counts from 0. */
  play(path: string, turn: number): PacedTurn;
}

/** Characters of a token, about as many as of English in any vocabulary. */
const CHARACTERS = 4;

/** An engine at this pace, with room for everyone. */
export function makePacedEngine(pace: Pace): Engine {
  const usage = { branches: 0, cells: 0, shared: 0, reserved: 0, waiting: 0, ticks: 0 };
  const totals = { prefilled: 0, sampled: 0, forced: 0 };
  return {
    identity: "paced",
    title: "an engine that only takes its time",
    can: { fork: true, grammar: true, logprobs: false, latent: false, bytes: false },
    limits: { live: Number.POSITIVE_INFINITY, cells: 1_000_000_000, window: 1_000_000 },
    count: (entries) => entries.reduce((sum, entry) => sum + tokensOf(entry), 0),
    usage: () => ({ ...usage, ...totals }),
    *admit({ context, path }) {
      return new PacedLease(pace, context, path);
    },
    *keep() {},
  };
}

class PacedLease implements Lease {
  readonly size = { tokens: 0, shared: 0 };
  readonly #pace: Pace;
  readonly #path: string;
  #context: Context;
  #turn = 0;
  #stop: ((reason: StopReason) => void) | undefined;

  constructor(pace: Pace, context: Context, path: string) {
    this.#pace = pace;
    this.#context = context;
    this.#path = path;
  }

  get context(): Context {
    return this.#context;
  }

  room(): number {
    return 1_000_000;
  }

  *append(entries: readonly Entry[]): Operation<Context> {
    this.#context = growAll(this.#context, entries);
    return this.#context;
  }

  *turn(request: TurnRequest): Stream<TurnDelta, TurnEnd> {
    const played = this.#pace.play(this.#path, this.#turn++);
    const text = textOf(played);
    const sampled = Math.ceil(text.length / CHARACTERS);
    let told = false;
    const next = function* (this: PacedLease): Operation<IteratorResult<TurnDelta, TurnEnd>> {
      if (!told) {
        told = true;
        const stopped = yield* this.#pass();
        if (stopped !== undefined) return { done: true, value: this.#end({ kind: "stopped", reason: stopped }, 0) };
        const channel = played.kind === "call" ? "calls" : "answer";
        if (played.kind !== "fail") return { done: false, value: { channel, text, sampled, forced: 0 } };
      }
      return { done: true, value: this.#written(played, text, Math.min(sampled, request.tokens)) };
    };
    return { next: next.bind(this) };
  }

  stop(reason: StopReason): void {
    this.#stop?.(reason);
  }

  *rebase(context: Context): Operation<void> {
    this.#context = context;
  }

  recover(): void {}

  /** Takes the time of a turn, and says why it ended early if it did. */
  #pass(): Operation<StopReason | undefined> {
    return action((resolve) => {
      const timer = setTimeout(() => resolve(undefined), this.#pace.milliseconds);
      this.#stop = resolve;
      return () => {
        clearTimeout(timer);
        this.#stop = undefined;
      };
    });
  }

  #written(played: PacedTurn, text: string, sampled: number): TurnEnd {
    if (played.kind === "fail") return this.#end({ kind: "failed", error: played.error }, 0);
    const calls =
      played.kind === "call" ? [{ id: `c${this.#turn}`, name: played.name, arguments: played.arguments }] : [];
    this.#context = growAll(this.#context, [{ kind: "turn", text, calls }]);
    return played.kind === "call"
      ? this.#end({ kind: "calls", calls }, sampled)
      : this.#end({ kind: "answer", value: played.value }, sampled);
  }

  #end(outcome: TurnOutcome, sampled: number): TurnEnd {
    return { ...outcome, context: this.#context, usage: { prefilled: 0, shared: 0, sampled, forced: 0 } };
  }
}

function textOf(played: PacedTurn): string {
  if (played.kind === "answer") return JSON.stringify(played.value);
  return played.kind === "call" ? JSON.stringify({ name: played.name, arguments: played.arguments }) : "";
}

function tokensOf(entry: Entry): number {
  const text = "text" in entry ? entry.text : JSON.stringify(entry);
  return Math.ceil(text.length / CHARACTERS);
}
