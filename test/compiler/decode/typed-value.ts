/** Types with a value of each, for properties. */
import fc from "fast-check";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type } from "../../../compiler/graph/type.ts";

export interface TypedValue {
  readonly type: Type;
  readonly value: Json;
}

const characters = fc.constantFrom("a", "b", " ", '"', "\\", "\n", "\u0001", "\u007f", "é", "中", "😀", "/", "{");

const text = fc.array(characters, { maxLength: 8 }).chain((chars) =>
  fc.record({ less: fc.nat(2), more: fc.option(fc.nat(3), { nil: undefined }) }).map(
    ({ less, more }): TypedValue => ({
      type: {
        kind: "string",
        ...(less < 2 && { min: Math.max(0, chars.length - less) }),
        ...(more !== undefined && { max: chars.length + more }),
      },
      value: chars.join(""),
    }),
  ),
);

const numeral = fc
  .tuple(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(1, 10, 1000), fc.nat(500), fc.nat(500), fc.boolean())
  .map(([digits, scale, below, above, bounded]): TypedValue => {
    const value = digits / scale === 0 ? 0 : digits / scale;
    const integer = Number.isInteger(value) && bounded;
    return {
      type: {
        kind: "number",
        integer,
        ...(bounded && { min: Math.floor(value - below), max: Math.ceil(value + above) }),
      },
      value,
    };
  });

const patterned = fc.constantFrom<TypedValue>(
  { type: { kind: "string", pattern: "[A-Z]{3}-\\d+" }, value: "ABC-1" },
  { type: { kind: "string", pattern: "(a|b\\n)*" }, value: "ab\nab\n" },
  { type: { kind: "string", format: "date" }, value: "2024-02-29" },
  { type: { kind: "string", format: "datetime" }, value: "1999-12-31T23:59:59.5+01:00" },
  { type: { kind: "string", format: "url" }, value: "https://a.example/x?y#z" },
);

const leaf = fc.oneof(
  text,
  numeral,
  patterned,
  fc.boolean().map((value): TypedValue => ({ type: { kind: "bool" }, value })),
  fc.constant<TypedValue>({ type: { kind: "null" }, value: null }),
  fc.constantFrom("x", "yes", "no\n").map((value): TypedValue => ({ type: { kind: "literal", value }, value })),
);

const name = fc.constantFrom("a", "ab", "b", "é", 'q"', "if");

/** A type, and one of its values in canonical form. */
export function typedValue(depth = 3): fc.Arbitrary<TypedValue> {
  if (depth === 0) return leaf;
  const inner = typedValue(depth - 1);
  const list = fc.tuple(inner, fc.nat(3), fc.nat(2), fc.boolean()).map(
    ([{ type, value }, length, slack, bounded]): TypedValue => ({
      type: { kind: "list", element: type, ...(bounded && { min: Math.max(0, length - slack), max: length + slack }) },
      value: Array.from({ length }, () => value),
    }),
  );
  const map = fc.tuple(inner, fc.uniqueArray(name, { maxLength: 3 })).map(
    ([{ type, value }, names]): TypedValue => ({
      type: { kind: "map", value: type },
      value: Object.fromEntries(names.map((n) => [n, value])),
    }),
  );
  const record = fc
    .uniqueArray(fc.tuple(name, inner, fc.constantFrom("required", "there", "missing")), {
      maxLength: 4,
      selector: ([n]) => n,
    })
    .map(
      (fields): TypedValue => ({
        type: {
          kind: "record",
          fields: fields.map(([n, { type }, how]) => ({ name: n, type, optional: how !== "required" })),
        },
        value: Object.fromEntries(
          fields
            .filter(([, { value }, how]) => how === "required" || (how === "there" && value !== null))
            .map(([n, { value }]) => [n, value]),
        ),
      }),
    );
  const union = fc.tuple(inner, inner).map(
    ([a, b]): TypedValue => ({
      type: { kind: "union", members: [a.type, b.type] },
      value: a.value,
    }),
  );
  return fc.oneof({ depthSize: "small" }, leaf, list, map, record, union);
}
