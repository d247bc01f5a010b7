import type { Expression, MockStatement } from "../../language/ast.ts";
import { kindOfDeclaration } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { typeProblems } from "../diagnostics/types.ts";
import { complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { noFacts } from "./facts.ts";
import { wordCall } from "./properties.ts";

/** Checks `mock NAME -> value`: it stands in throughout its test, so its value is made of literals alone. */
export function checkMock(at: Place, node: MockStatement): void {
  const target = at.program.bound.targets.get(node.name);
  const head: Place = { ...at, facts: noFacts, frame: { kind: "head", where: "a mock" } };
  if (at.frame.kind !== "test") {
    const why = "only a `test` has mocks";
    complain(at, flowProblems.misplacedStatement, node.span, { statement: "mock", why });
    return;
  }
  refuseNames(at, node.value);
  const failure = wordCall(node.value, "fail");
  const declaration = target?.kind === "declared" ? target.declaration : undefined;
  const mockable = declaration?.kind === "tool" || declaration?.kind === "agent";
  if (declaration && !mockable) {
    complain(at, flowProblems.wrongMock, node.name.span, {
      name: node.name.text,
      what: kindOfDeclaration(declaration),
    });
  }
  if (failure) {
    const [reason, ...more] = failure;
    if (!reason || more.length > 0)
      complain(at, typeProblems.misplacedWord, node.value.span, { what: '`fail("…")`', where: "with one text in it" });
    else typeOf(head, reason, { type: { kind: "string" }, taker: "`fail` takes" });
    return;
  }
  const signature = declaration && mockable ? at.program.signatures.get(declaration) : undefined;
  const wanted = signature && { type: signature.result, taker: `\`${node.name.text}\` gives` };
  typeOf(head, node.value, wanted);
}

function refuseNames(at: Place, value: Expression): void {
  walk(value, (each) => {
    const target = each.kind === "name" ? at.program.bound.targets.get(each) : undefined;
    if (target?.kind === "local") complain(at, flowProblems.looseMock, each.span);
    return true;
  });
}
