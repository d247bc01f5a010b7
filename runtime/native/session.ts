/**
 * One open model: gives commands to the engine's thread and turns its answers into operations. An operation that is
 * cancelled tells the thread so and waits until it has let go.
 */
import { type Effect, Err, Ok, type Operation, type Result, withResolvers } from "effection";
import { EngineProblem } from "../run/options.ts";
import type { Addon, AddonOptions, AddonSession, Answer } from "./addon.ts";
import { explainProblem } from "./problems.ts";

type Final = Extract<Answer, { kind: "done" | "cancelled" | "failed" | "end" | "saved" | "recounted" }>;
/** What {@link Session.ask} gives back. */
export type Outcome = Exclude<Final, { kind: "cancelled" }>;
type Delta = Extract<Answer, { kind: "delta" }>;

interface Waiting {
  settle(answer: Final): void;
  delta(answer: Delta): void;
}

/**
 * Ends the threads that still run when the process does: `process.exit` takes llama.cpp's libraries apart and asks nobody
 * whether one of their functions is under way.
 */
const running = new Set<AddonSession>();
const endAll = () => {
  for (const session of running) session.end();
};

/** An engine's thread with its model. A resource with a lifetime: whoever opens one closes it. */
export class Session {
  readonly #addon: AddonSession;
  readonly #options: AddonOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = withResolvers<void>();
  readonly #closed = withResolvers<void>();
  readonly #onProgress: (fraction: number) => void;
  #lastOp = 0;
  #closing = false;
  #end = "The model's thread ended.";
  #flushing = false;

  constructor(addon: Addon, options: AddonOptions, onProgress: (fraction: number) => void = () => {}) {
    this.#options = options;
    this.#onProgress = onProgress;
    this.#addon = new addon.Session(options, (answers) => {
      for (const answer of answers) this.#receive(answer);
    });
    if (running.size === 0) process.on("exit", endAll);
    running.add(this.#addon);
  }

  /** Returns once the model is open. Throws {@link EngineProblem} with a sentence if it can't be. */
  *opened(): Operation<void> {
    yield* this.#ready.operation;
  }

  /** Frees everything; returns when that is done. The pass in flight is given up where the backend can do so. */
  *close(): Operation<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#addon.hold(true);
      this.#addon.close();
    }
    yield* this.#closed.operation;
  }

  /** Whether everything is freed, or about to be. */
  get isClosed(): boolean {
    return this.#closing;
  }

  /** What the engine's thread can be asked at any time, until {@link Session.close}. */
  get direct(): Pick<AddonSession, "usage" | "facts" | "tokenize" | "piece" | "tables" | "failPass"> {
    if (this.#closing) throw new Error("The model is closed.");
    return this.#addon;
  }

  /** Gives a command to which nobody waits for an answer. */
  tell(command: (addon: AddonSession, op: number) => void): void {
    if (this.#closing) throw new Error("The model is closed.");
    this.#give(command, ++this.#lastOp);
  }

  /**
   * Gives a command and waits for its end. With `cancel`, a halt ends it early; without, a halt waits for its end. An
   * effect of its own, because a halted generator that waited in its `finally` would go on behind the `yield*`.
   */
  *ask(
    command: (addon: AddonSession, op: number) => void,
    options: { readonly cancel?: boolean; readonly onDelta?: (answer: Delta) => void } = {},
  ): Operation<Outcome> {
    if (this.#closing) throw new Error("The model is closed.");
    const op = ++this.#lastOp;
    const effect: Effect<Outcome> = {
      description: "native command",
      enter: (resolve) => {
        let ended = false;
        let left: ((result: Result<void>) => void) | undefined;
        let thrown: { readonly error: unknown } | undefined;
        const cancel = () => {
          if (!this.#closing) this.#give((addon, own) => addon.cancel(own, -1, op), ++this.#lastOp);
        };
        this.#waiting.set(op, {
          settle(answer) {
            ended = true;
            if (left) left(Ok());
            else if (thrown) resolve(Err(thrown.error));
            else if (answer.kind === "cancelled") resolve(Err(new Error("The model is closed.")));
            else resolve(Ok(answer));
          },
          delta(answer) {
            if (left || thrown) return;
            try {
              options.onDelta?.(answer);
            } catch (error) {
              // It belongs to whoever waits for this text, not to whatever runs when answers come.
              thrown = { error };
              cancel();
            }
          },
        });
        if (this.#waiting.size === 1) this.#addon.hold(true);
        this.#give(command, op);
        return (exited) => {
          if (ended) return exited(Ok());
          left = exited;
          if (options.cancel) cancel();
        };
      },
    };
    return (yield effect) as Outcome;
  }

  /** What is asked for in one turn of the event loop starts in one tick, so that it shares a pass. */
  #give(command: (addon: AddonSession, op: number) => void, op: number): void {
    command(this.#addon, op);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#addon.flush();
    });
  }

  #receive(answer: Answer): void {
    switch (answer.kind) {
      case "progress":
        try {
          this.#onProgress(answer.fraction);
        } catch (error) {
          this.#ready.reject(error instanceof Error ? error : new Error(String(error)));
        }
        break;
      case "ready":
        this.#rest();
        this.#ready.resolve();
        break;
      case "failedToOpen": {
        const { file, context } = this.#options;
        // After it was open, this says why its thread ended by itself.
        this.#end = `The model's thread ended: ${answer.detail}.`;
        this.#ready.reject(explainProblem(answer.code, answer.detail, file, context));
        break;
      }
      case "closed":
        this.#ready.reject(new EngineProblem("The model was closed before it was open."));
        for (const [op, waiting] of this.#waiting)
          waiting.settle(this.#closing ? { kind: "cancelled", op } : { kind: "failed", op, message: this.#end });
        this.#closing = true;
        this.#waiting.clear();
        running.delete(this.#addon);
        if (running.size === 0) process.off("exit", endAll);
        this.#closed.resolve();
        break;
      case "delta":
        this.#waiting.get(answer.op)?.delta(answer);
        break;
      case "done":
      case "cancelled":
      case "failed":
      case "end":
      case "saved":
      case "recounted": {
        const waiting = this.#waiting.get(answer.op);
        this.#waiting.delete(answer.op);
        this.#rest();
        waiting?.settle(answer);
        break;
      }
      default:
        answer satisfies never;
    }
  }

  /** While nobody waits for an answer, the process may end. */
  #rest(): void {
    if (this.#waiting.size === 0 && !this.#closing) this.#addon.hold(false);
  }
}
