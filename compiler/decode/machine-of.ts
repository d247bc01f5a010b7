import type { Type, TypeTable } from "../graph/type.ts";
import { Ambiguous, assemble } from "./assemble.ts";
import { TooManyStates } from "./automaton.ts";
import { frame, type Sequence } from "./grammar.ts";
import type { Machine } from "./machine.ts";
import { sequenceOf } from "./of-type.ts";
import { pack } from "./pack.ts";
import { regularDfa } from "./regular.ts";

/**
 * The tables that accept exactly the texts of `sequence`. Throws {@link Ambiguous} or {@link TooManyStates} where there are none;
 * types that went through {@link decodable} always have them.
 */
export function machineOf(sequence: Sequence, table: TypeTable): Machine {
  return pack(assemble(sequence, table, regularDfa));
}

/** A type as far as it can be held to while decoding, and what of it is left to the check afterwards. */
export interface Decodable {
  readonly type: Type;
  readonly table: TypeTable;
  /** Path and name of each constraint that was loosened: `source: pattern`. */
  readonly loosened: readonly string[];
}

/**
 * Loosens what no table can be given for: a pattern of too many states becomes any string, a union whose members no
 * byte tells apart any string or any JSON. What is left accepts every text of the original.
 */
export function decodable(type: Type, table: TypeTable): Decodable {
  const loosened: string[] = [];
  const loose = new Map(table);
  const works = (t: Type): boolean => {
    const sequence = sequenceOf(t);
    if (!sequence) return false;
    try {
      assemble(sequence, loose, regularDfa);
      return true;
    } catch (error) {
      if (error instanceof Ambiguous || error instanceof TooManyStates) return false;
      throw error;
    }
  };
  const visit = (t: Type, path: string): Type => {
    switch (t.kind) {
      case "string":
        if ((t.pattern === undefined && t.format === undefined) || works(t)) return t;
        loosened.push(`${path || "the value"}: ${t.format ?? "pattern"}`);
        return { kind: "string" };
      case "list":
        return { ...t, element: visit(t.element, `${path}[]`) };
      case "map":
        return { ...t, value: visit(t.value, `${path}[]`) };
      case "record":
        return {
          ...t,
          fields: t.fields.map((f) => ({ ...f, type: visit(f.type, path ? `${path}.${f.name}` : f.name) })),
        };
      case "union": {
        const members = t.members.map((m) => visit(m, path));
        const union: Type = { kind: "union", members };
        if (works(union)) return union;
        loosened.push(`${path || "the value"}: union`);
        return members.every((m) => m.kind === "string" || (m.kind === "literal" && typeof m.value === "string"))
          ? { kind: "string" }
          : { kind: "json" };
      }
      default:
        return t;
    }
  };
  // Named types first, so that a union of names is judged by what they have become.
  for (const [id, named] of table) loose.set(id, { ...named, type: visit(named.type, id) });
  return { type: visit(type, ""), table: loose, loosened };
}

/** Any JSON value: what a type without tables of its own is decoded as. */
export const anyJson: Sequence = [frame({ kind: "json" })];
