import type { TypeEntry } from "../graph/graph.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { emitGbnf } from "./gbnf.ts";
import { emitJsonSchema } from "./json-schema.ts";

/** The entry of a type in a graph: one source for the schema that a model reads, the grammar that holds it, and the check. */
export function typeEntry(id: TypeId, named: boolean, type: Type, table: TypeTable, doc?: string): TypeEntry {
  const { gbnf, checkedAfter } = emitGbnf(named && table.has(id) ? { kind: "ref", id } : type, table);
  return {
    id,
    named,
    type,
    ...(doc !== undefined && { doc }),
    schema: emitJsonSchema(type, table, doc),
    ...(gbnf && { gbnf }),
    checkedAfter,
  };
}
