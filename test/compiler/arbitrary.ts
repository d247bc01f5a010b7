/** Random types, values of them, and wider types than a given one. */
import fc from "fast-check";
import type { Json } from "../../compiler/graph/expression.ts";
import { recordOf } from "../../compiler/graph/json.ts";
import type { FieldType, NamedType, NumberType, StringType, Type, TypeTable } from "../../compiler/graph/type.ts";
import { formatPattern } from "../../compiler/types/formats.ts";
import { parseRegex, type Regex } from "../../compiler/types/regex.ts";
import { unionOf } from "../../compiler/types/union.ts";

const named = (id: string, type: Type, doc?: string): [string, NamedType] => [id, { id, type, ...(doc && { doc }) }];
const record = (...fields: readonly [string, Type, boolean?][]): Type => ({
  kind: "record",
  fields: fields.map(([name, type, optional = false]) => ({ name, type, optional })),
});
const ref = (id: string): Type => ({ kind: "ref", id });

/** Named types that random types refer to: plain ones and recursive ones of every allowed sort. */
export const table: TypeTable = new Map([
  named(
    "Finding",
    record(
      ["claim", { kind: "string", min: 1, max: 12 }],
      ["confidence", { kind: "number", integer: false, min: 0, max: 1 }],
    ),
  ),
  named(
    "Tree",
    record(["label", { kind: "string", max: 3 }], ["children", { kind: "list", element: ref("Tree"), max: 2 }]),
  ),
  named("Chain_1", record(["value", { kind: "number", integer: true }], ["next", ref("Chain_1"), true])),
  named("Maybe", record(["inner", { kind: "union", members: [{ kind: "null" }, ref("Maybe")] }])),
  named("Color", { kind: "union", members: ["red", "green"].map((value) => ({ kind: "literal", value })) }),
  named("Finding@2", record(["constructor", { kind: "bool" }, true], ["__proto__", { kind: "null" }])),
]);

const bounds = (low: number, high: number) =>
  fc
    .tuple(
      fc.option(fc.integer({ min: low, max: high }), { nil: undefined }),
      fc.option(fc.integer({ min: low, max: high }), { nil: undefined }),
    )
    .map(([a, b]) => {
      const [min, max] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
      return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    });

/** Patterns that are hard in one way or another. */
export const patterns = [
  "[A-Z]{3}-\\d+",
  "a*|(?:b?c?)*d",
  "(?:a?)*",
  "[^a-y]{1,4}",
  "\\w+(?: \\w+)*?",
  '["\\\\\\n/]{2}',
  "^(?<n>x|yy){2,}$",
  ".\\s\\S",
  "[\\u{1F600}-\\u{1F64F}é]{0,3}",
  "[\\w.\\-]+@[\\w\\-]+\\.[a-z]{2,3}",
];

export const strings: fc.Arbitrary<StringType> = fc.oneof(
  { weight: 4, arbitrary: bounds(0, 6).map((b): StringType => ({ kind: "string", ...b })) },
  fc.constantFrom(...patterns).map((pattern): StringType => ({ kind: "string", pattern })),
  fc.constantFrom("url", "date", "datetime").map((format): StringType => ({ kind: "string", format })),
);

export const numbers: fc.Arbitrary<NumberType> = fc.oneof(
  bounds(-120, 1200).map((b): NumberType => ({ kind: "number", integer: true, ...b })),
  fc.tuple(bounds(-12000, 12000), fc.constantFrom(1, 10, 1000, 10000)).map(
    ([{ min, max }, scale]): NumberType => ({
      kind: "number",
      integer: false,
      ...(min !== undefined && { min: min / scale }),
      ...(max !== undefined && { max: max / scale }),
    }),
  ),
);

const names = fc.constantFrom("a", "b", "c", "claim", "ok", "toString", "__proto__", 'with "quotes"', "日本");

const fieldsOf = (type: fc.Arbitrary<Type>): fc.Arbitrary<readonly FieldType[]> =>
  fc.uniqueArray(fc.record({ name: names, type, optional: fc.boolean() }), { maxLength: 4, selector: (f) => f.name });

/** Types that have values, thoughts aside. */
export const types: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      strings,
      numbers,
      fc.constantFrom<Type>({ kind: "bool" }, { kind: "null" }, { kind: "json" }),
      fc.constantFrom<Json>("a", 'say "hi"\n', 3, -0.5, true).map((value) => ({ kind: "literal", value }) as Type),
      fc.constantFrom(...table.keys()).map(ref),
    ),
    fc.tuple(tie("type"), bounds(0, 3)).map(([element, b]): Type => ({ kind: "list", element, ...b })),
    tie("type").map((value): Type => ({ kind: "map", value })),
    fieldsOf(tie("type")).map((fields): Type => ({ kind: "record", fields })),
    fc.array(tie("type"), { minLength: 2, maxLength: 3 }).map((members) => unionOf(members)),
  ),
})).type;

/** Values of a type that need no cutting. */
export function valuesOf(type: Type, depth = 3): fc.Arbitrary<Json> {
  switch (type.kind) {
    case "string":
      return texts(type);
    case "number":
      return decimals(type);
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
      return max === 0
        ? fc.constant([])
        : fc.array(valuesOf(type.element, depth - 1), { minLength: min, maxLength: max });
    }
    case "map": {
      if (depth <= 0) return fc.constant({});
      const entry = fc.tuple(fc.oneof(names, fc.string({ unit: "grapheme" })), valuesOf(type.value, depth - 1));
      return fc.uniqueArray(entry, { maxLength: 2, selector: ([name]) => name }).map(recordOf);
    }
    case "record": {
      const each = type.fields.map((field) => {
        const none = fc.constant<[string, Json][]>([]);
        if (field.optional && depth <= 0) return none;
        const value = valuesOf(field.type, depth - 1).map((v): [string, Json][] => [[field.name, v]]);
        return field.optional ? fc.oneof(value, none) : value;
      });
      return fc.tuple(...each).map((entries) => recordOf(entries.flat()));
    }
    case "union": {
      const leaves = type.members.filter((member) => member.kind !== "ref" && member.kind !== "record");
      return fc.oneof(
        ...(depth <= 0 && leaves.length > 0 ? leaves : type.members).map((member) => valuesOf(member, depth - 1)),
      );
    }
    case "ref":
      return valuesOf((table.get(type.id) as NamedType).type, depth - 1);
    case "thought":
    case "never":
      throw new Error(`no value is a ${type.kind}`);
  }
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

function decimals({ integer, min, max }: NumberType): fc.Arbitrary<number> {
  return fc.constantFrom(...(integer ? [0] : [0, 1, 3, 4])).chain((places) => {
    const scale = 10 ** places;
    const low = Math.ceil((min ?? Math.min(-1e6, (max ?? 0) - 1e6)) * scale);
    const high = Math.floor((max ?? Math.max(1e6, (min ?? 0) + 1e6)) * scale);
    const fallback = fc.constant(min ?? max ?? 0);
    // Steps of this size may all miss a narrow range.
    return low > high ? fallback : fc.integer({ min: low, max: high }).map((n) => n / scale || 0);
  });
}

function texts(type: StringType): fc.Arbitrary<string> {
  const source = type.format ? formatPattern[type.format] : type.pattern;
  if (source === undefined) {
    const min = type.min ?? 0;
    const unit = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom("\n", '"', "\\", "é", "😀", "\u0001"),
    );
    return fc
      .array(unit, { minLength: min, maxLength: Math.max(min, type.max ?? min + 8) })
      .map((chars) => chars.join(""));
  }
  const parsed = parseRegex(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return matching(parsed.regex);
}

/** Texts that a pattern matches. */
export function matching(regex: Regex): fc.Arbitrary<string> {
  switch (regex.kind) {
    case "chars":
      return fc.oneof(
        ...regex.ranges.map(([min, max]) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code))),
      );
    case "sequence":
      return fc.tuple(...regex.items.map(matching)).map((parts) => parts.join(""));
    case "choice":
      return fc.oneof(...regex.options.map(matching));
    case "repeat":
      return fc
        .array(matching(regex.item), {
          minLength: regex.min,
          maxLength: Math.min(regex.max ?? regex.min + 3, regex.min + 3),
        })
        .map((parts) => parts.join(""));
  }
}

/** A type that takes every value of `type`, perhaps after a cut. */
export function widerThan(type: Type): fc.Arbitrary<Type> {
  const other = types.map((extra) => unionOf([type, extra]));
  return fc.oneof(
    { weight: 3, arbitrary: widened(type) },
    { weight: 1, arbitrary: other },
    { weight: 1, arbitrary: fc.constant<Type>({ kind: "json" }) },
  );
}

function widened(type: Type): fc.Arbitrary<Type> {
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
      return fc.tuple(less(type), widerThan(type.element)).map(([list, element]) => ({ ...list, element }));
    case "map":
      return widerThan(type.value).map((value) => ({ ...type, value }));
    case "record":
      return fc
        .tuple(...type.fields.map((field) => fc.tuple(widerThan(field.type), fc.boolean(), fc.boolean())))
        .map((choices) => ({
          kind: "record",
          fields: type.fields.flatMap((field, i): FieldType[] => {
            const [wide, drop, loosen] = choices[i] as [Type, boolean, boolean];
            return drop ? [] : [{ ...field, type: wide, optional: field.optional || loosen }];
          }),
        }));
    case "union":
      return fc.tuple(...type.members.map(widerThan)).map((members) => unionOf(members));
    default:
      return fc.constant(type);
  }
}
