import { canonicalText } from "../../../compiler/types/canonical.ts";
import { growAll } from "../../context/context.ts";
import { modelOf } from "../engines.ts";
import { failureAt } from "../failure.ts";
import type { Mock } from "../options.ts";
import { fitTo } from "../value.ts";
import { openingOf } from "./opening.ts";
import type { AgentEnd, AgentRequest } from "./work.ts";

/**
 * An agent for which a value stands in: no model is opened. Its prompt is still written, so what can't be written fails,
 * and its context is the one that a model would have left, so that a later `from` finds it.
 */
export function endMocked(request: AgentRequest, mock: Mock): AgentEnd {
  const { run, agent, site, parent, values, base } = request;
  const model = modelOf(agent, run.graph, run.options.modelGiven ?? false)?.id ?? "default";
  run.emit(site.path, parent, { kind: "agent-started", agent: agent.name, model, at: agent.at, attempt: 0 });
  const end = outcomeOf();
  const outcome =
    end.kind === "done"
      ? ({ kind: "done", value: end.value, recovered: false } as const)
      : ({ kind: "failed", failure: end.failure } as const);
  run.emit(site.path, parent, { kind: "agent-ended", agent: agent.name, outcome, turns: 0, tokens: 0 });
  return end;

  function outcomeOf(): AgentEnd {
    const result = run.graph.types[agent.result];
    if (!result || mock.kind === "fail") {
      const message = mock.kind === "fail" ? mock.message : `The graph has no type ${agent.result}.`;
      return { kind: "failed", failure: failureAt(site, "model", message) };
    }
    const opening = openingOf({ agent, values, base, result, problem: undefined, graph: run.graph, site });
    const fitted = fitTo(mock.value, agent.result, run.graph, run.types);
    if (!fitted.ok) {
      const message = `The mock of \`${agent.name}\` does not fit its type: ${fitted.message}.`;
      return { kind: "failed", failure: failureAt(site, "check", message) };
    }
    const text = canonicalText(fitted.value, result.type, run.types);
    return {
      kind: "done",
      value: fitted.value,
      context: growAll(base, [...opening, { kind: "turn", text, calls: [] }]),
    };
  }
}
