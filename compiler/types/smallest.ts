/** The smallest value of a type: what an agent that is not mocked gives in a test without a model. */
import type { Json } from "../graph/expression.ts";
import { recordOf } from "../graph/json.ts";
import type { NumberType, StringType, Type, TypeTable } from "../graph/type.ts";
import { canonicalText } from "./canonical.ts";
import { formatSmallest } from "./formats.ts";
import { parseRegex } from "./regex.ts";
import { smallestText } from "./regex-text.ts";

/**
 * The value of `type` with the shortest canonical text, or one close to it: empty lists, no optional fields, 0, false,
 * as few characters as are allowed. Undefined where the type has no value that can be written.
 */
export function smallestValue(type: Type, table: TypeTable): Json | undefined {
  return smallest(type, table, new Set());
}

/** `open` are the named types around: a value inside itself is never the smallest. */
function smallest(type: Type, table: TypeTable, open: ReadonlySet<string>): Json | undefined {
  switch (type.kind) {
    case "ref": {
      const named = table.get(type.id);
      return !named || open.has(type.id) ? undefined : smallest(named.type, table, new Set([...open, type.id]));
    }
    case "string":
      return smallestString(type);
    case "number":
      return smallestNumber(type);
    case "bool":
      return false;
    case "null":
    case "json":
      return null;
    case "literal":
      return type.value;
    case "list": {
      if (!type.min) return [];
      const element = smallest(type.element, table, open);
      return element === undefined ? undefined : Array.from({ length: type.min }, () => element);
    }
    case "map":
      return {};
    case "record": {
      const fields: [string, Json][] = [];
      for (const field of type.fields) {
        if (field.optional) continue;
        const value = smallest(field.type, table, open);
        if (value === undefined) return undefined;
        fields.push([field.name, value]);
      }
      return recordOf(fields);
    }
    case "union": {
      const values = type.members.map((m) => smallest(m, table, open)).filter((value) => value !== undefined);
      const [first, ...rest] = values;
      return rest.reduce((a, b) => (canonicalText(b as Json).length < canonicalText(a as Json).length ? b : a), first);
    }
    case "thought":
    case "never":
      return undefined;
    default:
      return type satisfies never;
  }
}

function smallestString(type: StringType): string | undefined {
  if (type.format) return formatSmallest[type.format];
  if (type.pattern === undefined) return "x".repeat(type.min ?? 0);
  const parsed = parseRegex(type.pattern);
  return parsed.ok ? smallestText(parsed.regex, type.min) : undefined;
}

function smallestNumber(type: NumberType): number | undefined {
  const min = type.integer && type.min !== undefined ? Math.ceil(type.min) : (type.min ?? Number.NEGATIVE_INFINITY);
  const max = type.integer && type.max !== undefined ? Math.floor(type.max) : (type.max ?? Number.POSITIVE_INFINITY);
  if (min > max) return undefined;
  return min > 0 ? min : Math.min(max, 0);
}
