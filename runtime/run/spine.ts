/**
 * Spines while a run goes on. A spine is the place that holds the context which agents fork from; what it holds is a
 * value, so a branch begins with the same value and goes its own way. As long as a spine lives, the engines that its
 * agents ran on keep what is decoded of it.
 */
import { type Operation, type Scope, suspend, type Task, withResolvers } from "effection";
import { type Context, emptyContext, grow } from "../context/context.ts";
import type { Entry } from "../context/entry.ts";
import type { Engine } from "../engine/engine.ts";
import type { Emit } from "../events/emitter.ts";
import { grownTexts } from "../events/grown.ts";
import type { Path } from "../path.ts";
import type { EnginePool } from "./engines.ts";

/** A spine while its scope lasts. */
export interface Spine {
  context: Context;
  /** The node whose inside it belongs to; a `from` further out may ask to keep a context as long. */
  readonly scope: string;
  readonly outer: Spine | undefined;
  /** What engines keep for it. */
  readonly holds: Map<Engine, Hold>;
  /** Ended contexts that a later `from` names. */
  readonly kept: Task<void>[];
}

interface Hold {
  readonly context: Context;
  readonly task: Task<void>;
}

/** A spine of its own, as a flow's body begins with. */
export function makeSpine(scope: string, context: Context = emptyContext, outer?: Spine): Spine {
  return { context, scope, outer, holds: new Map(), kept: [] };
}

/** A spine that begins where `spine` is now; what either grows by later, the other never sees. */
export function forkSpine(spine: Spine, scope: string): Spine {
  return makeSpine(scope, spine.context, spine);
}

/**
 * Lets `engine` keep what is decoded of a spine until the spine ends or grows. It waits for nothing: who is first to hold
 * a spine would be overtaken by those who find it held, and a halt in between would leave the older hold to nobody.
 */
export function holdSpine(spine: Spine, engine: Engine, scope: Scope): void {
  if (spine.context.depth === 0) return;
  const owner = ownerOf(spine);
  const before = owner.holds.get(engine);
  if (before?.context === owner.context) return;
  if (before) owner.kept.push(before.task);
  // The longer context is kept before the shorter one is let go, so nothing of it is decoded twice.
  const onKept = (): void => {
    if (before) scope.run(() => before.task.halt());
  };
  owner.holds.set(engine, { context: owner.context, task: keepIn(scope, engine, owner.context, onKept) });
}

/** Lets `engine` keep an ended agent's context until the spine of `until` ends. */
export function* keepEnded(
  spine: Spine,
  until: string,
  engine: Engine,
  context: Context,
  scope: Scope,
): Operation<void> {
  let at = spine;
  while (at.scope !== until && at.outer) at = at.outer;
  const kept = withResolvers<void>();
  at.kept.push(keepIn(scope, engine, context, kept.resolve));
  yield* kept.operation;
}

/** Lets the engines let go of everything that was kept for this spine, and waits until they have. */
function* endSpine(spine: Spine, scope: Scope): Operation<void> {
  for (const ending of letGo(spine, scope)) yield* ending;
}

/**
 * Runs `body` on a spine that ends with it. A halt doesn't wait for the engines to let go; the run's own end does. (What
 * yields in a `finally` lets the generators around it go on as if nothing were halted, so nothing may.)
 */
export function* onSpine<T>(spine: Spine, scope: Scope, body: () => Operation<T>): Operation<T> {
  let halted = true;
  try {
    const value = yield* body();
    halted = false;
    yield* endSpine(spine, scope);
    return value;
  } catch (error) {
    halted = false;
    yield* endSpine(spine, scope);
    throw error;
  } finally {
    if (halted) letGo(spine, scope);
  }
}

/** Begins to end all that is kept, in tasks of the run's: they go on though nobody waits for them. */
function letGo(spine: Spine, scope: Scope): readonly Task<void>[] {
  const tasks = [...[...spine.holds.values()].map(({ task }) => task), ...spine.kept];
  spine.holds.clear();
  spine.kept.length = 0;
  return tasks.map((task) => scope.run(() => task.halt()));
}

/** Grows a spine and tells how much longer it became, as soon as there is an engine to count with. */
export function growSpine(spine: Spine, entry: Entry, at: Place): void {
  const before = spine.context;
  const after = grow(before, entry);
  spine.context = after;
  at.engines.whenReady((open) => {
    const tokens = open.tokensOf(after) - open.tokensOf(before);
    const kind = entry.kind === "text" ? (entry.of === "share" ? "share" : "text") : entry.kind;
    const grown = { context: after.id, before: before.id, texts: grownTexts([entry]), tokens, shared: 0 };
    at.emit(at.path, at.parent, { kind: "context-grown", entry: kind, ...grown });
  });
}

/** Where a spine grows, for events. */
export interface Place {
  readonly engines: EnginePool;
  readonly emit: Emit;
  readonly path: Path;
  readonly parent: Path;
}

/** The outermost spine with the same context: what it keeps serves all that were forked from it and didn't grow. */
function ownerOf(spine: Spine): Spine {
  let owner = spine;
  while (owner.outer && owner.outer.context === spine.context) owner = owner.outer;
  return owner;
}

function keepIn(scope: Scope, engine: Engine, context: Context, onKept: () => void): Task<void> {
  return scope.run(function* () {
    yield* engine.keep(context);
    onKept();
    yield* suspend();
  });
}
