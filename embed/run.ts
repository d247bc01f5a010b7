/**
 * A run as an embedding program sees it: a promise of the result, and everything that happens on the way.
 */
import { run as runTask, type Task } from "effection";
import type { Event, RunOutcome } from "../runtime/events/event.ts";
import type { RunControl } from "../runtime/run/options.ts";
import { carryOut } from "./carry-out.ts";
import { FlowFailed, FlowPaused, type Outcome, outcomeOf } from "./failure.ts";
import { type PartialResult, partialResults } from "./partial-results.ts";
import type { AnyOptions, FlowParts } from "./parts.ts";
import type { FlowTypes } from "./types.ts";

/**
 * A flow that runs. Awaited, it gives the result, or rejects with a {@link FlowFailed}; iterated, it gives every event from
 * the first on, whenever that begins, and ends when the run does.
 *
 * @example
 * ```ts
 * const run = investigate({ topic: "tea" });
 * for await (const event of run) if (event.kind === "tool-started") console.log(event.tool);
 * console.log(await run);
 * ```
 */
export class Run<Flow extends FlowTypes> implements Promise<Flow["result"]>, AsyncIterable<Event> {
  readonly [Symbol.toStringTag] = "Run";
  readonly #parts: FlowParts;
  readonly #signal: AbortSignal | undefined;
  readonly #events: Event[] = [];
  readonly #task: Task<RunOutcome>;
  readonly #outcome: Promise<Outcome<Flow["result"]>>;
  readonly #result: Promise<Flow["result"]>;
  #control: RunControl | undefined;
  #wake = noticed();
  #ended = false;

  /** Begun by calling a flow. */
  constructor(parts: FlowParts, parameters: object, options: AnyOptions) {
    this.#parts = parts;
    this.#signal = options.signal;
    this.#task = runTask(() =>
      carryOut(parts, parameters, options, {
        onEvent: (event) => {
          this.#events.push(event);
          this.#notice();
        },
        onControl: (control) => {
          this.#control = control;
        },
      }),
    );
    this.#outcome = this.#settled();
    this.#result = this.#outcome.then((outcome) => this.#resultOf(outcome));
  }

  /** How it ended, as data: rejects for nothing that a program, a model or a user can cause. */
  get outcome(): Promise<Outcome<Flow["result"]>> {
    this.#watched();
    return this.#outcome;
  }

  /** What its agents write, as partial values of their results, and their results. */
  partialResults(): AsyncIterable<PartialResult<Flow>> {
    return partialResults<Flow>(this, this.#parts.graph);
  }

  /** Ends the run, and waits until all that it opened is closed. Its result is rejected with an `AbortError`. */
  async halt(): Promise<void> {
    this.#watched();
    await this.#task.halt();
    await this.#outcome;
  }

  /** Ends one agent, named by its path in events; for the program it has failed. */
  haltAgent(path: string): void {
    this.#control?.halt(path);
  }

  /** Asks one agent, named by its path in events, for the best value that it has. */
  windDown(path: string): void {
    this.#control?.windDown(path);
  }

  // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for.
  then<Value = Flow["result"], Other = never>(
    onDone?: ((value: Flow["result"]) => Value | PromiseLike<Value>) | null,
    onFailed?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<Value | Other> {
    return this.#result.then(onDone, onFailed);
  }

  catch<Other = never>(
    onFailed?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
  ): Promise<Flow["result"] | Other> {
    return this.#result.catch(onFailed);
  }

  finally(onEnded?: (() => void) | null): Promise<Flow["result"]> {
    return this.#result.finally(onEnded);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
    this.#watched();
    for (let at = 0; ; ) {
      const event = this.#events[at];
      if (event) {
        at++;
        yield event;
      } else if (this.#ended) return void (await this.#outcome);
      else await this.#wake.promise;
    }
  }

  /** Ends the run if it still goes on. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.halt();
  }

  async #settled(): Promise<Outcome<Flow["result"]>> {
    try {
      return outcomeOf(this.#parts.graph, await this.#task);
    } catch (error) {
      if (isHalt(error)) return { kind: "halted" };
      throw error;
    } finally {
      this.#ended = true;
      this.#notice();
    }
  }

  #resultOf(outcome: Outcome<Flow["result"]>): Flow["result"] {
    switch (outcome.kind) {
      case "done":
        return outcome.value;
      case "failed":
        throw new FlowFailed(outcome.failure, this.#parts.setting.directory);
      case "paused":
        throw new FlowPaused(outcome.ask);
      case "halted":
        throw this.#signal?.aborted ? this.#signal.reason : new DOMException("The run was halted.", "AbortError");
      default:
        return outcome satisfies never;
    }
  }

  #notice(): void {
    this.#wake.resolve();
    this.#wake = noticed();
  }

  /** Whoever looks at a run in another way than for its result is told of its failure in that way. */
  #watched(): void {
    this.#result.catch(() => {});
  }
}

/** Effection tells of a halt by an error of its own. */
const isHalt = (error: unknown): boolean => error instanceof Error && error.message === "halted";

function noticed(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
