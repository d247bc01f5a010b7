/** Recursive types that have values: recursion must pass something that may be empty or missing. */
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { namedIn } from "./extent.ts";

/**
 * The names on the way from a named type back to itself with no end on it: `["A", "B", "A"]`; undefined where all is well:
 * where it passes through a list or map that may be empty, an optional field, or a union with something else, and it isn't
 * the type itself that stands there (`type A = A | null`). It is looked for `within` its group alone.
 */
export function endlessPath(id: TypeId, table: TypeTable, within?: ReadonlySet<TypeId>): readonly TypeId[] | undefined {
  const inside = (next: (type: Type) => readonly TypeId[]) => (type: Type) =>
    within ? next(type).filter((name) => within.has(name)) : next(type);
  return pathBack(id, table, inside(bare)) ?? pathBack(id, table, inside(needed));
}

/**
 * The named types in groups of those that lead back to one another, a group after all that it leads to (Tarjan's
 * strongly connected components). Without recursion: schemas may name one another in a chain as long as a file.
 */
export function recursionGroups(table: TypeTable): readonly ReadonlySet<TypeId>[] {
  const groups: Set<TypeId>[] = [];
  const order = new Map<TypeId, number>();
  /** The earliest that is known to be reached; absent once its group is complete. */
  const low = new Map<TypeId, number>();
  const waiting: TypeId[] = [];
  const way: { readonly id: TypeId; readonly left: Iterator<TypeId> }[] = [];
  const enter = (id: TypeId): void => {
    const named = table.get(id);
    if (!named || order.has(id)) return;
    low.set(id, order.size);
    order.set(id, order.size);
    waiting.push(id);
    way.push({ id, left: namedIn(named.type).values() });
  };
  const reach = (id: TypeId, other: TypeId): void => {
    const [own, its] = [low.get(id), low.get(other)];
    if (own !== undefined && its !== undefined && its < own) low.set(id, its);
  };
  for (const start of table.keys()) {
    enter(start);
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const { id, left } = at;
      const next = left.next();
      if (!next.done) {
        if (order.has(next.value)) reach(id, next.value);
        else enter(next.value);
        continue;
      }
      way.pop();
      const outer = way.at(-1);
      if (outer) reach(outer.id, id);
      if (low.get(id) !== order.get(id)) continue;
      const group = new Set(waiting.splice(waiting.lastIndexOf(id)));
      for (const each of group) low.delete(each);
      groups.push(group);
    }
  }
  return groups;
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
