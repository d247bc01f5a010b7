import type { Expression } from "../../language/ast.ts";
import type { Type } from "../graph/type.ts";
import type { CheckTables } from "./checking.ts";

/**
 * What conditions have shown: the narrowed types of paths (`x`, `x.ok`, `xs[0]`). Names never change, so a fact holds
 * wherever the condition has held, nested branches included.
 */
export type Facts = ReadonlyMap<string, Type>;

/** Nothing is known. */
export const noFacts: Facts = new Map();

/** The key of an expression that facts can be known of; undefined for every other. */
export function pathOf(program: CheckTables, node: Expression): string | undefined {
  switch (node.kind) {
    case "name": {
      const target = program.bound.targets.get(node);
      return target?.kind === "local" ? `${target.id}` : undefined;
    }
    case "field": {
      const of = pathOf(program, node.of);
      return of && `${of}.${node.name.text}`;
    }
    case "index": {
      const of = pathOf(program, node.of);
      const key = indexKey(node.index);
      return of && key && `${of}[${key}]`;
    }
    default:
      return undefined;
  }
}

function indexKey(node: Expression): string | undefined {
  if (node.kind === "number") return String(node.value);
  if (node.kind !== "text" || node.parts.some((part) => part.kind !== "piece")) return undefined;
  return JSON.stringify(node.parts.map((part) => (part.kind === "piece" ? part.value : "")).join(""));
}

/** One more fact. */
export function withFact(facts: Facts, path: string, type: Type): Facts {
  return new Map(facts).set(path, type);
}
