import type { RepeatExpression } from "../../language/ast.ts";
import type { Type } from "../graph/type.ts";
import { isAssignable } from "../types/assign.ts";
import { join } from "../types/union.ts";
import { apart, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { fixedNumber } from "./fixed-number.ts";
import { checkBlock } from "./statements.ts";
import { setLocal } from "./topologies.ts";
import { widened } from "./widened.ts";

/** A type that grows from round to round settles within so many steps, or its base type is taken. */
const STEPS = 4;

/** The type of a `repeat`: it joins the first value, the last line and every `break`. */
export function typeOfRepeat(at: Place, node: RepeatExpression): Type {
  fixedNumber(at, node.count, "The number of rounds", 1);
  const { program } = at;
  const first = typeOf(at, node.first);
  let round = first;
  // What the name holds depends on the last line, which depends on the name: go round until nothing new comes.
  for (let step = 0; ; step++) {
    setLocal(at, node.name, round);
    const { value, diagnostics } = apart(program, () => checkRound(at, node));
    if (step === STEPS || isAssignable(value.last, round, program.table)) {
      for (const each of diagnostics) program.diagnostics.push(each);
      return join([first, value.last, ...value.breaks]);
    }
    // Loops in loops go round again in every round of those around them.
    program.again.left -= node.body.span.end - node.body.span.start;
    if (program.again.left < 0) {
      round = { kind: "json" };
      step = STEPS - 1;
    } else round = step === STEPS - 2 ? widened(join([round, value.last])) : join([round, value.last]);
  }
}

function checkRound(at: Place, node: RepeatExpression): { last: Type; breaks: readonly Type[] } {
  const breaks: Type[] = [];
  const place = { ...at, frame: { ...at.frame, breaks } };
  return { last: checkBlock(place, node.body, { value: "each round of the `repeat`" }).type, breaks };
}
