/** The methods of lists, strings and maps. Strings count code points; order is by code points, the same everywhere. */
import { canonicalText } from "../types/canonical.ts";
import { EvaluationFailure, kindName } from "./evaluation-failure.ts";
import type { Json, MethodName } from "./expression.ts";
import { compareText, equalJson, isList, isRecord, own, textLength } from "./json.ts";

/** What `of.name(args)` gives; throws an {@link EvaluationFailure} where that is nothing. */
export function applyMethod(name: MethodName, of: Json, args: readonly Json[]): Json {
  const found = isList(of)
    ? listMethod(name, of, args)
    : typeof of === "string"
      ? stringMethod(name, of, args)
      : isRecord(of) && name === "keys"
        ? Object.keys(of)
        : undefined;
  if (found !== undefined) return found;
  throw new EvaluationFailure(
    of === null ? "null" : "kind",
    `\`.${name}\` was used on ${kindName(of)}, which has none.`,
  );
}

function listMethod(name: MethodName, list: readonly Json[], args: readonly Json[]): Json | undefined {
  switch (name) {
    case "length":
      return list.length;
    case "first":
      return list[0] ?? null;
    case "last":
      return list.at(-1) ?? null;
    case "take":
      return list.slice(0, Math.max(0, wholeNumber(name, args[0])));
    case "sort":
      return sorted(list, args);
    case "unique":
      return unique(list);
    case "flatten":
      return list.flatMap((item) => (isList(item) ? item : [item]));
    case "contains":
      return list.some((item) => equalJson(item, args[0] ?? null));
    case "chunks":
      return chunksOf(list, chunkSize(args[0]));
    case "join":
      return list.map(joined).join(textArgument(name, args[0]));
    default:
      return undefined;
  }
}

function stringMethod(name: MethodName, text: string, args: readonly Json[]): Json | undefined {
  switch (name) {
    case "length":
      return textLength(text);
    case "lines":
      // A line break at the very end closes the last line and begins none.
      return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
    case "split": {
      const separator = textArgument(name, args[0]);
      return separator === "" ? [...text] : text.split(separator);
    }
    case "trim":
      return text.trim();
    case "contains":
      return text.includes(textArgument(name, args[0]));
    case "chunks":
      return chunksOf([...text], chunkSize(args[0])).map((chunk) => chunk.join(""));
    default:
      return undefined;
  }
}

/** Stable; by a field's values, or without one by the elements themselves. What is null or missing comes last. */
function sorted(list: readonly Json[], args: readonly Json[]): readonly Json[] {
  if (args.length === 0) return [...list].sort(compare);
  const field = textArgument("sort", args[0]);
  const keyOf = (item: Json): Json => {
    if (isRecord(item)) return own(item, field) ?? null;
    throw new EvaluationFailure(
      "kind",
      `\`.sort("${field}")\` takes a list of records, and one element is ${kindName(item)}.`,
    );
  };
  return list
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ item }) => item);
}

function compare(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return rank(a) - rank(b);
}

/** The order of values of different kinds. */
function rank(value: Json): number {
  const at = ["boolean", "number", "string"].indexOf(typeof value);
  return value === null ? 4 : at === -1 ? 3 : at;
}

/** The first of each group of equal values. Values with different texts are told apart by them, without comparing all pairs. */
function unique(list: readonly Json[]): readonly Json[] {
  const groups = new Map<string, Json[]>();
  return list.filter((item) => {
    const key = isRecord(item)
      ? `{${Object.keys(item).sort(compareText).join()}`
      : isList(item)
        ? `[${item.length}`
        : canonicalText(item);
    const group = groups.get(key) ?? [];
    if (group.some((other) => equalJson(other, item))) return false;
    groups.set(key, [...group, item]);
    return true;
  });
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function joined(item: Json): string {
  if (item === null) throw new EvaluationFailure("null", "`.join` met a null, which can't go into a text.");
  return typeof item === "string" ? item : canonicalText(item);
}

function chunkSize(value: Json | undefined): number {
  const size = wholeNumber("chunks", value);
  if (size >= 1) return size;
  throw new EvaluationFailure("argument", `\`.chunks\` was given ${size}; a chunk has at least 1.`);
}

function wholeNumber(name: MethodName, value: Json | undefined): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new EvaluationFailure("kind", `\`.${name}\` takes a whole number, not ${kindName(value ?? null)}.`);
}

function textArgument(name: MethodName, value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new EvaluationFailure("kind", `\`.${name}\` takes a string, not ${kindName(value ?? null)}.`);
}
