import type { Block, FlowDeclaration, Statement, TestDeclaration } from "../../language/ast.ts";
import { mostProblems } from "../../language/problem-list.ts";
import type { Declared, NamedDeclaration } from "../bind/target.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown, unknownType } from "../types/access.ts";
import { article } from "../types/assign.ts";
import { join } from "../types/union.ts";
import { type CheckTables, complain, noteMeant, type Place, type Returns } from "./checking.ts";
import { calledIn } from "./effects.ts";
import { noFacts } from "./facts.ts";
import { fits } from "./fit.ts";
import { orderOf } from "./order.ts";
import { type Asked, checkBlock, endsInStatement, withoutName } from "./statements.ts";

type Flow = Declared & { readonly declaration: FlowDeclaration };

const isFlow = (declared: Declared): declared is Flow => declared.declaration.kind === "flow";

/** Puts flows in an order in which callees come before their callers; a flow that leads back to itself is reported. */
export function orderFlows(program: CheckTables, all: readonly Declared[]): readonly Declared[] {
  const flows = new Map<NamedDeclaration, Flow>(all.filter(isFlow).map((flow) => [flow.declaration, flow]));
  return orderOf(
    flows.values(),
    ({ declaration: caller, module }) =>
      calledIn(program, caller.body).flatMap(({ declaration, node }) => {
        const callee = flows.get(declaration);
        return callee ? [{ of: callee, node, module }] : [];
      }),
    ({ of: callee, node, module }, members) => {
      if (program.diagnostics.length > 2 * mostProblems) return;
      const cycle = [...members(), callee].map((each) => each.declaration.name.text);
      complain({ program, module }, flowProblems.flowCycle, node.span, { cycle });
    },
  );
}

/** Checks a flow's body, and that every path through it ends with its value. */
export function checkFlow(program: CheckTables, { declaration, module }: Declared): void {
  const signature = program.signatures.get(declaration);
  if (declaration.kind !== "flow" || !signature) return;
  const wanted = declaration.result || signature.damaged ? signature.result : undefined;
  const returns: Returns = { ...(wanted && { wanted }), found: [] };
  const at: Place = { program, module, facts: noFacts, frame: { kind: "flow", returns } };
  const last = declaration.body.statements.at(-1);
  const asked = askedOfLast(last, wanted);
  const outcome = checkBlock(at, declaration.body, asked);
  if (wanted) {
    if (isUnknown(wanted)) return;
    if (outcome.leaves || asked !== "nothing") return;
    const flow = declaration.name.text;
    const span = last?.span ?? declaration.name.span;
    const gives = last?.kind === "let" && fits(at, program.types.get(last.value) ?? unknownType, wanted);
    const edit = gives ? withoutName(last, "return ") : undefined;
    if (edit && last?.kind === "let") noteMeant(at, [last.name.text]);
    complain(at, flowProblems.noValue, span, { flow, wanted: article(wanted), edit });
    return;
  }
  const values = [
    ...returns.found,
    ...(outcome.leaves ? [] : [asked === "nothing" ? ({ kind: "null" } as const) : outcome.type]),
  ];
  program.signatures.set(declaration, { ...signature, result: join(values) });
}

/** A flow's last line is its value if it is an expression; an `if` whose branches may return is one only where a result is declared. */
export function askedOfLast(last: Statement | undefined, wanted: Type | undefined): Asked {
  if (last?.kind !== "expression") return "nothing";
  if (last.value.kind === "if" && (!wanted || !last.value.otherwise)) return "nothing";
  if (last.value.kind === "for" && endsInStatement(last.value.body)) return "nothing";
  return { value: "the flow", ...(wanted && { wanted: { type: wanted, taker: "the flow gives" } }) };
}

/** Whether a flow's body ends in its value, rather than in a `return`. */
export function endsInValue(body: Block, declared: boolean): boolean {
  const last = body.statements.at(-1);
  if (last?.kind !== "expression") return false;
  if (last.value.kind === "for" && endsInStatement(last.value.body)) return false;
  return last.value.kind !== "if" || (declared && last.value.otherwise !== undefined);
}

/** Checks the body of a test. */
export function checkTest(at: Omit<Place, "facts" | "frame">, node: TestDeclaration): void {
  const mocked = new Set<unknown>();
  for (const statement of node.body.statements) {
    if (statement.kind !== "mock") continue;
    const target = at.program.bound.targets.get(statement.name);
    const declaration = target?.kind === "declared" ? target.declaration : statement;
    if (mocked.has(declaration))
      complain(at, flowProblems.mockTwice, statement.name.span, { name: statement.name.text });
    mocked.add(declaration);
  }
  checkBlock({ ...at, facts: noFacts, frame: { kind: "test" } }, node.body, "nothing");
}
