import type { NamedType, Type, TypeId, TypeTable, UnionType } from "../graph/type.ts";
import { Ambiguous, assemble } from "./assemble.ts";
import { TooManyStates } from "./automaton.ts";
import { sequenceOf } from "./of-type.ts";
import { regularDfa } from "./regular.ts";

/** A type as far as it can be held to while decoding, and what of it is left to the check afterwards. */
export interface Decodable {
  readonly type: Type;
  readonly table: TypeTable;
  /** Path and name of each constraint that was loosened, in the type or in a named one: `source: pattern`. */
  readonly loosened: readonly string[];
}

/**
 * Loosens what no table can be given for: a pattern of too many states becomes any string, a union whose members no
 * byte tells apart any string or any JSON. What is left accepts every text of the original.
 */
export function decodable(type: Type, table: TypeTable): Decodable {
  const known = loosenedIn(table);
  const loosened: string[] = [];
  const made = visit(type, "", { ...known, original: table, lose: (what) => loosened.push(what) });
  return { type: made, table: known.table, loosened: [...known.loosened.values()].flat().concat(loosened) };
}

/** The named types of a table that were looked at so far; a table is looked at as it is at first. */
interface Known {
  readonly table: Map<TypeId, NamedType>;
  /** By the named type that it was lost in. */
  readonly loosened: Map<TypeId, string[]>;
}

const kept = new WeakMap<TypeTable, Known>();

function loosenedIn(table: TypeTable): Known {
  let known = kept.get(table);
  if (!known) {
    known = { table: new Map(table), loosened: new Map() };
    kept.set(table, known);
  }
  return known;
}

interface Visit extends Known {
  readonly original: TypeTable;
  readonly lose: (what: string) => void;
}

function visit(type: Type, path: string, at: Visit): Type {
  switch (type.kind) {
    case "string": {
      const { min, max, pattern, format } = type;
      if (pattern === undefined && format === undefined) return type;
      // A pattern or a form and a length at once would be the product of two automata.
      const bounded = min !== undefined || max !== undefined;
      const whole: Type = { kind: "string", ...(pattern !== undefined && { pattern }), ...(format && { format }) };
      if (bounded) at.lose(`${path || "the value"}: length`);
      if (works(whole, at)) return bounded ? whole : type;
      at.lose(`${path || "the value"}: ${format ?? "pattern"}`);
      return { kind: "string" };
    }
    case "list":
      return { ...type, element: visit(type.element, `${path}[]`, at) };
    case "map":
      return { ...type, value: visit(type.value, `${path}[]`, at) };
    case "record":
      return {
        ...type,
        fields: type.fields.map((f) => ({ ...f, type: visit(f.type, path ? `${path}.${f.name}` : f.name, at) })),
      };
    case "ref":
      visitNamed(type.id, at);
      return type;
    case "union": {
      const members = type.members.map((m) => visit(m, path, at));
      const union: UnionType = { kind: "union", members };
      if (toldApart(union) || works(union, at)) return union;
      at.lose(`${path || "the value"}: union`);
      return members.every((m) => m.kind === "string" || (m.kind === "literal" && typeof m.value === "string"))
        ? { kind: "string" }
        : { kind: "json" };
    }
    default:
      return type;
  }
}

/** What a name stands for comes before whoever names it, so that a union of names is judged by what they have become. */
function visitNamed(id: TypeId, at: Visit): void {
  const named = at.original.get(id);
  if (!named || at.loosened.has(id)) return;
  const own: string[] = [];
  at.loosened.set(id, own);
  const type = visit(named.type, id, { ...at, lose: (what) => own.push(what) });
  at.table.set(id, { ...named, type });
}

function works(type: Type, at: Visit): boolean {
  const sequence = sequenceOf(type);
  if (!sequence) return false;
  try {
    assemble(sequence, at.table, regularDfa);
    return true;
  } catch (error) {
    if (error instanceof Ambiguous || error instanceof TooManyStates) return false;
    throw error;
  }
}

/** Whether the first byte says which member it is; quicker to see than by trying, and true of most unions. */
function toldApart({ members }: UnionType): boolean {
  if (members.every((member) => member.kind === "literal" && typeof member.value === "string")) return true;
  const first = members.map(({ kind }) => firsts[kind]);
  return first.every((mark) => mark !== undefined) && new Set(first).size === first.length;
}

const firsts: Partial<Record<Type["kind"], string>> = {
  null: "n",
  bool: "t",
  string: '"',
  number: "0",
  list: "[",
  map: "{",
  record: "{",
};
