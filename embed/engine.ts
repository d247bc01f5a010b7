/**
 * Engines as an embedding program holds them: opened at first use or by `ready`, shared by as many runs and programs as
 * one likes, closed by whoever made them.
 */
import { type Operation, run as runTask, type Scope, suspend, type Task, useScope } from "effection";
import type { Json } from "../compiler/graph/expression.ts";
import type { EngineUsage, Engine as RuntimeEngine } from "../runtime/engine/engine.ts";
import { EngineProblem } from "../runtime/run/options.ts";
import { type Context, openContext } from "./context.ts";

/** What is known of an engine once it is open. */
export interface EngineFacts {
  /** For people: the model's name. */
  readonly title: string;
  /** Of weights, tokenizer and layout. */
  readonly identity: string;
  readonly limits: RuntimeEngine["limits"];
  readonly can: RuntimeEngine["can"];
}

/** What every flow that runs over a context knows. */
export interface ContextSetting {
  /** The system message. */
  readonly system?: string;
  /** Values that follow it as paragraphs, each under its name, in this order. */
  readonly share?: { readonly [name: string]: Json };
}

/** An engine in use by a run, as the run sees it. */
export interface EngineUse {
  /** Once it is open. */
  readonly engine: Promise<RuntimeEngine>;
  readonly release: () => void;
}

/** How far loading is, from 0 to 1, and what is done where that is something else. */
export type Report = (progress: number, doing?: string) => void;

/** What opens an engine. */
export type Opener = (report: Report) => Operation<RuntimeEngine>;

interface Opened {
  readonly engine: RuntimeEngine;
  readonly scope: Scope;
}

/**
 * A model that is ready to run flows, or will be at first use. It keeps no process alive: one that is not closed is closed
 * when the process ends.
 *
 * @example
 * ```ts
 * await using engine = nativeEngine({ file: "model.gguf" });
 * const report = await investigate({ topic: "tea" }, { engine });
 * ```
 */
export class Engine {
  readonly #open: Opener;
  readonly #listeners = new Set<Report>();
  readonly #users = new Set<(why: string) => void>();
  #idle: (() => void) | undefined;
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  #task: Task<void> | undefined;
  #closing: Promise<void> | undefined;

  /** Made by `nativeEngine`, `hostedEngine` and `scriptedEngine`. */
  constructor(open: Opener) {
    this.#open = open;
  }

  /** Opens the engine if that is still to be done. Rejects with an `EngineProblem` where it can't be; the next call tries again. */
  async ready(): Promise<EngineFacts> {
    const { engine } = await this.#ready();
    const { title, identity, limits, can } = engine;
    return { title, identity, limits, can };
  }

  /** What is used right now; undefined before it is open. */
  usage(): EngineUsage | undefined {
    return this.#opened?.engine.usage();
  }

  /** Opens a context over which many flows may run: it is decoded once, and each of them extends it. */
  async context(setting: ContextSetting): Promise<Context> {
    return await openContext(this, await this.#ready(), setting);
  }

  /** Whether it can't be used any more. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** Frees the model. Runs that use it are ended and fail with a sentence; it waits until they have let go. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Takes the engine for one run, until `release` is called; `onClose` is told where it is closed meanwhile.
   * @internal
   */
  use(onClose: (why: string) => void, report: Report): EngineUse {
    this.#listeners.add(report);
    this.#users.add(onClose);
    return {
      engine: this.#ready().then(({ engine }) => engine),
      release: () => {
        this.#listeners.delete(report);
        this.#users.delete(onClose);
        if (this.#users.size === 0) this.#idle?.();
      },
    };
  }

  #ready(): Promise<Opened> {
    if (this.#closing) return Promise.reject(new EngineProblem(CLOSED, "Make another one, or close it later."));
    this.#opening ??= this.#start();
    return this.#opening;
  }

  #start(): Promise<Opened> {
    const open = this.#open;
    const report: Report = (progress, doing) => {
      for (const listener of this.#listeners) listener(progress, doing);
    };
    return new Promise((resolve, reject) => {
      const ready = (opened: Opened): void => {
        this.#opened = opened;
        resolve(opened);
      };
      const failed = (error: unknown): void => {
        this.#opening = undefined;
        reject(error);
      };
      this.#task = runTask(function* () {
        try {
          const engine = yield* open(report);
          ready({ engine, scope: yield* useScope() });
        } catch (error) {
          return failed(error);
        }
        yield* suspend();
      });
    });
  }

  async #close(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
      if (this.#users.size === 0) resolve();
    });
    for (const tell of this.#users) tell(CLOSED_MEANWHILE);
    await idle;
    // One that is still opening opens first: a halt in the middle of a load would leave those who wait for it waiting.
    await this.#opening?.catch(() => {});
    await this.#task?.halt();
    this.#opened = undefined;
  }
}

const CLOSED = "The engine is closed.";
const CLOSED_MEANWHILE = "The engine was closed while the run used it.";
