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
  /** The ids of types without names, by their texts: a program writes `string` a thousand times, and a hash takes long. */
  const anonymous = new Map<string, TypeId>();
  const anonymousId = (type: Type): TypeId => {
    const text = JSON.stringify(type);
    const id = anonymous.get(text) ?? anonymousTypeId(type);
    anonymous.set(text, id);
    return id;
  };
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
      if (type.kind === "ref") {
        addNamed(type.id);
        return type.id;
      }
      const id = anonymousId(type);
      if (entries.has(id)) return id;
      addParts(type);
      entries.set(id, typeEntry(id, false, type, table));
      return id;
    },
    entries: () => Object.fromEntries(entries),
  };
}
