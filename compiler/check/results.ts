import type { RecordType, Type, TypeTable } from "../graph/type.ts";
import { membersOf, resolve } from "../types/access.ts";
import { unionOf } from "../types/union.ts";

/**
 * What is left of a type of which a `try` may have given a part, once failures are taken away and values opened: `T` for
 * a `result<T>`. Undefined where no failure is among its values.
 */
export function openedResult(type: Type, table: TypeTable): Type | undefined {
  const values: Type[] = [];
  let failed = false;
  for (const member of membersOf(type, table)) {
    const known = resolve(member, table);
    const value = known.kind === "record" ? half(known, true, "value") : undefined;
    if (value) values.push(value);
    else if (known.kind === "record" && half(known, false, "error")) failed = true;
    else values.push(member);
  }
  return failed ? unionOf(values) : undefined;
}

/** The second field of `{ ok: true, value: T }` or `{ ok: false, error: string }`, which narrowing may have left alone. */
function half({ fields }: RecordType, ok: boolean, name: string): Type | undefined {
  const flag = fields.find((field) => field.name === "ok");
  if (fields.length !== 2 || flag?.type.kind !== "literal" || flag.type.value !== ok) return undefined;
  return fields.find((field) => field.name === name && !field.optional)?.type;
}
