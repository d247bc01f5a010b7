import type { StringType, Type, TypeId, TypeTable } from "../graph/type.ts";
import { decodable } from "./decodable.ts";

/** A constraint of a type, and when it is held to. What can't be held to at all has no graph: it is an error. */
export interface Enforcement {
  /** Where in the type: `findings[].source`; empty for the type itself. */
  readonly path: string;
  /** What it is: `length 1..80`, `items 0..8`, `value 0..1`, `pattern`, `url`, `union`. */
  readonly constraint: string;
  /** While a model writes the value, or by the check of what it wrote. */
  readonly how: "decoding" | "after";
}

/**
 * Says of every constraint of `type` whether decoding enforces it. A type inside itself adds nothing that isn't listed
 * already.
 *
 * ```ts
 * enforcementOf({ kind: "string", max: 80 }, table) // [{ path: "", constraint: "length ..80", how: "decoding" }]
 * ```
 */
export function enforcementOf(type: Type, table: TypeTable): readonly Enforcement[] {
  const { type: decoded, table: loose } = decodable(type, table);
  const found = new Map<string, Enforcement>();
  const add = (path: string, constraint: string, decoding: boolean): void => {
    const known = found.get(`${path}: ${constraint}`);
    // Of two alternatives at one place, the one that isn't enforced is the news.
    const how = decoding && known?.how !== "after" ? "decoding" : "after";
    found.set(`${path}: ${constraint}`, { path, constraint, how });
  };
  /** `held` is what decoding makes of `written`. */
  const visit = (written: Type, held: Type | undefined, path: string, within: readonly TypeId[]): void => {
    switch (written.kind) {
      case "string":
        addString(written, held?.kind === "string" ? held : undefined, (what, decoding) => add(path, what, decoding));
        return;
      case "number":
        if (hasBounds(written)) add(path, `value ${range(written)}`, held?.kind === "number");
        return;
      case "list":
        if (hasBounds(written)) add(path, `items ${range(written)}`, held?.kind === "list");
        visit(written.element, held?.kind === "list" ? held.element : undefined, `${path}[]`, within);
        return;
      case "map":
        visit(written.value, held?.kind === "map" ? held.value : undefined, `${path}[]`, within);
        return;
      case "record":
        for (const [index, field] of written.fields.entries()) {
          const inner = held?.kind === "record" ? held.fields[index]?.type : undefined;
          visit(field.type, inner, path === "" ? field.name : `${path}.${field.name}`, within);
        }
        return;
      case "union": {
        const whole = held?.kind === "union" ? held : undefined;
        if (!whole) add(path, "union", false);
        for (const [index, member] of written.members.entries()) visit(member, whole?.members[index], path, within);
        return;
      }
      case "ref": {
        const named = table.get(written.id);
        if (!named || within.includes(written.id)) return;
        const inner = held?.kind === "ref" ? loose.get(written.id)?.type : undefined;
        visit(named.type, inner, path, [...within, written.id]);
        return;
      }
      case "bool":
      case "null":
      case "json":
      case "literal":
      case "thought":
      case "never":
        return;
      default:
        written satisfies never;
    }
  };
  visit(type, decoded, "", []);
  return [...found.values()];
}

/** The constraints that are only checked after decoding, as a person reads them: `source: pattern`. */
export function checkedAfterOf(type: Type, table: TypeTable): readonly string[] {
  return enforcementOf(type, table)
    .filter(({ how }) => how === "after")
    .map(({ path, constraint }) => `${path || "the value"}: ${constraint}`);
}

function addString(
  written: StringType,
  held: StringType | undefined,
  add: (constraint: string, decoding: boolean) => void,
): void {
  const { pattern, format } = written;
  if (pattern !== undefined) add("pattern", held?.pattern === pattern);
  if (format !== undefined) add(format, held?.format === format);
  // A pattern or a form and a length at once would be the product of two automata.
  const plain = pattern === undefined && format === undefined;
  if (hasBounds(written)) add(`length ${range(written)}`, held !== undefined && plain);
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const hasBounds = ({ min, max }: Bounds): boolean => min !== undefined || max !== undefined;

const range = ({ min, max }: Bounds): string => (min === max ? `${min}` : `${min ?? ""}..${max ?? ""}`);
