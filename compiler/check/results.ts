import type { RecordType, Type, TypeTable } from "../graph/type.ts";
import { membersOf, resolve } from "../types/access.ts";
import { unionOf } from "../types/union.ts";

/** What a `result<T>` is made of. */
export interface ResultParts {
  /** `T`. */
  readonly value: Type;
  /** Whether it can also be null. */
  readonly nullable: boolean;
}

/** The parts of a type that is a `result<T>`, perhaps one that may be null; undefined for every other type. */
export function resultParts(type: Type, table: TypeTable): ResultParts | undefined {
  const values: Type[] = [];
  let nullable = false;
  let failed = false;
  for (const member of membersOf(type, table)) {
    const known = resolve(member, table);
    if (known.kind === "null") nullable = true;
    else if (known.kind !== "record") return undefined;
    else if (isHalf(known, false, "error")) failed = true;
    else if (isHalf(known, true, "value"))
      values.push(...known.fields.filter((f) => f.name === "value").map((f) => f.type));
    else return undefined;
  }
  return failed ? { value: unionOf(values), nullable } : undefined;
}

/** `{ ok: true, value: T }` or `{ ok: false, error: string }`, which narrowing may have left alone. */
function isHalf({ fields }: RecordType, ok: boolean, name: string): boolean {
  const flag = fields.find((field) => field.name === "ok");
  if (fields.length !== 2 || flag?.type.kind !== "literal" || flag.type.value !== ok) return false;
  return fields.some((field) => field.name === name && !field.optional);
}
