import type { Operation } from "effection";
import type { ToolNode } from "../../compiler/graph/graph.ts";
import { bindArguments, plain } from "./call.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import type { Frame, Valued } from "./frame.ts";
import { callTool } from "./tool-call.ts";

/** A flow's own call of a tool. It has no model to tell of an error: an error fails the call. */
export function* runToolNode(node: ToolNode, frame: Frame, site: Site): Operation<Valued> {
  const { run } = frame;
  const tool = run.graph.tools[node.tool];
  if (!tool) throw new Failed(failureAt(site, "unsupported", `The graph has no tool \`${node.tool}\`.`));
  const args = plain(bindArguments(tool.parameters, node.arguments, frame, site));
  const request = { tool, arguments: args, site, parent: frame.path, caller: site.path, call: site.path };
  const called = yield* callTool(run, { ...request, show: () => ({}) });
  if (called.kind === "result") return { value: called.value };
  const reason = called.kind === "refused" ? "refused" : "tool";
  const attempts = called.kind === "error" && !tool.effect ? tool.retry + 1 : 1;
  const message = called.kind === "refused" ? called.message : `\`${tool.name}\` failed: ${called.error}.`;
  const hint = called.kind === "refused" ? `Grant it for the run: --grant ${tool.name}` : undefined;
  throw new Failed(failureAt(site, reason, message.replace(/\.\.$/, "."), { attempts, hint }));
}
