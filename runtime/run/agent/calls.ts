/**
 * The calls that a model wrote in one turn: checked, then carried out side by side. Whatever comes of one, the model is
 * told, and only what a tool gave is told as a result.
 */
import { type Operation, spawn, type Task, withResolvers } from "effection";
import type { AgentEntry, AgentId } from "../../../compiler/graph/graph.ts";
import { isRecord } from "../../../compiler/graph/json.ts";
import { ERROR_TOKENS } from "../../../compiler/plan/limits.ts";
import { check } from "../../../compiler/types/check.ts";
import type { Call, ResultsEntry } from "../../context/entry.ts";
import { cleanly } from "../../halting.ts";
import { child } from "../../path.ts";
import { bind, plain } from "../call.ts";
import type { Callable } from "../describe.ts";
import type { Valued } from "../frame.ts";
import { callTool } from "../tool-call.ts";
import { cutText, resultText } from "./result-text.ts";
import type { Work } from "./work.ts";

/** What a model is told of a call. */
export type CallResult = ResultsEntry["results"][number];

/** Carries the calls of a turn out. When the agent is stopped meanwhile, what is not done yet is aborted and said to be. */
export function* runCalls(
  work: Work,
  calls: readonly Call[],
  allowed: readonly Callable[],
): Operation<readonly CallResult[]> {
  const results = new Array<CallResult | undefined>(calls.length).fill(undefined);
  work.emit({ kind: "wait-began", why: "tool" });
  try {
    yield* work.request.run.pauses.resting(() => sideBySide(work, calls, allowed, results));
  } finally {
    work.interrupt = undefined;
    work.emit({ kind: "wait-ended", why: "tool" });
  }
  return calls.map((call, index) => results[index] ?? error(work, call, "It was stopped before it was done."));
}

function* sideBySide(
  work: Work,
  calls: readonly Call[],
  allowed: readonly Callable[],
  results: (CallResult | undefined)[],
): Operation<void> {
  /** All are done, one threw, or the agent was stopped. */
  const over = withResolvers<{ readonly error: unknown } | undefined>();
  const tasks: Task<void>[] = [];
  let open = calls.length;
  work.interrupt = () => over.resolve(undefined);
  if (work.stopping !== undefined) return;
  // Tasks of the agent's own task: a scope around them would cost as much as one of them.
  yield* cleanly(
    function* () {
      for (const [index, call] of calls.entries()) {
        const ready = prepare(work, call, allowed);
        if (ready.kind === "told") {
          results[index] = ready.result;
          open--;
          continue;
        }
        const task = yield* spawn(function* () {
          try {
            results[index] = yield* ready.carryOut();
            if (--open === 0) over.resolve(undefined);
          } catch (error) {
            over.resolve({ error });
          }
        });
        tasks.push(task);
      }
      const end = open > 0 ? yield* over.operation : undefined;
      if (end) throw end.error;
    },
    function* () {
      if (open > 0) for (const task of tasks) yield* task.halt();
    },
  );
}

/** Arguments as the model wrote them. */
type Given = ReadonlyMap<string, Valued>;

type Prepared =
  | { readonly kind: "told"; readonly result: CallResult }
  | { readonly kind: "ready"; readonly carryOut: () => Operation<CallResult> };

/** Checks a call: that there is such a tool, that this agent may call it now, and that the arguments fit it. */
function prepare(work: Work, call: Call, allowed: readonly Callable[]): Prepared {
  const callable = allowed.find(({ name }) => name === call.name);
  if (!callable) {
    const known = work.callables.some(({ name }) => name === call.name);
    return refuse(work, call, known ? "limit" : "unknown", known ? LAST_TURN : unknownTool(call.name, allowed));
  }
  const checked = check(call.arguments, callable.arguments.type, work.request.run.types);
  if (!checked.ok) {
    const message = `The arguments of \`${call.name}\` do not fit: ${checked.problems.join("; ")}. It did not run.`;
    return refuse(work, call, "arguments", message);
  }
  const given = new Map(
    Object.entries(isRecord(checked.value) ? checked.value : {}).map(([name, value]) => [name, { value }]),
  );
  const { ref } = callable;
  const carryOut = ref.kind === "tool" ? () => useTool(work, call, ref.id, given) : undefined;
  if (carryOut) return { kind: "ready", carryOut };
  return {
    kind: "ready",
    carryOut: () => useAgent(work, call, ref.id, ref.kind === "agent" ? ref.from : "spine", given),
  };
}

const LAST_TURN = "There are no turns left for calls: give your answer now.";

function unknownTool(name: string, allowed: readonly Callable[]): string {
  if (allowed.length === 0) return `There is no tool \`${name}\`; there are no tools at all. Give your answer.`;
  return `There is no tool \`${name}\`. There are: ${allowed.map((tool) => tool.name).join(", ")}.`;
}

function refuse(work: Work, call: Call, reason: "arguments" | "unknown" | "limit", message: string): Prepared {
  work.emit({ kind: "call-refused", tool: call.name, call: call.id, reason, message });
  return { kind: "told", result: error(work, call, message) };
}

function* useTool(work: Work, call: Call, id: string, given: Given): Operation<CallResult> {
  const { run, site, parent } = work.request;
  const { engine } = work.open;
  const tool = run.graph.tools[id];
  if (!tool) return error(work, call, `There is no tool \`${call.name}\`.`);
  let shown = "";
  const called = yield* callTool(run, {
    tool,
    // What the model left out takes its default, as in a flow's own call.
    arguments: plain(bind(tool.parameters, given, run, site)),
    site,
    parent,
    caller: work.path,
    call: call.id,
    onStart: () => {
      if (tool.effect) work.effect = true;
    },
    show(value) {
      const { text, tokens, cut } = resultText(value, tool.resultTokens, engine);
      shown = text;
      return cut ? { tokens, cut: true } : { tokens };
    },
  });
  switch (called.kind) {
    case "result":
      return { call: call.id, name: call.name, text: shown, ok: true };
    case "error":
      return error(work, call, `\`${call.name}\` failed: ${called.error}`);
    case "refused":
      return error(work, call, called.message);
  }
}

function* useAgent(work: Work, call: Call, id: AgentId, from: "caller" | "spine", given: Given): Operation<CallResult> {
  const { run, base, site } = work.request;
  const agent = run.graph.agents[id];
  if (!agent) return error(work, call, `There is no agent \`${call.name}\`.`);
  const end = yield* work.delegate({
    work,
    agent: id,
    values: bind(agent.parameters, given, run, site),
    base: from === "spine" ? base : work.lease.context,
    path: child(site.path, pathLabel(work, agent)),
  });
  if (end.kind === "failed") return error(work, call, end.failure.message);
  const { text } = resultText(end.value, agent.tokens, work.open.engine);
  return { call: call.id, name: call.name, text, ok: true };
}

/** A sub-agent's label below its caller: its name, from the second call on with a number. */
function pathLabel(work: Work, agent: AgentEntry): string {
  const count = (work.called.get(agent.name) ?? 0) + 1;
  work.called.set(agent.name, count);
  return count === 1 ? agent.name : `${agent.name}.${count}`;
}

function error(work: Work, call: Call, message: string): CallResult {
  const { text } = cutText(message, ERROR_TOKENS, work.open.engine);
  return { call: call.id, name: call.name, text, ok: false };
}
