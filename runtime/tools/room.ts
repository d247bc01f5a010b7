/**
 * Where a run's tools are called: what a declaration promises (time, retries, sharing, rates, limits, leave) is kept
 * here, the same for calls of a model and calls of a flow.
 */
import { type Operation, resource, useScope } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { ToolEntry } from "../../compiler/graph/graph.ts";
import type { JsonRecord } from "../../compiler/graph/json.ts";
import type { TypeId } from "../../compiler/graph/type.ts";
import type { Clock } from "../clock.ts";
import type { EventBody, WaitReason } from "../events/event.ts";
import { makeTimedCache, type TimedCache } from "./cache.ts";
import { makeFlights } from "./flight.ts";
import { invokeOnce } from "./invoke.ts";
import { jsonOf } from "./json-of.ts";
import { type Limit, makeLimit } from "./limit.ts";
import { makeRate, type Rate } from "./rate.ts";
import type { ToolContext, ToolHandler } from "./tool.ts";

/** A call whose arguments have been checked and whose leave has been given. */
export interface ToolCall {
  readonly tool: ToolEntry;
  readonly arguments: JsonRecord;
  /** Unique in the run: the caller's path and the call's own id. */
  readonly key: string;
  /** The call's id, as events name it. */
  readonly call: string;
  readonly emit: (body: EventBody) => void;
  /** Called when its code is about to run, after all waits; not at all where another call's result serves. */
  readonly onRun?: () => void;
}

/** What came of a call, and whether another one's work served it. */
export type ToolOutcome =
  | { readonly ok: true; readonly value: Json; readonly cached?: true; readonly joined?: true }
  | { readonly ok: false; readonly error: string; readonly joined?: true };

/** Where the calls of a run are carried out, within the limits of their tools. */
export interface ToolRoom {
  /** Carries a call out. What goes wrong is an outcome; it never throws. */
  call(request: ToolCall): Operation<ToolOutcome>;
}

/** What a room works with. */
export interface ToolRoomOptions {
  readonly clock: Clock;
  /** The handler of every tool that will be called, with the folder of the file that declares it. */
  readonly handlers: ReadonlyMap<string, { readonly handler: ToolHandler; readonly directory: string }>;
  readonly workspace: string;
  /** Checks a result and cuts it to its type. */
  readonly check: (type: TypeId, value: Json) => Fitted;
}

/** A value cut to its type, or a sentence on why it isn't of that type. */
export type Fitted = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

/** The first pause before a retry; it doubles. Long enough for a service to recover, short enough not to be noticed. */
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 8_000;

/** The room of one run; calls that are still under way are aborted when its scope ends. */
export function useToolRoom(options: ToolRoomOptions): Operation<ToolRoom> {
  return resource(function* (provide) {
    const { clock } = options;
    const flights = makeFlights<ToolOutcome>(yield* useScope());
    const cache: TimedCache<Json> = makeTimedCache(clock);
    const gates = new Map<string, Gates>();
    const audiences = new Map<string, Set<Listener>>();

    const gatesOf = (tool: ToolEntry): Gates => {
      const known = gates.get(tool.id);
      if (known) return known;
      const made: Gates = {
        limit: tool.max === undefined ? undefined : makeLimit(tool.max),
        rate: tool.rate === undefined ? undefined : makeRate(clock, tool.rate.count, tool.rate.perMs),
      };
      gates.set(tool.id, made);
      return made;
    };

    function* call(request: ToolCall): Operation<ToolOutcome> {
      const { tool } = request;
      const alike = `${tool.id} ${JSON.stringify(request.arguments)}`;
      if (!tool.effect && tool.cacheMs !== undefined) {
        const value = cache.get(alike);
        if (value !== undefined) return { ok: true, value, cached: true };
      }
      // A tool with an effect is never shared: two identical calls are two effects.
      const key = tool.effect ? request.key : alike;
      const audience = audiences.get(key) ?? new Set();
      audiences.set(key, audience);
      const listener: Listener = { request, waits: undefined };
      audience.add(listener);
      try {
        const { value, joined } = yield* flights.wait(key, function* () {
          const outcome = yield* carryOut(request, audience, gatesOf(tool), options);
          if (outcome.ok && tool.cacheMs !== undefined && !tool.effect) cache.put(alike, outcome.value, tool.cacheMs);
          return outcome;
        });
        return joined ? { ...value, joined: true } : value;
      } finally {
        audience.delete(listener);
        tellWait(listener, undefined);
        if (audience.size === 0 && audiences.get(key) === audience) audiences.delete(key);
      }
    }

    yield* provide({ call });
  });
}

/**
 * Who waits for a call right now. What happens to a call that several share is told to each of them, under their own
 * calls, and to nobody who has left.
 */
interface Listener {
  readonly request: ToolCall;
  /** The wait that it was told of, and not yet the end of. */
  waits: WaitReason | undefined;
}

function tellWait(listener: Listener, why: WaitReason | undefined): void {
  const { request, waits } = listener;
  listener.waits = why;
  if (waits !== undefined) request.emit({ kind: "wait-ended", why: waits });
  if (why !== undefined) request.emit({ kind: "wait-began", why });
}

interface Gates {
  readonly limit: Limit | undefined;
  readonly rate: Rate | undefined;
}

function* carryOut(
  request: ToolCall,
  audience: ReadonlySet<Listener>,
  gates: Gates,
  options: ToolRoomOptions,
): Operation<ToolOutcome> {
  const { limit, rate } = gates;
  const wait =
    (why: WaitReason) =>
    (waiting: boolean): void => {
      for (const listener of audience) tellWait(listener, waiting ? why : undefined);
    };
  function* started(): Operation<Attempt> {
    if (rate) yield* rate.start(wait("rate"));
    return yield* once(request, options);
  }
  function* admitted(): Operation<Attempt> {
    return limit ? yield* limit.within(started, wait("limit")) : yield* started();
  }

  const attempts = request.tool.effect ? 1 : request.tool.retry + 1;
  for (let attempt = 1; ; attempt++) {
    const outcome = yield* admitted();
    if (outcome.ok || attempt >= attempts || outcome.final) return strip(outcome);
    const delayMs = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
    const { error } = outcome;
    for (const { request: asked } of audience)
      asked.emit({ kind: "tool-retrying", tool: asked.tool.name, call: asked.call, attempt, error, delayMs });
    yield* options.clock.sleep(delayMs);
  }
}

/** `final`: trying again would give the same. */
type Attempt =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string; readonly final: boolean };

function strip(attempt: Attempt): ToolOutcome {
  return attempt.ok ? attempt : { ok: false, error: attempt.error };
}

function* once(request: ToolCall, options: ToolRoomOptions): Operation<Attempt> {
  const { tool } = request;
  const found = options.handlers.get(tool.id);
  if (!found) return { ok: false, error: `\`${tool.name}\` has no code here`, final: true };
  const context: Omit<ToolContext, "signal"> = {
    workspace: options.workspace,
    directory: found.directory,
    key: request.key,
  };
  request.onRun?.();
  const invocation = yield* invokeOnce(found.handler, request.arguments, context, options.clock, tool.timeoutMs);
  switch (invocation.kind) {
    case "timeout":
      return { ok: false, error: `no answer within ${tool.timeoutMs / 1000} s`, final: false };
    case "threw":
      return { ok: false, error: invocation.error, final: false };
    case "returned": {
      const value = jsonOf(invocation.value);
      if (value === undefined) return { ok: false, error: "the tool's result can't be written as JSON", final: true };
      const fitted = options.check(tool.result, value);
      if (fitted.ok) return fitted;
      return { ok: false, error: `the tool's result is not what it declares: ${fitted.message}`, final: true };
    }
  }
}
