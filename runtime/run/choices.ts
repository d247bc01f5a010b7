/**
 * `if`, `match`, `for` and `try` around calls. None of them is a branch: what is shared inside is shared.
 */
import type { Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { ForNode, IfNode, MatchNode, TryNode } from "../../compiler/graph/graph.ts";
import { equalJson } from "../../compiler/graph/json.ts";
import { ERROR_BYTES } from "../../compiler/plan/limits.ts";
import { byteLength } from "../../compiler/types/text-length.ts";
import { item } from "../path.ts";
import { runInside } from "./body.ts";
import { endOf } from "./branches.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import type { Completion, Frame, Valued } from "./frame.ts";
import { originOfList } from "./origin.ts";
import { listIn, valueIn } from "./value.ts";

/** `if c { … } else { … }`; without `else` it has no value. */
export function* runIf(node: IfNode, frame: Frame, site: Site): Operation<Completion> {
  const holds = valueIn(node.condition, frame, site) === true;
  const block = holds ? node.then : node.else;
  return block ? yield* runInside(block, frame, site) : { kind: "value", value: null };
}

/** `match v { … }`: the first arm that takes the value. */
export function* runMatch(node: MatchNode, frame: Frame, site: Site): Operation<Completion> {
  const subject = valueIn(node.subject, frame, site);
  const arm = node.arms.find(({ values }) => values === null || values.some((value) => equalJson(value, subject)));
  if (arm) return yield* runInside(arm.body, frame, site);
  throw new Failed(failureAt(site, "expression", `No case of the \`match\` takes ${JSON.stringify(subject)}.`));
}

/** `for x in xs if c { … }` with calls in it, one element after another. */
export function* runFor(node: ForNode, frame: Frame, site: Site): Operation<Completion> {
  const values: Valued[] = [];
  for (const [index, element] of listIn(node.list, frame, site).entries()) {
    const path = item(site.path, index);
    const names = [[node.name, element]] as const;
    if (node.condition) {
      const holds = yield* runInside(node.condition, frame, site, names, path);
      if (holds.kind !== "value") return holds;
      if (holds.value !== true) continue;
    }
    const completion = yield* runInside(node.body, frame, site, names, path);
    if (completion.kind !== "value") return completion;
    values.push(completion);
  }
  return { kind: "value", value: values.map(({ value }) => value), origin: originOfList(values) };
}

/** `try e`: a failure inside becomes a value. A halt does not: it never comes back to here. */
export function* runTry(node: TryNode, frame: Frame, site: Site): Operation<Completion> {
  const ended = yield* endOf(runInside(node.body, frame, site));
  if (ended.kind === "failed") return { kind: "value", value: { ok: false, error: shortened(ended.failure.message) } };
  const { kind, value, origin } = ended.value;
  if (kind !== "value") return ended.value;
  const result: Json = { ok: true, value };
  return { kind, value: result, origin: origin && { fields: { value: origin } } };
}

/** A failure's sentence as a value: what later prompts are told of it is bounded by the plan. */
function shortened(message: string): string {
  if (byteLength(message) <= ERROR_BYTES) return message;
  const mark = "…";
  let short = "";
  let bytes = byteLength(mark);
  for (const character of message) {
    bytes += byteLength(character);
    if (bytes > ERROR_BYTES) break;
    short += character;
  }
  return `${short}${mark}`;
}
