/** Random types, and tables of named ones that refer to each other and to themselves. */
import fc from "fast-check";
import type { FieldType, NamedType, Type, TypeTable } from "../../../compiler/graph/type.ts";
import { endlessPath } from "../../../compiler/types/recursion.ts";
import { unionOf } from "../../../compiler/types/union.ts";
import { bounds } from "./bounds.ts";
import { numbers } from "./numbers.ts";
import { strings } from "./texts.ts";

/** A type and the names that stand in it. */
export interface World {
  readonly type: Type;
  readonly table: TypeTable;
}

/** Names of fields and keys of maps: some begin alike, some are hard to write or mean something to JavaScript. */
export const names = fc.constantFrom(
  ...[
    "a",
    "ab",
    "b",
    "c",
    "claim",
    "ok",
    "toString",
    "__proto__",
    "constructor",
    'with "quotes"',
    "日本",
    "",
    "\n\\",
    "1",
  ],
);

const literals: fc.Arbitrary<Type> = fc
  .constantFrom<string | number | boolean>(
    ...'a,ab,abc,b, ,"q",\\,é,😀,\0,\u2028'.split(","),
    'say "hi"\n',
    3,
    30,
    -0.5,
    0,
    1e14,
    true,
    false,
  )
  .map((value) => ({ kind: "literal", value }));

const fieldsOf = (type: fc.Arbitrary<Type>): fc.Arbitrary<readonly FieldType[]> =>
  fc.uniqueArray(fc.record({ name: names, type, optional: fc.boolean() }), { maxLength: 3, selector: (f) => f.name });

/** Records that begin alike: told apart by a field's value, by a later field, or by what is missing. */
const records = (type: fc.Arbitrary<Type>): fc.Arbitrary<Type> =>
  fc
    .tuple(
      fieldsOf(type),
      fc.array(fc.tuple(fc.constantFrom("ok", "kind", "a"), literals, fieldsOf(type)), { minLength: 2, maxLength: 3 }),
    )
    .map(([base, options]) =>
      unionOf(
        options.map(([tag, literal, more]): Type => {
          const all = [...base, { name: tag, type: literal, optional: false }, ...more];
          return { kind: "record", fields: all.filter((f, i) => all.findIndex((g) => g.name === f.name) === i) };
        }),
      ),
    );

/** Types over named ones that have values, thoughts aside. */
export function typesOver(ids: readonly string[]): fc.Arbitrary<Type> {
  const key = ids.join();
  const known = made.get(key) ?? makeTypes(ids);
  made.set(key, known);
  return known;
}

const made = new Map<string, fc.Arbitrary<Type>>();

function makeTypes(ids: readonly string[]): fc.Arbitrary<Type> {
  return fc.letrec<{ type: Type }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, depthSize: "xsmall", withCrossShrink: true },
      fc.oneof(
        strings,
        numbers,
        fc.constantFrom<Type>({ kind: "bool" }, { kind: "null" }, { kind: "json" }),
        literals,
        ...(ids.length > 0 ? [fc.constantFrom(...ids).map((id): Type => ({ kind: "ref", id }))] : []),
      ),
      fc.tuple(tie("type"), bounds(0, 3)).map(([element, b]): Type => ({ kind: "list", element, ...b })),
      tie("type").map((value): Type => ({ kind: "map", value })),
      fieldsOf(tie("type")).map((fields): Type => ({ kind: "record", fields })),
      fc.array(tie("type"), { minLength: 2, maxLength: 3 }).map((members) => unionOf(members)),
      records(tie("type")),
      tie("type").map((type) => unionOf([type, { kind: "null" }])),
      fc.array(literals, { minLength: 2, maxLength: 5 }).map((members) => unionOf(members)),
    ),
  })).type;
}

const named = (id: string, type: Type): [string, NamedType] => [id, { id, type }];
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

/** Types over {@link table}. */
export const types: fc.Arbitrary<Type> = typesOver([...table.keys()]);

/** Tables of up to four types, of which each may hold all, itself included, as far as the language allows it. */
export const typeTables: fc.Arbitrary<TypeTable> = fc
  .subarray(["A", "A@2", "Long_Name", "B"], { minLength: 1 })
  .chain((ids) => fc.tuple(...ids.map((id) => typesOver(ids).map((type) => named(id, type)))))
  .map((entries) => {
    const made = new Map<string, NamedType>(entries);
    // What could never end does once it may be missing.
    for (const [id, { type }] of made)
      if (endlessPath(id, made)) made.set(id, { id, type: record(["rest", type, true]) });
    return made;
  });

/** Types with all that they name. */
export const worlds: fc.Arbitrary<World> = fc.oneof(
  { weight: 2, arbitrary: types.map((type) => ({ type, table })) },
  {
    weight: 3,
    arbitrary: typeTables.chain((made) => typesOver([...made.keys()]).map((type) => ({ type, table: made }))),
  },
);
