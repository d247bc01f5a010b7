import { checkedAfterOf } from "../decode/enforcement.ts";
import type { TypeEntry } from "../graph/graph.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { emitGbnf } from "./gbnf.ts";
import { emitJsonSchema } from "./json-schema.ts";

/** The entry of a type in a graph: one source for the schema that a model reads, the grammar that holds it, and the check. */
export function typeEntry(id: TypeId, named: boolean, type: Type, table: TypeTable, doc?: string): TypeEntry {
  const whole: Type = named && table.has(id) ? { kind: "ref", id } : type;
  const { gbnf, checkedAfter } = emitGbnf(whole, table);
  return {
    id,
    named,
    type,
    ...(doc !== undefined && { doc }),
    schema: emitJsonSchema(type, table, doc),
    ...(gbnf && { gbnf }),
    // Tables hold an answer on a local model; what the grammar alone can't say concerns other engines.
    checkedAfter: [...new Set([...checkedAfterOf(whole, table), ...checkedAfter])],
  };
}
