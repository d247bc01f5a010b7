import { checkedAfterOf } from "../decode/enforcement.ts";
import type { TypeEntry } from "../graph/graph.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { emitGbnf, type GbnfEntry } from "./gbnf.ts";
import { emitJsonSchema } from "./json-schema.ts";

/**
 * The entry of a type in a graph: one source for the schema that a model reads, the grammar that holds it, and the check.
 * They are made when they are first read: a program has many types that nothing but a run, or who saves its graph, asks for.
 */
export function typeEntry(id: TypeId, named: boolean, type: Type, table: TypeTable, doc?: string): TypeEntry {
  const whole: Type = named && table.has(id) ? { kind: "ref", id } : type;
  const grammar = once((): GbnfEntry => emitGbnf(whole, table));
  const schema = once(() => emitJsonSchema(type, table, doc));
  // Tables hold an answer on a local model; what the grammar alone can't say concerns other engines.
  const checkedAfter = once(() => [...new Set([...checkedAfterOf(whole, table), ...grammar().checkedAfter])]);
  return {
    id,
    named,
    type,
    ...(doc !== undefined && { doc }),
    get schema() {
      return schema();
    },
    get gbnf() {
      return grammar().gbnf;
    },
    get checkedAfter() {
      return checkedAfter();
    },
  };
}

function once<T extends object | string | number | boolean | null>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
