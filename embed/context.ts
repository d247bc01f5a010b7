/**
 * Contexts as an embedding program holds them: what many flows have before them, decoded once.
 */
import { type Scope, scoped, suspend, type Task } from "effection";
import { emptyContext, growAll, type Context as RuntimeContext } from "../runtime/context/context.ts";
import type { Entry } from "../runtime/context/entry.ts";
import { NoRoom, type Engine as RuntimeEngine } from "../runtime/engine/engine.ts";
import { EngineProblem } from "../runtime/run/options.ts";
import { shareEntry } from "../runtime/run/statements.ts";
import type { ContextSetting, Engine } from "./engine.ts";

/**
 * A context that stays decoded until it is closed. Flows that run over it extend it, each by itself: none sees what
 * another has added.
 *
 * @example
 * ```ts
 * await using handbook = await engine.context({ system: "You answer for the help desk.", share: { handbook: text } });
 * const answers = await Promise.all(questions.map((question) => answer({ question }, { context: handbook })));
 * ```
 */
export class Context {
  /** The engine that holds it. */
  readonly engine: Engine;
  /** How many tokens it has. */
  readonly tokens: number;
  /** Of them, how many were decoded already when it was opened. */
  readonly shared: number;
  readonly #value: RuntimeContext;
  readonly #home: Home;
  readonly #holding: Task<void>;
  #closing: Promise<void> | undefined;

  /** Made by `Engine.context` and {@link Context.extend}. */
  constructor(engine: Engine, home: Home, value: RuntimeContext, held: Held) {
    this.engine = engine;
    this.tokens = held.tokens;
    this.shared = held.shared;
    this.#home = home;
    this.#value = value;
    this.#holding = held.task;
  }

  /** Another context that begins with this one and has more behind it. Each is closed by itself, in any order. */
  async extend(more: Pick<ContextSetting, "share">): Promise<Context> {
    const value = growAll(this.value(), entriesOf(more));
    return await holdContext(this.engine, this.#home, value);
  }

  /** Lets go of what is decoded. Runs that began over it go on. */
  close(): Promise<void> {
    this.#closing ??= this.engine.closed ? Promise.resolve() : Promise.resolve(this.#holding.halt());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * What the runtime knows it by. Throws an `EngineProblem` once it is closed.
   * @internal
   */
  value(): RuntimeContext {
    if (this.#closing || this.engine.closed)
      throw new EngineProblem("The context is closed.", "Open another one, or close it later.");
    return this.#value;
  }
}

/** Where contexts live: an open engine, and the scope that it lives in. */
interface Home {
  readonly engine: RuntimeEngine;
  readonly scope: Scope;
}

interface Held {
  readonly tokens: number;
  readonly shared: number;
  readonly task: Task<void>;
}

/** Opens a context on an engine. Rejects with an `EngineProblem` where it doesn't fit. */
export async function openContext(engine: Engine, home: Home, setting: ContextSetting): Promise<Context> {
  const system: readonly Entry[] = setting.system === undefined ? [] : [{ kind: "system", text: setting.system }];
  const value = growAll(emptyContext, [...system, ...entriesOf(setting)]);
  if (value.depth === 0)
    throw new EngineProblem("A context needs something in it.", "Give it a `system`, or values to `share`.");
  return await holdContext(engine, home, value);
}

function entriesOf({ share = {} }: Pick<ContextSetting, "share">): readonly Entry[] {
  return Object.entries(share).map(([name, value]) => shareEntry(name, value));
}

/** Tells contexts that are being opened apart. */
let opened = 0;

async function holdContext(engine: Engine, home: Home, value: RuntimeContext): Promise<Context> {
  const held = await new Promise<Held>((resolve, reject) => {
    const path = `context${opened++}`;
    const task: Task<void> = home.scope.run(function* () {
      try {
        yield* home.engine.keep(value);
        // Decoded by a lease that nobody keeps: from then on it stays, and the first flow finds it.
        const size = yield* scoped(function* () {
          return (yield* home.engine.admit({ context: value, reserve: 0, path })).size;
        });
        resolve({ ...size, task });
      } catch (error) {
        return reject(error instanceof NoRoom ? new EngineProblem(error.message, "Share less in it.") : error);
      }
      yield* suspend();
    });
  });
  return new Context(engine, home, value, held);
}
