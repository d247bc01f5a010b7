/**
 * One turn of a hosted model: asked for until it is answered, or until asking is of no use.
 */
import type { LanguageModelV3 } from "@ai-sdk/provider";
import { action, type Operation, race, until } from "effection";
import type { Clock } from "../clock.ts";
import { type Context, grow } from "../context/context.ts";
import type { Admission, StopReason, TurnDelta, TurnEnd, TurnOutcome, TurnRequest } from "../engine/engine.ts";
import { type Exchanged, exchange, type Told } from "./exchange.ts";
import type { HostedModel } from "./hosted-model.ts";
import { type Feature, troubleOf } from "./patience.ts";
import { readAnswer } from "./read-answer.ts";
import { requestOf } from "./request.ts";
import { tokensIn } from "./tokens.ts";

/** What leases of one model have in common. */
export interface HostedHost {
  readonly model: HostedModel;
  readonly provider: LanguageModelV3;
  /** What the provider was found not to take. */
  readonly refused: Set<Feature>;
  readonly clock: Clock;
  readonly patience: number;
  readonly used: { branches: number; waiting: number; ticks: number; prefilled: number; sampled: number };
  /** Tokens of a context, about. */
  count(context: Context): number;
}

/** A turn while it is asked for, and why it is to end. */
export interface Asking {
  readonly context: Context;
  readonly request: TurnRequest;
  /** The node's path, and who is told of waits. */
  readonly admission: Admission;
  readonly controller: AbortController;
  stopped: StopReason | undefined;
  readonly emit: (delta: TurnDelta) => void;
}

/** A provider that is busy is asked so often before it is given up. */
const TRIES = 6;
/** Milliseconds of the first wait where the provider names none; each further one is twice as long. */
const FIRST_WAIT = 1_000;

/** Takes a turn. Throws a sentence where the provider can't or won't answer. */
export function* takeHostedTurn(host: HostedHost, asking: Asking): Operation<TurnEnd> {
  const { context, request, admission, controller } = asking;
  const { signal } = controller;
  const teller = makeTeller(asking.emit);
  const stopped = (reason: StopReason): TurnEnd => {
    const partial = teller.answer();
    const outcome: TurnOutcome = partial === "" ? { kind: "stopped", reason } : { kind: "stopped", reason, partial };
    return { ...outcome, context, usage: { prefilled: 0, shared: 0, sampled: 0, forced: 0 } };
  };
  for (let waits = 0; ; ) {
    if (asking.stopped) return stopped(asking.stopped);
    try {
      host.used.ticks++;
      const ask = requestOf(context, request, host.refused);
      const done = yield* until(exchange(host.provider, ask, signal, host.patience, teller.start()));
      return endOf(host, asking, done);
    } catch (error) {
      if (asking.stopped) return stopped(asking.stopped);
      const trouble = troubleOf(error, host.model.provider, host.model.key);
      if (trouble.kind === "final") throw new Error(trouble.message);
      if (trouble.kind === "without") {
        if (host.refused.has(trouble.feature)) throw new Error(trouble.message);
        host.refused.add(trouble.feature);
        continue;
      }
      waits++;
      if (waits === TRIES) throw new Error(`${trouble.message} (asked ${TRIES} times)`);
      const milliseconds = trouble.milliseconds ?? FIRST_WAIT * 2 ** (waits - 1);
      yield* wait(host, admission, trouble.why, milliseconds, signal);
    }
  }
}

function* wait(
  host: HostedHost,
  admission: Admission,
  why: "rate" | "backoff",
  milliseconds: number,
  signal: AbortSignal,
): Operation<void> {
  host.used.waiting++;
  admission.onWait?.(true, why);
  try {
    yield* race([host.clock.sleep(milliseconds), aborted(signal)]);
  } finally {
    host.used.waiting--;
    admission.onWait?.(false, why);
  }
}

function aborted(signal: AbortSignal): Operation<void> {
  return action((resolve) => {
    if (signal.aborted) resolve();
    const listen = (): void => resolve();
    signal.addEventListener("abort", listen);
    return () => signal.removeEventListener("abort", listen);
  });
}

function endOf(host: HostedHost, { context, request }: Asking, done: Exchanged): TurnEnd {
  const read = done.read ?? host.count(context);
  const shared = Math.min(done.cached ?? 0, read);
  const sampled = done.written ?? tokensIn(done.text + (done.calls.length > 0 ? JSON.stringify(done.calls) : ""));
  host.used.prefilled += read - shared;
  host.used.sampled += sampled;
  const outcome = outcomeOf(done, request, `call-${context.depth}`);
  const calls = outcome.kind === "calls" ? outcome.calls : [];
  const grown = outcome.kind === "failed" ? context : grow(context, { kind: "turn", text: done.text, calls });
  return { ...outcome, context: grown, usage: { prefilled: read - shared, shared, sampled, forced: 0 } };
}

function outcomeOf(done: Exchanged, request: TurnRequest, id: string): TurnOutcome {
  const calls = done.calls.slice(0, request.maxCalls).map((call, index) => ({ id: `${id}-${index}`, ...call }));
  if (calls.length > 0 && request.calls.length > 0) return { kind: "calls", calls };
  if (!request.answer) return { kind: "failed", error: "You called nothing." };
  const answer = readAnswer(done.text, request.answer, request.types ?? new Map());
  if (answer.ok) return { kind: "answer", value: answer.value };
  if (done.cut) return { kind: "stopped", reason: "tokens", ...(done.text !== "" && { partial: done.text }) };
  return { kind: "failed", error: answer.problem };
}

/** Tells texts as they come. After a broken connection the beginning comes again: what was told is told once. */
function makeTeller(emit: (delta: TurnDelta) => void): { readonly start: () => Told; readonly answer: () => string } {
  let told = 0;
  let answer = "";
  return {
    start() {
      let said = 0;
      answer = "";
      return (channel, text) => {
        if (channel === "answer") answer += text;
        const fresh = text.slice(Math.max(0, Math.min(text.length, told - said)));
        said += text.length;
        told = Math.max(told, said);
        if (fresh !== "") emit({ channel, text: fresh, sampled: tokensIn(fresh), forced: 0 });
      };
    },
    answer: () => answer,
  };
}
