/**
 * Carries nodes out: each kind by its own function, with the events that say when it began and how it ended.
 */
import type { Operation } from "effection";
import type { Node } from "../../compiler/graph/graph.ts";
import type { NodeOutcome } from "../events/event.ts";
import { runAgentNode } from "./agent/agent-node.ts";
import { runAsk } from "./ask.ts";
import { spineOfCall } from "./call.ts";
import { runFor, runIf, runMatch, runTry } from "./choices.ts";
import { Failed, type Site } from "./failure.ts";
import { runFlow } from "./flow.ts";
import { type Completion, type Frame, pathIn, type Valued } from "./frame.ts";
import { labelFor, previewOf } from "./label.ts";
import { settled } from "./settled.ts";
import { onSpine } from "./spine.ts";
import { runCheck, runExpect, runShare, runSpine } from "./statements.ts";
import { runToolNode } from "./tool-node.ts";
import { runChain } from "./topologies/chain.ts";
import { runDag } from "./topologies/dag.ts";
import { runDiverge } from "./topologies/diverge.ts";
import { runFanout } from "./topologies/fanout.ts";
import { runParallel } from "./topologies/parallel.ts";
import { runRace } from "./topologies/race.ts";
import { runReduce } from "./topologies/reduce.ts";
import { runRepeat } from "./topologies/repeat.ts";
import { listIn, valuedIn } from "./value.ts";

/** Carries one node out in its frame. A failure is thrown as {@link Failed}. */
export function* runNode(node: Node, frame: Frame): Operation<Completion> {
  const site: Site = { path: pathIn(frame, node), at: node.at };
  // What only names or passes on a value is no event: nothing happens there.
  if (node.kind === "let" || node.kind === "return" || node.kind === "break") {
    const kind = node.kind === "let" ? "value" : node.kind;
    return { kind, ...valuedIn(node.value, frame, site) };
  }
  const { emit, graph } = frame.run;
  const items = itemsOf(node, frame, site);
  const label = labelFor(node, graph);
  const started = { kind: "node-started", node: node.kind, label, at: node.at } as const;
  emit(site.path, frame.path, items === undefined ? started : { ...started, items });
  let outcome: NodeOutcome = { kind: "halted" };
  try {
    const completion = yield* carryOut(node, frame, site);
    outcome = showsValue(node) ? { kind: "done", preview: previewOf(completion.value) } : { kind: "done" };
    return completion;
  } catch (error) {
    if (error instanceof Failed) outcome = { kind: "failed", failure: error.failure };
    throw error;
  } finally {
    emit(site.path, frame.path, { kind: "node-ended", node: node.kind, outcome });
  }
}

type Busy = Exclude<Node, { readonly kind: "let" | "return" | "break" }>;

function* carryOut(node: Busy, frame: Frame, site: Site): Operation<Completion> {
  switch (node.kind) {
    case "check":
      return runCheck(node, frame, site);
    case "spine":
      return runSpine(node, frame, site);
    case "share":
      return runShare(node, frame, site);
    case "expect":
      return runExpect(node, frame, site);
    case "if":
      return yield* runIf(node, frame, site);
    case "match":
      return yield* runMatch(node, frame, site);
    case "for":
      return yield* runFor(node, frame, site);
    case "try":
      return yield* settled(node, frame, site, () => runTry(node, frame, site));
    case "race":
    case "diverge":
      return yield* settled(node, frame, site, function* () {
        return { kind: "value", ...(yield* carryOutCall(node, frame, site)) };
      });
    case "repeat":
      return yield* runRepeat(node, frame, site);
    default:
      return { kind: "value", ...(yield* carryOutCall(node, frame, site)) };
  }
}

type Topology = Extract<
  Node,
  { readonly kind: "parallel" | "chain" | "fanout" | "dag" | "diverge" | "race" | "reduce" }
>;

type Called = Extract<Node, { readonly kind: "agent" | "tool" | "flow" | "ask" }>;

function* carryOutCall(node: Called | Topology, frame: Frame, site: Site): Operation<Valued> {
  switch (node.kind) {
    case "agent":
      return yield* runAgentNode(node, frame, site);
    case "tool":
      return yield* runToolNode(node, frame, site);
    case "flow":
      return yield* runFlow(node, frame, site);
    case "ask":
      return yield* runAsk(node, frame, site);
    default:
      return yield* forkAndCarryOut(node, frame, site);
  }
}

/** `topology from x`: its branches fork from there, as if that were the current spine. */
function* forkAndCarryOut(node: Topology, frame: Frame, site: Site): Operation<Valued> {
  const spine = spineOfCall(node.from, frame, site);
  if (spine === frame.spine) return yield* carryOutTopology(node, frame, site);
  return yield* onSpine(spine, frame.run.scope, () => carryOutTopology(node, { ...frame, spine }, site));
}

function* carryOutTopology(node: Topology, frame: Frame, site: Site): Operation<Valued> {
  switch (node.kind) {
    case "parallel":
      return yield* runParallel(node, frame, site);
    case "chain":
      return yield* runChain(node, frame, site);
    case "fanout":
      return yield* runFanout(node, frame, site);
    case "dag":
      return yield* runDag(node, frame, site);
    case "diverge":
      return yield* runDiverge(node, frame, site);
    case "race":
      return yield* runRace(node, frame, site);
    case "reduce":
      return yield* runReduce(node, frame, site);
    default:
      return node satisfies never;
  }
}

/** The number of branches, where it is known before they start. */
function itemsOf(node: Node, frame: Frame, site: Site): number | undefined {
  switch (node.kind) {
    case "parallel":
      return listIn(node.list, frame, site).length;
    case "chain":
      return node.over.kind === "list" ? listIn(node.over.list, frame, site).length : node.over.entries.length;
    case "dag":
      return node.entries.length;
    case "diverge":
      return node.count;
    case "race":
      return node.branches.length;
    default:
      return undefined;
  }
}

function showsValue(node: Node): boolean {
  return node.kind !== "spine" && node.kind !== "share" && node.kind !== "expect";
}
