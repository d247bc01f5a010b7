/** Recursive types that have values: recursion must pass something that may be empty or missing. */
import type { Type, TypeId, TypeTable } from "../graph/type.ts";

/**
 * Whether a named type's recursion ends: it passes through a list or map that may be empty, an optional field, or a union
 * with something else; and it isn't the type itself that stands there (`type A = A | null`).
 */
export function isRecursiveOk(id: TypeId, table: TypeTable): boolean {
  return endlessPath(id, table) === undefined;
}

/** The names on the way from a type back to itself with no end on it: `["A", "B", "A"]`; undefined where all is well. */
export function endlessPath(id: TypeId, table: TypeTable): readonly TypeId[] | undefined {
  return pathBack(id, table, bare) ?? pathBack(id, table, needed);
}

function pathBack(
  id: TypeId,
  table: TypeTable,
  next: (type: Type) => readonly TypeId[],
): readonly TypeId[] | undefined {
  const follow = (name: TypeId) => {
    const named = table.get(name);
    return (named ? next(named.type) : []).values();
  };
  const visited = new Set<TypeId>();
  const path = [id];
  // Without recursion: schemas may name one another in a chain as long as a file.
  const open = [follow(id)];
  for (let last = open.at(-1); last; last = open.at(-1)) {
    const { value: name, done } = last.next();
    if (done) {
      open.pop();
      path.pop();
    } else if (name === id) return [...path, name];
    else if (!visited.has(name)) {
      visited.add(name);
      path.push(name);
      open.push(follow(name));
    }
  }
  return undefined;
}

/** The named types that a value may itself be, with nothing around it. */
function bare(type: Type): readonly TypeId[] {
  if (type.kind === "ref") return [type.id];
  return type.kind === "union" ? type.members.flatMap(bare) : [];
}

/** The named types of which a value must have one inside. */
function needed(type: Type): readonly TypeId[] {
  switch (type.kind) {
    case "ref":
      return [type.id];
    case "record":
      return type.fields.filter((field) => !field.optional).flatMap((field) => needed(field.type));
    case "list":
      return (type.min ?? 0) > 0 ? needed(type.element) : [];
    case "union": {
      const each = type.members.map(needed);
      return each.every((names) => names.length > 0) ? each.flat() : [];
    }
    default:
      return [];
  }
}
