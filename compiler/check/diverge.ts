import type { CallExpression, DivergeExpression, Expression } from "../../language/ast.ts";
import { type Declared, kindOfDeclaration, type Local } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown } from "../types/access.ts";
import { article, isAssignable } from "../types/assign.ts";
import { type CheckTables, complain, type Place } from "./checking.ts";
import { refuseEffects } from "./effects.ts";
import { fixedNumber } from "./fixed-number.ts";
import { hostedAgents } from "./hosted.ts";
import { signatureOf } from "./signatures.ts";
import { checkBlock } from "./statements.ts";
import { checkOptions, inBranch } from "./topologies.ts";

/** The type of a `diverge`: `{ best, attempts, agreement }`. */
export function typeOfDiverge(at: Place, node: DivergeExpression): Type {
  const count = fixedNumber(at, node.count, "The number of attempts", 1);
  checkOptions(at, node.options, "diverge");
  const { type } = checkBlock(inBranch(at, "diverge"), node.body, { value: "each attempt of the `diverge`" });
  refuseEffects(at, node.body, "diverge");
  // Attempts that fail are left out, and one at least has not.
  const attempts: Type = { kind: "list", element: type, min: 1, ...(count !== undefined && { max: count }) };
  checkChoice(at, node, attempts);
  return {
    kind: "record",
    fields: [
      { name: "best", type, optional: false },
      { name: "attempts", type: attempts, optional: false },
      { name: "agreement", type: { kind: "number", integer: false, min: 0, max: 1 }, optional: false },
    ],
  };
}

function checkChoice(at: Place, node: DivergeExpression, attempts: Type): void {
  const { by } = node;
  if (by.kind === "missing" || (by.kind === "name" && by.name === "vote")) return;
  if (by.kind === "name" && by.name === "perplexity") {
    checkMeasured(at, node);
    return;
  }
  if (by.kind === "call" && by.callee.kind === "name" && by.callee.name === "judge") {
    checkJudge(at, by, attempts);
    return;
  }
  complain(at, flowProblems.unknownChoice, by.span);
}

/** Perplexity is known of what an agent wrote on a model that runs here. */
function checkMeasured(at: Place, node: DivergeExpression): void {
  let agents = false;
  walk(node.body, (each) => {
    const call = each.kind === "call" ? at.program.calls.get(each) : undefined;
    if (call && call.target.declaration.kind !== "tool") agents = true;
    if (each.kind === "call" && each.callee.kind === "name" && !call) agents = true;
    return true;
  });
  if (!agents) complain(at, flowProblems.unmeasured, node.by.span, { why: "no agent answers in the block" });
  const [hosted] = hostedAgents(at.program, node.body);
  if (hosted)
    complain(at, flowProblems.unmeasured, node.by.span, {
      why: `\`${hosted}\` runs on a hosted model, which gives none`,
    });
}

/** `judge(a)`: the agent takes the attempts and gives an index. */
function checkJudge(at: Place, call: CallExpression, attempts: Type): void {
  const [argument, ...more] = call.arguments;
  const target = argument && judgeOf(at.program, argument.value);
  if (!argument || more.length > 0 || argument.value.kind !== "name") {
    complain(at, flowProblems.unknownChoice, call.span);
    return;
  }
  if (!target) return;
  const { name } = argument.value;
  const wrong = (why: string) => complain(at, flowProblems.wrongJudge, argument.span, { name, why });
  if (target.kind === "local") {
    wrong("it is a value");
    return;
  }
  const { declaration } = target;
  const signature = declaration.kind === "agent" ? signatureOf(at.program, target) : undefined;
  if (!signature) {
    wrong(`it is ${kindOfDeclaration(declaration)}`);
    return;
  }
  const required = signature.parameters.filter((each) => !each.node.default);
  const taken = required[0] ?? signature.parameters[0];
  if (!taken || required.length > 1) {
    wrong(`it takes ${required.length} values, not the list of attempts`);
    return;
  }
  if (!isAssignable(attempts, taken.type, at.program.table)) {
    wrong(`its \`${taken.name}\` takes ${article(taken.type)}, and the attempts are ${article(attempts)}`);
    return;
  }
  const index: Type = { kind: "number", integer: true };
  if (!isAssignable(signature.result, index, at.program.table) && !isUnknown(signature.result)) {
    wrong(`it gives ${article(signature.result)}, not an index`);
  }
}

/** What `judge(…)` names; undefined where it names nothing, which has been reported. */
export function judgeOf(program: Pick<CheckTables, "bound">, node: Expression): Local | Declared | undefined {
  const target = node.kind === "name" ? program.bound.targets.get(node) : undefined;
  return target?.kind === "unknown" ? undefined : target;
}
