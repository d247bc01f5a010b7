import type { Operation } from "effection";
import type { FlowEntry, FlowNode } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { runBlock } from "./body.ts";
import { type Bound, bindArguments, spineOfCall } from "./call.ts";
import { undescribed } from "./describe.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import type { Frame, Trail, Valued } from "./frame.ts";
import { growSpine, makeSpine, onSpine, type Spine } from "./spine.ts";
import type { RunState } from "./state.ts";
import { cutTo } from "./value.ts";

/** A call of a flow: its body on a fork of the caller's spine, with names of its own. */
export function* runFlow(node: FlowNode, frame: Frame, site: Site): Operation<Valued> {
  const flow = frame.run.graph.flows[node.flow];
  if (!flow) throw new Failed(failureAt(site, "unsupported", `The graph has no flow \`${node.flow}\`.`));
  const values = bindArguments(flow.parameters, node.arguments, frame, site);
  const from = spineOfCall(node.from, frame, site);
  const spine = makeSpine(flow.id, from.context, from === frame.spine ? from : undefined);
  return yield* runFlowBody(frame.run, flow, values, spine, site, frame.trail);
}

/** The body of a flow, from its parameters' values to its result. */
export function* runFlowBody(
  run: RunState,
  flow: FlowEntry,
  values: Bound,
  spine: Spine,
  site: Site,
  trail: Trail,
): Operation<Valued> {
  const path: Path = site.path;
  const frame: Frame = { run, path, names: { own: new Map(values), outer: undefined }, spine, trail };
  return yield* onSpine(spine, run.scope, function* () {
    // A called flow's tools are described by the spine of its caller, or by the prompts of the agents that need them.
    const tools = spine.context.depth === 0 ? undescribed(flow.tools, spine.context, run.graph) : [];
    const place = { engines: run.engines, emit: run.emit, path, parent: path };
    if (tools.length > 0) growSpine(spine, { kind: "tools", tools }, place);
    const { value, origin } = yield* runBlock(flow.body, frame, site);
    return { value: cutTo(value, flow.result, frame, site, "check", `The result of \`${flow.name}\``), origin };
  });
}
