import type { Block, Expression, IfExpression, LetStatement, Span, Statement } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { typeProblems } from "../diagnostics/types.ts";
import { warnings } from "../diagnostics/warnings.ts";
import type { Type } from "../graph/type.ts";
import { unknownType } from "../types/access.ts";
import { article } from "../types/assign.ts";
import { canBecome } from "../types/overlap.ts";
import { checkSpine } from "./agents.ts";
import { apart, complain, noteMeant, type Place } from "./checking.ts";
import { checkIf, typeOfFor } from "./conditions.ts";
import { requireText, typeOf } from "./expressions.ts";
import type { Facts } from "./facts.ts";
import { fits, type Wanted } from "./fit.ts";
import { checkMock } from "./mocks.ts";
import { factsWhen } from "./narrow.ts";
import { requireBool } from "./operators.ts";
import { runsSomething } from "./runs.ts";
import { writtenTypeOrThought } from "./written-types.ts";

/** What a block comes to. */
export interface BlockOutcome {
  /** The value of its last line; `never` where it ends with a `return` or `break`. */
  readonly type: Type;
  /** Whether every path leaves it by `return` or `break`. */
  readonly leaves: boolean;
  /** What is known after it. */
  readonly facts: Facts;
}

/** What is asked of a block: a value (of some type, for what), or nothing. */
export type Asked = { readonly value: string; readonly wanted?: Wanted | undefined } | "nothing";

/** Checks the statements of a block in order. */
export function checkBlock(at: Place, block: Block, asked: Asked): BlockOutcome {
  let place = at;
  let type: Type = { kind: "never" };
  let leaves = false;
  const last = block.statements.at(-1);
  const { where } = at.frame;
  const odd =
    where === undefined ? undefined : block.statements.find((each) => each !== last || each.kind !== "expression");
  if (odd && where !== undefined) {
    const why = `a block in ${where} is one expression`;
    complain(at, flowProblems.misplacedStatement, odd.span, { statement: statementWord(odd), why });
    return { type: unknownType, leaves, facts: at.facts };
  }
  let warned = false;
  for (const statement of block.statements) {
    if (leaves) {
      if (!warned) complain(place, warnings.unreachable, statement.span);
      warned = true;
      checkDead(place, statement);
      continue;
    }
    if (statement === last && asked !== "nothing") return { ...checkLast(place, statement, asked), facts: place.facts };
    const outcome = checkStatement(place, statement);
    leaves = outcome.leaves;
    place = { ...place, facts: outcome.facts };
  }
  if (asked !== "nothing" && !leaves) {
    // A block that is not there at all was missed by the parser.
    if (block.span.end > block.span.start) complain(at, flowProblems.emptyBlock, block.span, { what: asked.value });
    type = unknownType;
  }
  return { type, leaves, facts: place.facts };
}

/** Checks what never runs, of which it is enough to say that. */
function checkDead(at: Place, statement: Statement): void {
  const { diagnostics } = apart(at.program, () => checkStatement(at, statement));
  at.program.diagnostics.push(...diagnostics.filter(({ severity }) => severity === "error"));
  const { locals, read } = at.program.bound;
  walk({ kind: "block", statements: [statement], span: statement.span }, (each): undefined => {
    const local = each.kind === "let" ? locals.get(each.name) : undefined;
    if (local) read.add(local);
  });
}

function statementWord(statement: Statement): string {
  return statement.kind === "expression" ? "…" : statement.kind;
}

/** Checks the line that gives a block its value. */
function checkLast(at: Place, statement: Statement, asked: Exclude<Asked, "nothing">): { type: Type; leaves: boolean } {
  if (statement.kind === "expression") {
    const type = typeOf(at, statement.value, asked.wanted);
    return { type, leaves: leavesAlways(statement.value) };
  }
  const { leaves } = checkStatement(at, statement);
  // What can't leave here was reported, and says nothing of the value.
  const refused =
    (statement.kind === "return" && !at.frame.returns) || (statement.kind === "break" && !at.frame.breaks);
  if (refused) return { type: unknownType, leaves };
  // The value was probably meant to be this one, so it is not unused too.
  if (statement.kind === "let") noteMeant(at, [statement.name.text]);
  if (leaves) return { type: { kind: "never" }, leaves };
  const edit = withoutName(statement, "");
  complain(at, flowProblems.emptyBlock, statement.span, { what: asked.value, edit });
  return { type: unknownType, leaves };
}

/** Puts `instead` in place of a `let` and its name, where its value alone would do. */
export function withoutName(node: Statement | undefined, instead: string): Edit | undefined {
  if (node?.kind !== "let" || node.type) return undefined;
  return { span: { start: node.span.start, end: node.value.span.start }, text: instead };
}

/** Whether an `if` used as a value leaves the block on both of its ways. */
export function leavesAlways(node: Expression): boolean {
  if (node.kind !== "if" || !node.otherwise) return false;
  const ends = (block: Block): boolean => block.statements.some(endsIn);
  return (
    ends(node.consequent) && (node.otherwise.kind === "block" ? ends(node.otherwise) : leavesAlways(node.otherwise))
  );
}

/** Whether a block ends in what gives no value: a statement, or an `if` that may do nothing. */
export function endsInStatement({ statements }: Block): boolean {
  const last = statements.at(-1);
  if (last?.kind !== "expression") return true;
  let branch: Expression | Block | undefined = last.value;
  while (branch?.kind === "if") branch = branch.otherwise;
  return branch === undefined;
}

/** Whether nothing after a statement of the same block runs. */
export function endsIn(statement: Statement): boolean {
  if (statement.kind === "return" || statement.kind === "break") return true;
  return statement.kind === "expression" && leavesAlways(statement.value);
}

interface StatementOutcome {
  readonly leaves: boolean;
  readonly facts: Facts;
}

function checkStatement(at: Place, node: Statement): StatementOutcome {
  const stays: StatementOutcome = { leaves: false, facts: at.facts };
  switch (node.kind) {
    case "let":
      checkLet(at, node);
      return stays;
    case "spine":
      if (at.frame.replaced) refuseReplaced(at, "spine", node.span);
      checkSpine(at, node);
      return stays;
    case "share": {
      const type = typeOf(at, node.value);
      requireText(at, node.value, type, "shared");
      if (at.frame.replaced) refuseReplaced(at, "share", node.span);
      return stays;
    }
    case "return":
      checkReturn(at, node.value, node.span);
      return { ...stays, leaves: true };
    case "break":
      checkBreak(at, node.value, node.span);
      return { ...stays, leaves: true };
    case "expect":
      requireBool(at, node.value, typeOf(at, node.value), "expect");
      return { leaves: false, facts: factsWhen(at.program, at.facts, node.value, true) };
    case "mock":
      checkMock(at, node);
      return stays;
    case "expression":
      return checkExpression(at, node.value);
    default:
      return node satisfies never;
  }
}

function checkExpression(at: Place, node: Expression): StatementOutcome {
  if (node.kind === "if") return checkIf(at, node as IfExpression);
  // As a statement a `for` may end in one too: it is run for its effect.
  if (node.kind === "for" && endsInStatement(node.body)) {
    at.program.types.set(node, typeOfFor(at, node, "nothing"));
  } else typeOf(at, node);
  if (!runsSomething(node) && node.kind !== "missing") complain(at, warnings.unusedValue, node.span, {});
  return { leaves: false, facts: at.facts };
}

function checkLet(at: Place, node: LetStatement): void {
  const { program } = at;
  const local = program.bound.locals.get(node.name);
  const declared = node.type && writtenTypeOrThought(at, node.type);
  const value = typeOf(at, node.value);
  if (declared) program.expected.set(node.value, declared);
  if (local) program.locals.set(local, declared ?? value);
  if (!declared || fits(at, value, declared) || canBecome(value, declared, program.table)) return;
  // Of a value that is written out, what is wrong is told where it stands.
  const wanted = { type: declared, taker: `\`${node.name.text}\` is` };
  const { diagnostics } = apart(program, () => typeOf(at, node.value, wanted));
  const [first, ...others] = diagnostics;
  if (first && others.length === 0 && first.span !== node.value.span) program.diagnostics.push(first);
  else complain(at, typeProblems.neverThatType, node.value.span, { found: article(value), wanted: article(declared) });
}

function checkReturn(at: Place, value: Expression, span: Span): void {
  const { returns, kind, branch } = at.frame;
  if (!returns) {
    typeOf(at, value);
    const why = branch ?? (kind === "test" ? "a test has no result" : "only a flow has a result");
    complain(at, flowProblems.misplacedStatement, span, { statement: "return", why });
    return;
  }
  const wanted = returns.wanted && { type: returns.wanted, taker: "the flow gives" };
  returns.found.push(typeOf(at, value, wanted));
}

function checkBreak(at: Place, value: Expression, span: Span): void {
  const type = typeOf(at, value);
  if (at.frame.breaks) at.frame.breaks.push(type);
  else {
    const why = at.frame.branch ?? "there is no `repeat` around it";
    complain(at, flowProblems.misplacedStatement, span, { statement: "break", why });
  }
}

function refuseReplaced(at: Place, statement: string, span: Span): void {
  const why = "the agents here fork from another context, and would not see it";
  complain(at, flowProblems.misplacedStatement, span, { statement, why });
}
