/**
 * One call of a tool with checked arguments, by a model or by a flow: leave, the call itself, and the events of both.
 */
import type { Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { ToolEntry } from "../../compiler/graph/graph.ts";
import type { JsonRecord } from "../../compiler/graph/json.ts";
import type { EventBody } from "../events/event.ts";
import { definitionOf, hashOf } from "../journal/definition.ts";
import type { CallKey, CallOutcome } from "../journal/journal.ts";
import type { Path } from "../path.ts";
import { callId, leaveFor, repeats } from "./ask.ts";
import type { Site } from "./failure.ts";
import type { RunState } from "./state.ts";

/** A call of a tool that is to be made. */
export interface ToolRequest {
  readonly tool: ToolEntry;
  readonly arguments: JsonRecord;
  /** Who calls, and where that stands. */
  readonly site: Site;
  readonly parent: Path;
  /** The attempt of an agent that calls, or the flow's node. */
  readonly caller: Path;
  /** The call's id in events, unique for its caller. */
  readonly call: string;
  /** Called when it has leave and is about to run. */
  readonly onStart?: () => void;
  /** What the caller makes of the value, for the event: how many tokens it sees of it, and whether that is all. */
  readonly show: (value: Json) => { readonly tokens?: number; readonly cut?: true };
}

/**
 * Calls a tool, unless an earlier session of the run has. Halted, it tells that the call ended in an error, and the tool
 * is aborted.
 */
export function* callTool(run: RunState, request: ToolRequest): Operation<CallOutcome> {
  const { tool, caller, call, site, parent } = request;
  const { journal } = run;
  if (!journal) return yield* carryOut(run, request, () => {});
  const inputs = hashOf(definitionOf(tool, run.graph), JSON.stringify(request.arguments));
  const key: CallKey = { caller, call, inputs };
  const known = journal.call(key);
  // What fails a flow is tried anew when the run is taken up because it failed; a model was told, and went on.
  const failed = known?.kind === "ended" && known.outcome.kind !== "result" && caller === call && journal.retries;
  if (known?.kind === "ended" && !failed) {
    const { outcome } = known;
    if (outcome.kind !== "refused") request.onStart?.();
    if (outcome.kind === "result") request.show(outcome.value);
    return outcome;
  }
  const ran = known?.kind === "unknown" || (failed && known.outcome.kind === "error");
  if (tool.effect && ran) {
    const what = `\`${tool.name}\` was called with ${JSON.stringify(request.arguments)}`;
    const doubt = known.kind === "unknown" ? "the run ended before its outcome was known" : "it ended in an error";
    const prompt = `${what}, and ${doubt}. Is it to be called again?`;
    if (!(yield* repeats(run, { id: `${callId(request)}?`, site, parent, prompt }))) {
      const error = "nobody knows whether it came to pass, and it is not to be repeated";
      journal.callEnded(key, { kind: "error", error });
      return { kind: "error", error };
    }
  }
  const called = yield* carryOut(run, request, () =>
    journal.callBegan(key, { tool: tool.name, arguments: request.arguments, effect: tool.effect }),
  );
  journal.callEnded(key, called);
  return called;
}

function* carryOut(run: RunState, request: ToolRequest, begin: () => void): Operation<CallOutcome> {
  const { tool, site, parent, caller, call } = request;
  const { clock } = run.options;
  const emit = (body: EventBody): void => run.emit(site.path, parent, body);
  if (tool.protected) {
    const leave = yield* leaveFor(run, request);
    if (!leave.granted) {
      const { message } = leave;
      emit({ kind: "call-refused", tool: tool.name, call, reason: "grant", message });
      return { kind: "refused", message };
    }
  }
  request.onStart?.();
  const began = clock.now();
  emit({ kind: "tool-started", tool: tool.name, call, arguments: request.arguments });
  let end: Omit<Extract<EventBody, { readonly kind: "tool-ended" }>, "kind" | "tool" | "call" | "milliseconds"> = {
    outcome: "error",
    error: "halted",
  };
  try {
    const key = caller === call ? `${run.id} ${caller}` : `${run.id} ${caller} ${call}`;
    // An effect begins when its code runs, not while it waits for its turn: only then is its outcome in doubt.
    if (!tool.effect) begin();
    const onRun = tool.effect ? begin : undefined;
    const asked = { tool, arguments: request.arguments, key, call, emit };
    const outcome = yield* run.pauses.working(() => run.tools.call(onRun ? { ...asked, onRun } : asked));
    const joined = outcome.joined ? ({ joined: true } as const) : {};
    if (!outcome.ok) {
      end = { outcome: "error", error: outcome.error, ...joined };
      return { kind: "error", error: outcome.error };
    }
    const cached = outcome.cached ? ({ cached: true } as const) : {};
    end = { outcome: "ok", ...joined, ...cached, ...request.show(outcome.value) };
    return { kind: "result", value: outcome.value };
  } finally {
    const milliseconds = Math.round(clock.now() - began);
    emit({ kind: "tool-ended", tool: tool.name, call, ...end, milliseconds });
  }
}
