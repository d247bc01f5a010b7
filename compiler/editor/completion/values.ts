import type { Expression } from "../../../language/ast.ts";
import type { FieldType, RecordType, Type, TypeTable } from "../../graph/type.ts";
import { listShape, membersOf, resolve, unknownType } from "../../types/access.ts";
import { printType } from "../../types/print.ts";
import { unionOf } from "../../types/union.ts";
import type { Analysis } from "../analysis.ts";
import type { TreeNode } from "../tree.ts";
import { type Completion, plain, ranks } from "./item.ts";
import type { Wanted } from "./names.ts";

const bool: Type = { kind: "bool" };
const anyList: Type = { kind: "list", element: unknownType };

/** What is wanted where an expression stands; undefined where anything may. */
export function wantedOf({ checked }: Analysis, node: Expression, around: readonly TreeNode[]): Wanted {
  const known = checked.expected.get(node);
  if (known) return known;
  const outer = around[around.indexOf(node) - 1];
  const typeOf = (each: Expression): Wanted => checked.types.get(each);
  switch (outer?.kind) {
    case "binary": {
      const other = outer.left === node ? outer.right : outer.left;
      switch (outer.operator) {
        case "==":
        case "!=":
          return typeOf(other);
        case "??":
          return outer.right === node ? withoutNull(typeOf(other), checked.table) : undefined;
        case "&&":
        case "||":
          return bool;
        case "+":
          return outer.right === node ? widened(typeOf(other), checked.table) : undefined;
        default:
          return { kind: "number", integer: false };
      }
    }
    case "if":
      return outer.condition === node ? bool : undefined;
    case "for":
      return outer.condition === node ? bool : anyList;
    case "list-form":
    case "reduce":
      return outer.list === node ? anyList : undefined;
    case "expect":
      return bool;
    case "entry": {
      const record = around[around.indexOf(outer) - 1];
      const wanted = record?.kind === "record" ? wantedRecord(checked.expected.get(record), checked.table) : undefined;
      return wanted?.fields.find((field) => field.name === outer.name.text)?.type;
    }
    case "list": {
      const wanted = checked.expected.get(outer);
      return wanted && listShape(wanted, checked.table)?.element;
    }
    case "from":
      return outer.operand === node ? checked.expected.get(outer) : undefined;
    default:
      return undefined;
  }
}

function withoutNull(type: Type | undefined, table: TypeTable): Wanted {
  if (!type) return undefined;
  const rest = membersOf(type, table).filter((member) => resolve(member, table).kind !== "null");
  return rest.length > 0 ? unionOf(rest) : undefined;
}

/** Numbers go with numbers and texts with texts, whatever their bounds. */
function widened(type: Type | undefined, table: TypeTable): Wanted {
  const kind = type && resolve(type, table).kind;
  if (kind === "number") return { kind: "number", integer: false };
  return kind === "string" ? { kind: "string" } : undefined;
}

/** The one record that is wanted; undefined where several are, or none. */
export function wantedRecord(type: Wanted, table: TypeTable): RecordType | undefined {
  if (!type) return undefined;
  const records = membersOf(type, table)
    .map((member) => resolve(member, table))
    .filter((member) => member.kind === "record");
  return records.length === 1 ? records[0] : undefined;
}

/** The values that can be written out for a type: labels, `true`, a record with its fields. */
export function valueItems({ checked }: Analysis, wanted: Wanted): readonly Completion[] {
  if (!wanted) return [];
  const { table } = checked;
  return membersOf(wanted, table).flatMap((member): Completion[] => {
    const known = resolve(member, table);
    const constant = (text: string): Completion => ({
      label: text,
      kind: "constant",
      insert: plain(text),
      rank: ranks.asked,
    });
    switch (known.kind) {
      case "literal":
        return [constant(JSON.stringify(known.value))];
      case "bool":
        return [constant("true"), constant("false")];
      case "null":
        return [{ ...constant("null"), rank: ranks.asked + 1 }];
      case "list":
        return known.element === unknownType
          ? []
          : [{ label: "[ ]", kind: "template", insert: "[$1]", rank: ranks.rare }];
      case "record":
        return known.fields.length === 0 ? [] : [recordItem(known)];
      default:
        return [];
    }
  });
}

/** `{ … }` with every field that must be there. */
function recordItem(record: RecordType): Completion {
  const fields = record.fields.filter((field) => !field.optional);
  const stops = fields.map((field, index) => `${plain(keyOf(field.name))}: ${valueStop(field.type, index + 1)}`);
  return {
    label: `{ ${fields.map((field) => field.name).join(", ")} }`,
    kind: "template",
    insert: `{ ${stops.join(", ")} \\}`,
    rank: ranks.asked + 2,
  };
}

/** A field's name as it is written before a colon. */
export function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/** A stop that proposes a value of a type where one is near at hand. */
export function valueStop(type: Type, stop: number): string {
  switch (type.kind) {
    case "string":
      return `"$${stop}"`;
    case "list":
      return `[$${stop}]`;
    case "bool":
      return `\${${stop}|true,false|}`;
    case "union": {
      const labels = type.members.map((member) => (member.kind === "literal" ? JSON.stringify(member.value) : ""));
      const all = labels.every((label) => /^[^,|\\}$]+$/.test(label));
      return all ? `\${${stop}|${labels.join(",")}|}` : `$${stop}`;
    }
    case "literal":
      return plain(JSON.stringify(type.value));
    default:
      return `$${stop}`;
  }
}

/** The fields that a record still lacks, each with a stop for its value. */
export function keyItems(record: RecordType, written: ReadonlySet<string>): readonly Completion[] {
  return record.fields
    .filter((field) => !written.has(field.name))
    .map((field, order) => ({
      label: `${field.name}:`,
      kind: "field",
      detail: detailOf(field),
      ...(field.doc && { doc: field.doc }),
      insert: `${plain(keyOf(field.name))}: ${valueStop(field.type, 1)}`,
      rank: (field.optional ? ranks.asked + 3 : ranks.asked) + Math.min(order, 99) / 100,
    }));
}

function detailOf(field: FieldType): string {
  return field.optional ? `${print(field.type)}, may be missing` : print(field.type);
}

const print = (type: Type): string => printType(type, 60);
