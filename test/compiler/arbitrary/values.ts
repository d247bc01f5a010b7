/** Random values of types, and types that take the values of another. */
import fc from "fast-check";
import type { Json } from "../../../compiler/graph/expression.ts";
import { recordOf } from "../../../compiler/graph/json.ts";
import type { FieldType, Type, TypeTable } from "../../../compiler/graph/type.ts";
import { smallestValue } from "../../../compiler/types/smallest.ts";
import { unionOf } from "../../../compiler/types/union.ts";
import { numbersOf } from "./numbers.ts";
import { textsOf } from "./texts.ts";
import { table as known, names, types } from "./types.ts";

/** Values of a type that need no cutting, of about `depth` levels. */
export function valuesOf(type: Type, depth = 3, table: TypeTable = known): fc.Arbitrary<Json> {
  const inner = (part: Type) => valuesOf(part, depth - 1, table);
  switch (type.kind) {
    case "string":
      return textsOf(type);
    case "number":
      return numbersOf(type);
    case "bool":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "literal":
      return fc.constant(type.value);
    case "json":
      return json(depth);
    case "list": {
      const min = type.min ?? 0;
      const max = Math.max(min, Math.min(type.max ?? min + 2, depth <= 0 ? min : min + 2));
      return max === 0 ? fc.constant([]) : fc.array(inner(type.element), { minLength: min, maxLength: max });
    }
    case "map": {
      if (depth <= 0) return fc.constant({});
      const entry = fc.tuple(fc.oneof(names, fc.string({ unit: "grapheme" })), inner(type.value));
      return fc.uniqueArray(entry, { maxLength: 2, selector: ([name]) => name }).map(recordOf);
    }
    case "record": {
      const each = type.fields.map((field) => {
        const none = fc.constant<[string, Json][]>([]);
        if (field.optional && depth <= 0) return none;
        const value = inner(field.type).map((v): [string, Json][] => [[field.name, v]]);
        return field.optional ? fc.oneof(value, none) : value;
      });
      return fc.tuple(...each).map((entries) => recordOf(entries.flat()));
    }
    case "union":
      if (depth <= 0) return smallest(type, table);
      return fc.oneof(...type.members.map(inner));
    case "ref": {
      const named = table.get(type.id);
      if (!named) throw new Error(`no type ${type.id}`);
      return depth <= 0 ? smallest(named.type, table) : inner(named.type);
    }
    case "thought":
    case "never":
      throw new Error(`no value is a ${type.kind}`);
  }
}

/** Where a value is deep enough. */
function smallest(type: Type, table: TypeTable): fc.Arbitrary<Json> {
  const value = smallestValue(type, table);
  if (value === undefined) throw new Error(`no value of ${JSON.stringify(type)}`);
  return fc.constant(value);
}

/** Anything that JSON can say, in numbers of at most 15 digits. */
export function json(depth: number): fc.Arbitrary<Json> {
  return fc
    .jsonValue({ maxDepth: Math.max(0, depth), stringUnit: "grapheme" })
    .map(
      (value) =>
        JSON.parse(JSON.stringify(value), (_, v) =>
          typeof v === "number" ? Math.round(v % 1e6) / 100 || 0 : v,
        ) as Json,
    );
}
/** A type that takes every value of `type`, perhaps after a cut. */
export function widerThan(type: Type, others: fc.Arbitrary<Type> = types): fc.Arbitrary<Type> {
  const other = others.map((extra) => unionOf([type, extra]));
  return fc.oneof(
    { weight: 3, arbitrary: widened(type, others) },
    { weight: 1, arbitrary: other },
    { weight: 1, arbitrary: fc.constant<Type>({ kind: "json" }) },
  );
}

function widened(type: Type, others: fc.Arbitrary<Type>): fc.Arbitrary<Type> {
  const less = <T extends { readonly min?: number; readonly max?: number }>(bounded: T) =>
    fc.tuple(fc.nat(2), fc.nat(2), fc.boolean()).map(([a, b, open]): T => {
      const { min, max, ...rest } = bounded;
      const low = min === undefined || open ? undefined : min - a;
      return {
        ...rest,
        ...(low !== undefined && { min: bounded && "integer" in bounded ? low : Math.max(0, low) }),
        ...(max !== undefined && !open && { max: max + b }),
      } as T;
    });
  switch (type.kind) {
    case "string":
      return type.pattern === undefined && type.format === undefined
        ? less(type)
        : fc.constantFrom(type, { kind: "string" });
    case "number":
      return less({ ...type, integer: false });
    case "list":
      return fc.tuple(less(type), widerThan(type.element, others)).map(([list, element]) => ({ ...list, element }));
    case "map":
      return widerThan(type.value, others).map((value) => ({ ...type, value }));
    case "record":
      return fc
        .tuple(...type.fields.map((field) => fc.tuple(widerThan(field.type, others), fc.boolean(), fc.boolean())))
        .map((choices) => ({
          kind: "record",
          fields: type.fields.flatMap((field, i): FieldType[] => {
            const [wide, drop, loosen] = choices[i] as [Type, boolean, boolean];
            return drop ? [] : [{ ...field, type: wide, optional: field.optional || loosen }];
          }),
        }));
    case "union":
      return fc.tuple(...type.members.map((member) => widerThan(member, others))).map((members) => unionOf(members));
    default:
      return fc.constant(type);
  }
}
