import { typeEntry } from "../emit/type-entry.ts";
import type { TypeEntry } from "../graph/graph.ts";
import { anonymousTypeId } from "../graph/hash.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";

/** Gathers the types that a graph needs, each once. */
export interface TypeCollector {
  /** The id under which the graph has `type`. */
  idOf(type: Type): TypeId;
  entries(): Record<TypeId, TypeEntry>;
}

/** A collector that knows the program's named types. */
export function collectTypes(table: TypeTable): TypeCollector {
  const entries = new Map<TypeId, TypeEntry>();
  const addNamed = (id: TypeId): void => {
    const named = table.get(id);
    if (!named || entries.has(id)) return;
    entries.set(id, typeEntry(id, true, named.type, table, named.doc));
    addParts(named.type);
  };
  const addParts = (type: Type): void => {
    switch (type.kind) {
      case "ref":
        addNamed(type.id);
        return;
      case "list":
        addParts(type.element);
        return;
      case "map":
        addParts(type.value);
        return;
      case "record":
        for (const field of type.fields) addParts(field.type);
        return;
      case "union":
        type.members.forEach(addParts);
        return;
      default:
    }
  };
  return {
    idOf(type) {
      addParts(type);
      if (type.kind === "ref") return type.id;
      const id = anonymousTypeId(type);
      if (!entries.has(id)) entries.set(id, typeEntry(id, false, type, table));
      return id;
    },
    entries: () => Object.fromEntries(entries),
  };
}
