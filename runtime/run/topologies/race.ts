import type { Operation } from "effection";
import type { RaceNode } from "../../../compiler/graph/graph.ts";
import { item } from "../../path.ts";
import { runBranch } from "../body.ts";
import { sideBySide } from "../branches.ts";
import { Failed, failureAt, type Site } from "../failure.ts";
import type { Frame, Valued } from "../frame.ts";

/** `race { a(x), b(x) }`: the first that succeeds; the rest are halted. It fails when all have. */
export function* runRace(node: RaceNode, frame: Frame, site: Site): Operation<Valued> {
  let winner: Valued | undefined;
  const ends = yield* sideBySide(
    node.branches.length,
    undefined,
    function* (index): Operation<Valued> {
      const block = node.branches[index] ?? { nodes: [] };
      return yield* runBranch(block, frame, node, { path: item(site.path, index), at: node.at });
    },
    (_, ended) => {
      if (ended.kind === "failed") return "go-on";
      winner ??= ended.value;
      return "stop";
    },
  );
  if (winner) return winner;
  const failures = ends.flatMap((ended) => (ended?.kind === "failed" ? [ended.failure] : []));
  throw new Failed(noneSucceeded("race", failures, site));
}

/** What is said where every branch has failed: each reason once, and the kind of the first. */
export function noneSucceeded(
  what: string,
  failures: readonly { readonly reason: Parameters<typeof failureAt>[1]; readonly message: string }[],
  site: Site,
): ReturnType<typeof failureAt> {
  const reasons = [...new Set(failures.map(({ message }) => message))];
  const shown = reasons.slice(0, 3).join(" ");
  const more = reasons.length > 3 ? ` And ${reasons.length - 3} more reasons.` : "";
  const message = `All ${failures.length} branches of the ${what} failed. ${shown}${more}`;
  return failureAt(site, failures[0]?.reason ?? "expression", message.trim());
}
