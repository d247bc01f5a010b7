import type { MatchArm, MatchExpression, Span, LiteralType as WrittenLiteral } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown, membersOf, resolve } from "../types/access.ts";
import { article } from "../types/assign.ts";
import { type Known, narrow, typeOfValue } from "../types/narrow.ts";
import { canEqual } from "../types/overlap.ts";
import { printType } from "../types/print.ts";
import { join } from "../types/union.ts";
import { complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import type { Wanted } from "./fit.ts";
import { learn } from "./narrow.ts";

/** The type of `match v { "a" -> 1, _ -> 2 }`. Every value has exactly one arm. */
export function typeOfMatch(at: Place, node: MatchExpression, wanted?: Wanted): Type {
  const { table } = at.program;
  const subject = typeOf(at, node.subject);
  const taken = new Set<Known>();
  let rest = false;
  const results = node.arms.map((arm): Type => {
    if (arm.rest) {
      const left = withoutTaken(at, subject, taken);
      if (rest || (left.kind === "never" && !isUnknown(left))) {
        refuse(at, arm.span, subject, rest ? "again" : "rest", withoutArm(at, node, arm));
      }
      rest = true;
      const facts = learn(at.program, at.facts, node.subject, { not: [...taken] });
      return typeOf({ ...at, facts }, arm.value, wanted);
    }
    const values: Known[] = [];
    for (const pattern of arm.patterns) {
      const why = whyImpossible(at, subject, pattern, taken, rest);
      if (why) {
        refuse(at, pattern.span, subject, why, withoutPattern(at, node, arm, pattern));
        continue;
      }
      taken.add(pattern.value);
      values.push(pattern.value);
    }
    const facts = values.length > 0 ? learn(at.program, at.facts, node.subject, { is: values }) : at.facts;
    return typeOf({ ...at, facts }, arm.value, wanted);
  });
  const left = withoutTaken(at, subject, taken);
  if (!rest && left.kind !== "never" && !isUnknown(subject)) complainOfMissing(at, node, left);
  return isUnknown(resolve(subject, table)) && results.length === 0 ? subject : join(results);
}

function refuse(at: Place, span: Span, subject: Type, why: "never" | "again" | "rest", edit: Edit): void {
  complain(at, typeProblems.impossibleCase, span, { subject: article(subject), why, edit });
}

/** Takes an arm away, with what separates it from the one before it, or from the next one. */
function withoutArm(at: Place, { arms }: MatchExpression, arm: MatchArm): Edit {
  const index = arms.indexOf(arm);
  const [before, next] = [arms[index - 1], arms[index + 1]];
  const start = before?.span.end ?? arm.span.start;
  const end = before ? arm.span.end : (next?.span.start ?? arm.span.end);
  // A comment between two arms says something about one of them, and stays.
  const between = at.module.text.slice(start, end).includes("//");
  return { span: between ? arm.span : { start, end }, text: "" };
}

function withoutPattern(at: Place, node: MatchExpression, arm: MatchArm, pattern: WrittenLiteral): Edit {
  const { patterns } = arm;
  if (patterns.length < 2) return withoutArm(at, node, arm);
  const index = patterns.indexOf(pattern);
  const start = patterns[index - 1]?.span.end ?? pattern.span.start;
  const end = index > 0 ? pattern.span.end : (patterns[1]?.span.start ?? pattern.span.end);
  return { span: { start, end }, text: "" };
}

function whyImpossible(
  at: Place,
  subject: Type,
  { value }: WrittenLiteral,
  taken: ReadonlySet<Known>,
  rest: boolean,
): "never" | "again" | undefined {
  if (rest || taken.has(value)) return "again";
  return canEqual(subject, typeOfValue(value), at.program.table) ? undefined : "never";
}

/** What is left of a type without some of its values. A whole number between two bounds is taken apart too. */
function withoutTaken(at: Place, subject: Type, taken: ReadonlySet<Known>): Type {
  return narrow(enumerated(at, subject), { not: [...taken] }, at.program.table);
}

/** More whole numbers than this are not listed one by one. */
const MANY = 32;

function enumerated(at: Place, subject: Type): Type {
  const known = resolve(subject, at.program.table);
  if (known.kind !== "number" || !known.integer || known.min === undefined || known.max === undefined) return subject;
  const { min, max } = known;
  if (max - min >= MANY) return subject;
  return join(Array.from({ length: max - min + 1 }, (_, i): Type => ({ kind: "literal", value: min + i })));
}

function complainOfMissing(at: Place, node: MatchExpression, left: Type): void {
  const { table } = at.program;
  const members = membersOf(left, table).flatMap((member): Type[] => {
    const known = resolve(member, table);
    return known.kind === "bool" ? [typeOfValue(true), typeOfValue(false)] : [known];
  });
  const countable = members.every((member) => member.kind === "literal" || member.kind === "null");
  complain(at, typeProblems.missingCases, node.span, {
    missing: countable ? members.map((each) => printType(each)) : [],
  });
}
