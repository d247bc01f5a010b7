import type { Json } from "../graph/expression.ts";
import { isList, isRecord, own, recordOf } from "../graph/json.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "./access.ts";
import { fits, memberFor } from "./check.ts";

/**
 * Cuts a value to a type: fields that the type doesn't declare are dropped, the others put in declared order, and an
 * optional field that is null is left out. A value that fits its type comes back fitting it; parts that don't fit are left as they
 * are, for the check to find.
 */
export function cut(value: Json, type: Type, table: TypeTable): Json {
  const known = resolve(type, table);
  switch (known.kind) {
    case "list":
      return isList(value) ? value.map((item) => cut(item, known.element, table)) : value;
    case "map":
      return isRecord(value)
        ? recordOf(Object.entries(value).map(([name, item]) => [name, cut(item, known.value, table)]))
        : value;
    case "record": {
      if (!isRecord(value)) return value;
      const fields: [string, Json][] = [];
      for (const field of known.fields) {
        const item = own(value, field.name);
        if (item === undefined) continue;
        if (item === null && field.optional && !fits(null, field.type, table)) continue;
        fields.push([field.name, cut(item, field.type, table)]);
      }
      return recordOf(fields);
    }
    case "union": {
      const member = memberFor(value, known, table);
      return member ? cut(value, member, table) : value;
    }
    default:
      return value;
  }
}
