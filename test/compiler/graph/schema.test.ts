import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Expr } from "../../../compiler/graph/expression.ts";
import type * as graph from "../../../compiler/graph/graph.ts";
import { hashGraph, hashJson } from "../../../compiler/graph/hash.ts";
import {
  type agentShape,
  type flowShape,
  graphSchema,
  type graphShape,
  type modelShape,
  type parameterShape,
  parseGraph,
  type testShape,
  type toolShape,
  type toolSourceShape,
  type typeEntryShape,
} from "../../../compiler/graph/schema.ts";
import { exprSchema, exprShapes } from "../../../compiler/graph/schema-expression.ts";
import { type blockShape, type entryShape, type fromShape, nodeShapes } from "../../../compiler/graph/schema-node.ts";
import type { atShape, callableShape } from "../../../compiler/graph/schema-reference.ts";
import { type fieldShape, typeShapes } from "../../../compiler/graph/schema-type.ts";
import type { FieldType, Type } from "../../../compiler/graph/type.ts";
import { everything } from "./everything.ts";

/**
 * Both assignable to each other, and no field of one unknown to the other (a missing optional field is assignable).
 * `readonly` of fields doesn't matter to assignability; of lists it does.
 */
type Same<A, B> = [A, B, AllKeys<A>] extends [B, A, AllKeys<B>]
  ? [AllKeys<B>] extends [AllKeys<A>]
    ? true
    : false
  : false;
type AllKeys<T> = T extends unknown ? keyof T : never;
type Shape<S> = S extends readonly z.ZodType[] ? z.output<S[number]> : S extends z.ZodType ? z.output<S> : never;

/** Each alternative against the one of the same kind. */
type SameKinds<A extends { kind: string }, B extends { kind: string }> = {
  [K in A["kind"] | B["kind"]]: Same<Extract<A, { kind: K }>, Extract<B, { kind: K }>>;
}[A["kind"] | B["kind"]];
type SameOps<A extends { op: string }, B extends { op: string }> = {
  [K in A["op"] | B["op"]]: Same<Extract<A, { op: K }>, Extract<B, { op: K }>>;
}[A["op"] | B["op"]];

/** Does not compile if the schema and the type differ. */
function agree<_T extends true>(): void {}
agree<Same<Shape<typeof graphShape>, graph.Graph>>();
agree<Same<Shape<typeof typeEntryShape>, graph.TypeEntry>>();
agree<Same<Shape<typeof modelShape>, graph.ModelEntry>>();
agree<Same<Shape<typeof parameterShape>, graph.ParameterEntry>>();
agree<Same<Shape<typeof toolShape>, graph.ToolEntry>>();
agree<Same<Shape<typeof agentShape>, graph.AgentEntry>>();
agree<Same<Shape<typeof flowShape>, graph.FlowEntry>>();
agree<Same<Shape<typeof testShape>, graph.TestEntry>>();
agree<Same<Shape<typeof blockShape>, graph.Block>>();
agree<Same<Shape<typeof entryShape>, graph.EntryBlock>>();
agree<Same<Shape<typeof atShape>, graph.At>>();
agree<SameKinds<Shape<typeof toolSourceShape>, graph.ToolSource>>();
agree<SameKinds<Shape<typeof callableShape>, graph.CallableRef>>();
agree<SameKinds<Shape<typeof fromShape>, graph.FromRef>>();
agree<SameKinds<Shape<typeof nodeShapes>, graph.Node>>();
agree<SameKinds<Shape<typeof typeShapes>, Type>>();
agree<Same<Shape<typeof fieldShape>, FieldType>>();
agree<SameOps<Shape<typeof exprShapes>, Expr>>();

/** A copy in which an entry has some fields more, or others. */
function changed(table: "agents" | "flows", id: string, fields: object): graph.Graph {
  return { ...everything, [table]: { ...everything[table], [id]: { ...everything[table][id], ...fields } } };
}

describe("the schema of graphs", () => {
  it("takes a graph with all there is, which is written like this", async () => {
    expect(parseGraph(JSON.parse(JSON.stringify(everything)))).toEqual({ ok: true, graph: everything });
    await expect(`${JSON.stringify(everything, null, 2)}\n`).toMatchFileSnapshot("golden/everything.json");
  });

  it("is tried on every kind of node and expression", () => {
    const text = JSON.stringify(everything);
    for (const shape of nodeShapes) expect(text).toContain(`"kind":"${shape.shape.kind.value}"`);
    for (const shape of exprShapes) expect(text).toContain(`"op":"${shape.shape.op.value}"`);
    for (const shape of typeShapes) expect(text).toContain(`"kind":"${shape.shape.kind.value}"`);
  });

  it("names the place of what is wrong", () => {
    const problemsOf = (json: unknown) => {
      const parsed = parseGraph(json);
      return parsed.ok ? [] : parsed.problems;
    };
    expect(problemsOf(null)).toEqual(["This is no execution graph of version 1: it has no version."]);
    expect(problemsOf({ version: 2 })).toEqual(["This is no execution graph of version 1: its version is 2."]);
    expect(problemsOf(changed("agents", "reader", { turns: 0 }))).toEqual([
      expect.stringMatching(/^agents\.reader\.turns: /),
    ]);
    expect(problemsOf(changed("flows", "main", { extra: 1 }))).toEqual([
      expect.stringMatching(/^flows\.main: .*extra/),
    ]);
  });

  it("finds ids that name nothing", () => {
    const parsed = parseGraph(changed("agents", "reader", { result: "Missing", model: "gone" }));
    expect(parsed).toEqual({
      ok: false,
      problems: [
        "agents.reader.result: there is no Missing in types",
        "agents.reader.model: there is no gone in models",
      ],
    });
  });

  it("looks at the whole of an expression", () => {
    expect(exprSchema.safeParse({ op: "unary", operator: "!", operand: { op: "name", name: 3 } }).success).toBe(false);
    expect(exprSchema.safeParse({ op: "value", value: { a: [undefined] } }).success).toBe(false);
    expect(graphSchema.safeParse(everything).success).toBe(true);
  });
});

describe("the hash of a graph", () => {
  it("depends on its content and not on the order of its fields", () => {
    const turned = Object.fromEntries(Object.entries(everything).reverse()) as unknown as graph.Graph;
    expect(hashGraph(turned)).toBe(hashGraph(everything));
    expect(hashGraph(everything)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashGraph(changed("agents", "reader", { turns: 9 }) as graph.Graph)).not.toBe(hashGraph(everything));
  });

  it("is the SHA-256 of JSON with sorted fields", () => {
    // Known from any other SHA-256 of the bytes `{"a":[1,null],"b":"é"}`.
    expect(hashJson({ b: "é", a: [1, null] })).toBe("e03c3c1ebb5fccd76e3bd35b9a86169f35e6f1b069645d48ac278175f54c4208");
    expect(hashJson(0.1 + 0.2)).not.toBe(hashJson(0.3));
  });
});
