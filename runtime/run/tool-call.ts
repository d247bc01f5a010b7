/**
 * One call of a tool with checked arguments, by a model or by a flow: leave, the call itself, and the events of both.
 */
import type { Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { ToolEntry } from "../../compiler/graph/graph.ts";
import type { JsonRecord } from "../../compiler/graph/json.ts";
import type { EventBody } from "../events/event.ts";
import type { Path } from "../path.ts";
import { leaveFor } from "./ask.ts";
import type { Site } from "./failure.ts";
import type { RunState } from "./state.ts";

export interface ToolRequest {
  readonly tool: ToolEntry;
  readonly arguments: JsonRecord;
  /** Who calls, and where that stands. */
  readonly site: Site;
  readonly parent: Path;
  /** The call's id in events. */
  readonly call: string;
  /** Called when it has leave and is about to run. */
  readonly onStart?: () => void;
  /** What the caller makes of the value, for the event: how many tokens it sees of it, and whether that is all. */
  readonly show: (value: Json) => { readonly tokens?: number; readonly cut?: true };
}

export type ToolCalled =
  | { readonly kind: "result"; readonly value: Json }
  | { readonly kind: "error"; readonly error: string }
  /** It did not run. */
  | { readonly kind: "refused"; readonly message: string };

/** Calls a tool. Halted, it tells that the call ended in an error, and the tool is aborted. */
export function* callTool(run: RunState, request: ToolRequest): Operation<ToolCalled> {
  const { tool, site, parent, call } = request;
  const { clock } = run.options;
  const emit = (body: EventBody): void => run.emit(site.path, parent, body);
  if (tool.protected) {
    const leave = yield* leaveFor(run, { tool, arguments: request.arguments, site, parent });
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
    const key = `${run.id} ${site.path} ${call}`;
    const outcome = yield* run.tools.call({ tool, arguments: request.arguments, key, call, emit });
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
