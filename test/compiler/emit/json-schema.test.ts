import { describe, expect, it } from "vitest";
import { emitJsonSchema } from "../../../compiler/emit/json-schema.ts";
import { typeEntry } from "../../../compiler/emit/type-entry.ts";
import { emitTypescript, emitTypescriptDeclaration } from "../../../compiler/emit/typescript.ts";
import { anonymousTypeId } from "../../../compiler/graph/hash.ts";
import type { NamedType, Type } from "../../../compiler/graph/type.ts";
import {
  bool,
  date,
  datetime,
  int,
  is,
  json,
  list,
  map,
  nil,
  number,
  pattern,
  record,
  ref,
  tableOf,
  text,
  union,
  url,
} from "../types/write.ts";

const finding: NamedType = {
  id: "Finding",
  doc: "One checkable statement.",
  type: {
    kind: "record",
    fields: [
      { name: "claim", type: text(1, 280), optional: false, doc: "One sentence." },
      { name: "confidence", type: number(0, 1), optional: false },
      { name: "source", type: url, optional: true },
    ],
  },
};
const table = new Map([
  ...tableOf({
    Report: record({ title: text(1, 80), findings: list(ref("Finding"), 0, 8), "best?": union(ref("Finding"), nil) }),
    Tree: record({ label: text(), children: list(ref("Tree")) }),
    "Tree@2": nil,
  }),
  ["Finding", finding],
]);

describe("the JSON schema of a type", () => {
  it("is self-contained, with docs as descriptions", () => {
    expect(emitJsonSchema(ref("Report"), table)).toMatchSnapshot();
    expect(emitJsonSchema(finding.type, table, finding.doc)).toMatchSnapshot();
  });

  it("says bounds, patterns and formats", () => {
    const type = record({
      code: pattern("[A-Z]{3}-\\d+"),
      day: date,
      at: datetime,
      count: int(1, 10),
      open: number(0.5),
      three: list(int(), 3, 3),
      any: json,
      by: map(bool),
      none: list({ kind: "never" }, 0, 0),
    });
    expect(emitJsonSchema(type, table)).toMatchSnapshot();
  });

  it("lists values instead of alternatives", () => {
    expect(emitJsonSchema(union(is("a"), is(3), nil), table)).toEqual({ enum: ["a", 3, null] });
    expect(emitJsonSchema(union(text(), nil), table)).toEqual({ anyOf: [{ type: "string" }, { type: "null" }] });
    expect(emitJsonSchema(union(int(), is("a"), is("b")), table)).toEqual({
      anyOf: [{ type: "integer" }, { enum: ["a", "b"] }],
    });
    expect(emitJsonSchema(union(int(), is("a")), table)).toEqual({ anyOf: [{ type: "integer" }, { const: "a" }] });
  });

  it("refers to what refers to itself", () => {
    expect(emitJsonSchema(ref("Tree"), table)).toEqual({
      $ref: "#/$defs/Tree",
      $defs: {
        Tree: {
          type: "object",
          properties: { label: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/Tree" } } },
          required: ["label", "children"],
          additionalProperties: false,
        },
      },
    });
    expect(emitJsonSchema(list(ref("Tree@2")), table)).toMatchObject({
      items: { $ref: "#/$defs/Tree@2" },
      $defs: { "Tree@2": { type: "null" } },
    });
  });

  it("allows nothing where nothing can be", () => {
    expect(emitJsonSchema({ kind: "thought" }, table)).toEqual({ not: {} });
  });
});

describe("the TypeScript of a type", () => {
  it("is a declaration with doc comments", () => {
    expect([...table.values()].map((named) => emitTypescriptDeclaration(named)).join("\n")).toMatchSnapshot();
  });

  it("keeps what TypeScript can say", () => {
    const written = [
      list(union(is("a"), nil)),
      list(list(int())),
      map(date),
      json,
      { kind: "thought" } as Type,
      ref("Finding@2"),
    ].map((type) => emitTypescript(type));
    expect(written).toEqual([
      'readonly ("a" | null)[]',
      "readonly (readonly number[])[]",
      "{ readonly [key: string]: string }",
      "Json",
      "never",
      "Finding_2",
    ]);
    expect(emitTypescript(record({ "a b": int(), "c?": text() }))).toBe(
      '{\n  readonly "a b": number;\n  readonly c?: string;\n}',
    );
  });
});

describe("the entry of a type in a graph", () => {
  it("has the schema and the grammar of one type", () => {
    const entry = typeEntry("Finding", true, finding.type, table, finding.doc);
    expect(entry).toMatchObject({ id: "Finding", named: true, doc: finding.doc, checkedAfter: [] });
    expect(entry.gbnf?.root).toBe("type-Finding");
    expect(Object.keys(entry.gbnf?.rules ?? {})).toContain("url");
  });

  it("has an id of its content where the source doesn't name it", () => {
    const type = list(ref("Finding"));
    const entry = typeEntry(anonymousTypeId(type), false, type, table);
    expect(entry.id).toMatch(/^#[0-9a-f]{12}$/);
    expect(anonymousTypeId(list(ref("Finding"), 0))).not.toBe(entry.id);
    expect(entry.gbnf?.root).toMatch(/^list-/);
  });

  it("has no grammar and says so where nothing can be written", () => {
    const entry = typeEntry("#0", false, { kind: "thought" }, table);
    expect(entry.gbnf).toBeUndefined();
    expect(entry.checkedAfter).toEqual(["all of it: no grammar can be given"]);
  });
});
