import type { Operation } from "effection";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { DivergeNode } from "../../../compiler/graph/graph.ts";
import { equalJson } from "../../../compiler/graph/json.ts";
import { item } from "../../path.ts";
import { callAgent } from "../agent/agent-node.ts";
import { branchValue } from "../body.ts";
import { sideBySide } from "../branches.ts";
import { Failed, failureAt, type Site } from "../failure.ts";
import { branchFrame, type Frame, type Trail, type Valued } from "../frame.ts";
import { originOfList } from "../origin.ts";
import { onSpine } from "../spine.ts";
import { noneSucceeded } from "./race.ts";

/** An attempt that gave a value, and what its last answer cost. */
interface Attempt extends Valued {
  readonly trail: Trail;
}

/**
 * `diverge n { … } by …`: the block so many times from one context, seeds apart, and the best of what came. Attempts that
 * fail are left out; it fails when all have.
 */
export function* runDiverge(node: DivergeNode, frame: Frame, site: Site): Operation<Valued> {
  const ends = yield* sideBySide(
    node.count,
    node.max,
    function* (index): Operation<Attempt> {
      const path = item(site.path, index);
      const trail: Trail = { last: undefined };
      const fork: Frame = { ...branchFrame(frame, node, path), trail };
      const valued = yield* onSpine(fork.spine, frame.run.scope, () =>
        branchValue(node.body, fork, { path, at: node.at }),
      );
      return { ...valued, trail };
    },
    () => "go-on",
  );
  const attempts = ends.flatMap((ended) => (ended?.kind === "done" ? [ended.value] : []));
  if (attempts.length === 0) {
    const failures = ends.flatMap((ended) => (ended?.kind === "failed" ? [ended.failure] : []));
    throw new Failed(noneSucceeded("diverge", failures, site));
  }
  const best = attempts[yield* choose(node, attempts, frame, site)];
  if (!best) throw new Failed(failureAt(site, "check", "The judge chose an attempt that there is not."));
  const alike = attempts.filter(({ value }) => equalJson(value, best.value)).length;
  return {
    value: { best: best.value, attempts: attempts.map(({ value }) => value), agreement: alike / attempts.length },
    origin: { fields: { best: best.origin, attempts: originOfList(attempts) } },
  };
}

function* choose(node: DivergeNode, attempts: readonly Attempt[], frame: Frame, site: Site): Operation<number> {
  switch (node.by.kind) {
    case "vote":
      return mostAlike(attempts.map(({ value }) => value));
    case "perplexity":
      return leastSurprising(attempts, site);
    case "judge": {
      const values = attempts.map(({ value }) => value);
      const verdict = yield* callAgent(node.by.agent, [{ value: values }], frame, site);
      if (typeof verdict.value === "number" && Number.isInteger(verdict.value) && verdict.value >= 0)
        if (verdict.value < attempts.length) return verdict.value;
      const said = JSON.stringify(verdict.value);
      const message = `The judge gave ${said}, and the attempts are numbered from 0 to ${attempts.length - 1}.`;
      throw new Failed(failureAt(site, "check", message));
    }
  }
}

/** The first of those values that most others are equal to. */
function mostAlike(values: readonly Json[]): number {
  const votes = values.map((value) => values.filter((other) => equalJson(value, other)).length);
  return votes.indexOf(Math.max(...votes));
}

/** The attempt whose last answer was the likeliest, by its surprisal over each token that was sampled. */
function leastSurprising(attempts: readonly Attempt[], site: Site): number {
  const means = attempts.map(({ trail: { last } }) =>
    last ? last.surprisal / Math.max(1, last.sampled) : Number.POSITIVE_INFINITY,
  );
  const least = Math.min(...means);
  if (Number.isFinite(least)) return means.indexOf(least);
  const hint = "Choose by `vote` or by a `judge`, or let the agents run on a local model.";
  throw new Failed(
    failureAt(site, "unsupported", "This model gives no probabilities to tell attempts apart by.", { hint }),
  );
}
