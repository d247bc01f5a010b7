import type { Expression, NameExpression, Span, TextExpression } from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { kindOfDeclaration, type NamedDeclaration } from "../bind/target.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { membersOf, resolve, unknownType } from "../types/access.ts";
import { extentOf, MOST_LEVELS, MOST_PARTS } from "../types/extent.ts";
import { narrowed, typeOfField, typeOfIndex } from "./access.ts";
import { typeOfCall } from "./calls.ts";
import { complain, noteMeant, type Place, sourceOf } from "./checking.ts";
import { typeOfFor, typeOfIf } from "./conditions.ts";
import { typeOfAsk, typeOfFrom, typeOfThink, typeOfTry } from "./contexts.ts";
import { requireFit, type Wanted } from "./fit.ts";
import { typeOfList, typeOfRecord } from "./literals.ts";
import { typeOfMatch } from "./match.ts";
import { isThought, typeOfBinary, typeOfUnary } from "./operators.ts";
import { typeOfTopology } from "./topologies.ts";

/**
 * The type of an expression, noted in the side tables. What is wrong with it is reported, and then its type is unknown,
 * so that nothing is reported twice. With `wanted`, that it fits there is checked too.
 */
export function typeOf(at: Place, node: Expression, wanted?: Wanted): Type {
  if (wanted) at.program.expected.set(node, wanted.type);
  const type = orTooLarge(at, node, infer(at, node, wanted));
  at.program.types.set(node, type);
  if (wanted && !checksItself(node)) requireFit(at, node, type, wanted);
  return type;
}

/** A type that is put together from others may double with every line. */
function orTooLarge(at: Place, node: Expression, type: Type): Type {
  const { parts, levels } = extentOf(type);
  const deep = levels > MOST_LEVELS;
  if (parts <= MOST_PARTS && !deep) return type;
  const most = deep ? { most: MOST_LEVELS, of: "levels" } : { most: MOST_PARTS, of: "parts" };
  complain(at, typeProblems.typeTooLarge, node.span, most);
  return unknownType;
}

/** These hand on what is wanted of them, so that what is wrong is reported where it stands. */
function checksItself(node: Expression): boolean {
  return node.kind === "record" || node.kind === "list" || node.kind === "if" || node.kind === "match";
}

function infer(at: Place, node: Expression, wanted: Wanted | undefined): Type {
  switch (node.kind) {
    case "number":
    case "boolean":
      return { kind: "literal", value: node.value };
    case "null":
      return { kind: "null" };
    case "missing":
      return unknownType;
    case "duration":
      return misplaced(at, node, "A duration", "where a time is wanted: `timeout`, `cache`, `rate`");
    case "rate":
      return misplaced(at, node, "A rate", "as the `rate` of a tool");
    case "name":
      return typeOfName(at, node);
    case "text":
      return typeOfText(at, node);
    case "record":
      return typeOfRecord(at, node, wanted);
    case "list":
      return typeOfList(at, node, wanted);
    case "field":
      return typeOfField(at, node);
    case "index":
      return typeOfIndex(at, node);
    case "call":
      return typeOfCall(at, node);
    case "unary":
      return typeOfUnary(at, node);
    case "binary":
      return typeOfBinary(at, node);
    case "if":
      return typeOfIf(at, node, wanted);
    case "match":
      return typeOfMatch(at, node, wanted);
    case "for":
      return typeOfFor(at, node);
    case "from":
      return typeOfFrom(at, node);
    case "try":
      return typeOfTry(at, node);
    case "think":
      return typeOfThink(at, node);
    case "ask":
      return typeOfAsk(at, node);
    case "parallel":
    case "chain":
    case "fanout":
    case "dag":
    case "diverge":
    case "race":
    case "reduce":
    case "repeat":
      if (!requireFlow(at, node, `A \`${node.kind}\``)) return unknownType;
      return typeOfTopology(at, node);
    default:
      return node satisfies never;
  }
}

function misplaced(at: Place, node: Expression, what: string, where: string): Type {
  complain(at, typeProblems.misplacedWord, node.span, { what, where });
  return unknownType;
}

/** Reports what runs something where nothing runs. */
export function requireFlow(at: Place, node: Expression, what: string): boolean {
  const { where } = at.frame;
  if (where === undefined) return true;
  const mend = at.frame.kind === "head" ? undefined : "Call it before, in a line of its own.";
  complain(at, flowProblems.misplacedCall, node.span, { what, where, mend });
  return false;
}

function typeOfName(at: Place, node: NameExpression): Type {
  const target = at.program.bound.targets.get(node);
  if (target?.kind === "local") return narrowed(at, node, at.program.locals.get(target) ?? unknownType);
  if (target?.kind === "declared") {
    const { declaration } = target;
    const what = kindOfDeclaration(declaration);
    const unread = [...at.program.bound.locals].filter(([, local]) => !at.program.bound.read.has(local));
    const meant = suggestNear(
      node.name,
      unread.map(([name]) => name.text),
    );
    if (meant !== undefined) noteMeant(at, [meant]);
    complain(at, nameProblems.notValue, node.span, { name: node.name, what, mend: callMend(declaration, node.name) });
  }
  return unknownType;
}

function callMend(declaration: NamedDeclaration, name: string): string | undefined {
  if (declaration.kind !== "agent" && declaration.kind !== "tool" && declaration.kind !== "flow") return undefined;
  const parameters = declaration.parameters.filter((each) => !each.default).map((each) => each.name.text);
  return `Call it: \`${name}(${parameters.join(", ")})\`.`;
}

function typeOfText(at: Place, node: TextExpression): Type {
  let fixed: string | undefined = "";
  for (const part of node.parts) {
    if (part.kind === "piece") {
      if (fixed !== undefined) fixed += part.value;
      continue;
    }
    fixed = undefined;
    requireText(at, part.value, typeOf(at, part.value), "put into a text");
  }
  return fixed === undefined ? { kind: "string" } : { kind: "literal", value: fixed };
}

const after = ({ end }: Span): Span => ({ start: end, end });

/** Reports a value that has no text: null, and a thought. */
export function requireText(at: Place, node: Expression, type: Type, what: string): void {
  const { table } = at.program;
  if (isThought(at, type)) {
    complain(at, typeProblems.thoughtUsed, node.span, { what });
  } else if (membersOf(type, table).some((member) => resolve(member, table).kind === "null")) {
    const source = sourceOf(at, node.span);
    const mend = `Say what to take then, \`${source} ?? "…"\`, or check it first.`;
    const simple = node.kind === "name" || node.kind === "field" || node.kind === "index" || node.kind === "call";
    const edit = simple && what.endsWith("text") ? { span: after(node.span), text: ' ?? ""' } : undefined;
    complain(at, typeProblems.mayBeNull, node.span, { what: `null can't be ${what}`, mend, edit });
  }
}
