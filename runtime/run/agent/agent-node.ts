import type { Operation } from "effection";
import type { AgentId, AgentNode } from "../../../compiler/graph/graph.ts";
import { child } from "../../path.ts";
import { bind, bindArguments, spineOfCall } from "../call.ts";
import { Failed, failureAt, type Site } from "../failure.ts";
import type { Frame, Valued } from "../frame.ts";
import { onSpine } from "../spine.ts";
import { runAgent } from "./agent.ts";
import type { AgentRequest } from "./work.ts";

/** A flow's call of an agent, on a fork of the current spine or of the context after `from`. */
export function* runAgentNode(node: AgentNode, frame: Frame, site: Site): Operation<Valued> {
  if (node.think !== undefined) {
    throw new Failed(
      failureAt(site, "unsupported", "No engine of this version can take latent steps, so `think` can't run.", {
        hint: "Call the agent without `think`: what it writes can be taken over with `from` just as well.",
      }),
    );
  }
  const agent = agentOf(frame, node.agent, site);
  const values = bindArguments(agent.parameters, node.arguments, frame, site);
  const spine = spineOfCall(node.from, frame, site);
  const request: AgentRequest = {
    run: frame.run,
    agent,
    values,
    base: spine.context,
    spine,
    site,
    parent: frame.path,
    delegates: agent.delegates,
    trail: frame.trail,
    keep: node.keepUntil === undefined ? undefined : { spine: frame.spine, until: node.keepUntil },
  };
  return spine === frame.spine
    ? yield* valueOfAgent(request)
    : yield* onSpine(spine, frame.run.scope, () => valueOfAgent(request));
}

/** Calls an agent by position, as the judge of a `diverge` is. */
export function* callAgent(id: AgentId, args: readonly Valued[], frame: Frame, site: Site): Operation<Valued> {
  const agent = agentOf(frame, id, site);
  const given = new Map(
    args.flatMap((valued, index) => {
      const name = agent.parameters[index]?.name;
      return name === undefined ? [] : [[name, valued] as const];
    }),
  );
  const place: Site = { path: child(site.path, agent.name), at: site.at };
  return yield* valueOfAgent({
    run: frame.run,
    agent,
    values: bind(agent.parameters, given, frame.run, place),
    base: frame.spine.context,
    spine: frame.spine,
    site: place,
    parent: site.path,
    delegates: agent.delegates,
    trail: { last: undefined },
    keep: undefined,
  });
}

function* valueOfAgent(request: AgentRequest): Operation<Valued> {
  const end = yield* runAgent(request);
  if (end.kind === "failed") throw new Failed(end.failure);
  return { value: end.value, origin: { context: end.context } };
}

function agentOf(frame: Frame, id: AgentId, site: Site) {
  const agent = frame.run.graph.agents[id];
  if (agent) return agent;
  throw new Failed(failureAt(site, "unsupported", `The graph has no agent \`${id}\`.`));
}
