import type { FieldExpression } from "../../../language/ast.ts";
import { methodsOf } from "../../check/methods.ts";
import type { MethodName } from "../../graph/expression.ts";
import type { FieldType, Type, TypeTable } from "../../graph/type.ts";
import { fieldNames, membersOf, readField, resolve } from "../../types/access.ts";
import { printType } from "../../types/print.ts";
import { unionOf } from "../../types/union.ts";
import type { Analysis } from "../analysis.ts";
import { methodDocs } from "../method-docs.ts";
import { type Completion, ranks } from "./item.ts";

/** What can stand after `x.`: fields and methods. Of what may be null, the dot becomes `?.`. */
export function memberItems({ checked, text }: Analysis, node: FieldExpression): readonly Completion[] {
  const { table } = checked;
  const type = checked.types.get(node.of);
  if (!type) return [];
  const rest = membersOf(type, table).filter((member) => resolve(member, table).kind !== "null");
  if (rest.length === 0) return [];
  const whole = rest.length === membersOf(type, table).length ? type : unionOf(rest);
  const dot = text.lastIndexOf(".", node.name.span.start - 1);
  const opened = whole !== type && !node.optional && dot >= node.of.span.end;
  const edits = opened ? { edits: [{ span: { start: dot, end: dot + 1 }, text: "?." }] } : {};
  const called = text[node.name.span.end] === "(";
  return [...fieldItems(whole, table), ...methodItems(whole, table, called)].map((item) => ({ ...item, ...edits }));
}

function fieldItems(type: Type, table: TypeTable): readonly Completion[] {
  return fieldNames(type, table)
    .filter((name) => /^[A-Za-z_]\w*$/.test(name))
    .map((name, order) => {
      const read = readField(type, name, table);
      const doc = fieldsCalled(type, name, table).find((field) => field.doc)?.doc;
      return {
        label: name,
        kind: "field",
        ...(read.ok && { detail: printType(read.type, 60) }),
        ...(doc && { doc }),
        insert: name,
        rank: ranks.asked + Math.min(order, 99) / 100,
      };
    });
}

function fieldsCalled(type: Type, name: string, table: TypeTable): readonly FieldType[] {
  return membersOf(type, table).flatMap((member) => {
    const known = resolve(member, table);
    return known.kind === "record" ? known.fields.filter((field) => field.name === name) : [];
  });
}

function methodItems(type: Type, table: TypeTable, called: boolean): readonly Completion[] {
  const methods = methodsOf(type, table);
  // `.join` is for texts alone, `.sort` for records, `.flatten` for lists.
  return [...methods.read, ...methods.called]
    .filter((name) => takes(name, type, table))
    .map((name, order) => {
      const { shape, doc, argument } = methodDocs[name];
      return {
        label: name,
        kind: "method",
        detail: argument === undefined ? shape : `(${argument === "" ? "" : "…"}) -> ${shape}`,
        doc,
        insert: argument === undefined || called ? name : `${name}(${argument})`,
        rank: ranks.asked + 1 + Math.min(order, 99) / 100,
      };
    });
}

function takes(name: MethodName, type: Type, table: TypeTable): boolean {
  if (name !== "join" && name !== "sort" && name !== "flatten") return true;
  const elements = membersOf(type, table).flatMap((member) => {
    const known = resolve(member, table);
    return known.kind === "list" ? membersOf(known.element, table).map((each) => resolve(each, table)) : [];
  });
  const wanted = { join: ["string", "literal"], sort: ["record"], flatten: ["list"] }[name];
  return elements.every(({ kind }) => wanted.includes(kind) || kind === "never");
}
