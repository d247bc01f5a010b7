import type { Expression } from "../../language/ast.ts";
import type { FieldType, Type } from "../graph/type.ts";
import { isUnknown, listShape, membersOf, resolve } from "../types/access.ts";
import { printType } from "../types/print.ts";
import { unionOf } from "../types/union.ts";
import { type Place, sourceOf } from "./checking.ts";
import { fits, type Wanted } from "./fit.ts";
import { openedResult } from "./results.ts";

/** How a value that does not fit could be made to, where that is plain to see. */
export function mendFor(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  return (
    mendResult(at, node, type, wanted) ??
    mendNull(at, node, type, wanted) ??
    mendList(at, node, type, wanted) ??
    mendRecord(at, node, type, wanted) ??
    mendWide(at, node, type, wanted)
  );
}

function mendResult(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  const value = openedResult(type, at.program.table);
  if (!value || !fits(at, value, wanted.type)) return undefined;
  return `It is what a \`try\` gave: take its value, or another where it failed:\n    ${shortSource(at, node)} ?? …`;
}

function mendNull(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  const members = membersOf(type, at.program.table);
  const rest = members.filter((member) => member.kind !== "null");
  if (rest.length === 0 || rest.length === members.length || !fits(at, unionOf(rest), wanted.type)) return undefined;
  return `It may be null: say what to take then, or check it first:\n    ${shortSource(at, node)} ?? …`;
}

function mendList(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  const list = listShape(type, at.program.table);
  if (!list || !fits(at, list.element, wanted.type)) return undefined;
  if (!wanted.callee) return `Take one of its elements: \`${shortSource(at, node)}.first\`.`;
  return `Run one for each, side by side:\n    ${sideBySide(shortSource(at, node), wanted.callee)}`;
}

/** A record with a list of what is wanted, or with one field that is it. */
function mendRecord(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  const record = resolve(type, at.program.table);
  if (record.kind !== "record") return undefined;
  const source = shortSource(at, node);
  const only = single(record.fields.filter((field) => !field.optional && fits(at, field.type, wanted.type)));
  if (only) return `Pass its \`${only.name}\`: \`${source}.${only.name}\`.`;
  const lists = record.fields.filter((field) => {
    const shape = listShape(field.type, at.program.table);
    return shape && fits(at, shape.element, wanted.type);
  });
  const many = single(lists);
  if (!many || !wanted.callee) return undefined;
  return `Pass one of its ${many.name}, or ask them side by side:\n    ${sideBySide(`${source}.${many.name}`, wanted.callee)}`;
}

/** What is wanted is part of what there is: it can be checked when the program runs. */
function mendWide(at: Place, node: Expression, type: Type, wanted: Wanted): string | undefined {
  const { table } = at.program;
  const json = membersOf(type, table).some((member) => resolve(member, table).kind === "json");
  if (!json && !fits(at, wanted.type, type)) return undefined;
  if (node.kind === "text" && node.parts.every((part) => part.kind === "piece")) return undefined;
  return `Check it first, which is done when it runs:\n    let checked: ${writtenType(wanted.type)} = ${shortSource(at, node)}`;
}

function writtenType(type: Type): string {
  return type.kind === "list" && isUnknown(type.element) ? "json[]" : printType(type);
}

function sideBySide(list: string, callee: string): string {
  const last = /(\w+)$/.exec(list)?.[1] ?? "items";
  const item = last.length > 3 && last.endsWith("s") ? last.slice(0, -1) : "each";
  return `parallel ${item} in ${list} { ${callee}(${item}) }`;
}

function single(fields: readonly FieldType[]): FieldType | undefined {
  return fields.length === 1 ? fields[0] : undefined;
}

function shortSource(at: Place, node: Expression): string {
  const source = sourceOf(at, node.span);
  return source.length > 40 || source.includes("\n") ? "…" : source;
}
