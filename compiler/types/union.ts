/** Unions, put together and simplified; and the one type that several branches have in common. */
import type { ListType, NumberType, StringType, Type } from "../graph/type.ts";
import { literalFits } from "./literal.ts";

/** Whether two types are written the same, field by field. References are the same by id. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || typeKey(a) === typeKey(b);
}

/** The texts of types that have parts: the same type is compared again and again. */
const keys = new WeakMap<Type, string>();

/** A text that two types have in common exactly if they are the same; docs don't count. */
export function typeKey(type: Type): string {
  const known = keys.get(type);
  if (known !== undefined) return known;
  const key = keyOf(type);
  if (type.kind === "record" || type.kind === "union") keys.set(type, key);
  return key;
}

function keyOf(type: Type): string {
  switch (type.kind) {
    case "string":
      return `s${type.min ?? ""}.${type.max ?? ""}${type.format ?? ""}${type.pattern === undefined ? "" : JSON.stringify(type.pattern)}`;
    case "number":
      return `${type.integer ? "i" : "n"}${type.min ?? ""}:${type.max ?? ""}`;
    case "literal":
      return `=${JSON.stringify(type.value)}`;
    case "list":
      return `[${typeKey(type.element)},${type.min ?? 0},${type.max ?? ""}]`;
    case "map":
      return `<${typeKey(type.value)}>`;
    case "record":
      return `{${type.fields.map((f) => `${JSON.stringify(f.name)}${f.optional ? "?" : ""}${typeKey(f.type)}`).join()}}`;
    case "union":
      return `(${type.members.map(typeKey).join("|")})`;
    case "ref":
      return `@${JSON.stringify(type.id)}`;
    case "never":
      return type.unknown ? "unknown" : "never";
    case "bool":
    case "null":
    case "json":
    case "thought":
      return type.kind;
  }
}

/**
 * One of `members`: unions within it opened, doubles and `never` dropped, a literal dropped beside its base type and
 * narrower bounds beside wider ones. No members give `never`. What a mistake left behind makes the whole unknown, so
 * that it is reported once.
 */
export function unionOf(members: readonly Type[]): Type {
  const given = new Map<string, Type>();
  for (const member of members.flatMap((m) => (m.kind === "union" ? m.members : [m]))) {
    if (member.kind !== "never") given.set(typeKey(member), given.get(typeKey(member)) ?? member);
    else if (member.unknown) return member;
  }
  const kept = joinBooleans(withoutCovered([...given.values()]));
  const [first = { kind: "never" }] = kept;
  return kept.length < 2 ? first : { kind: "union", members: kept };
}

/** `true | false` as the `bool` that it is. */
function joinBooleans(types: readonly Type[]): readonly Type[] {
  const booleans = types.filter((type) => type.kind === "literal" && typeof type.value === "boolean");
  const [first, second] = booleans;
  if (!second) return types;
  return types.flatMap((type): Type[] => (type === first ? [{ kind: "bool" }] : type === second ? [] : [type]));
}

/** Comparing every type with every wider one is only done where that is little: a type too many does no harm. */
const MOST_COMPARED = 100_000;

/** Without those that another one takes in, the first of two that take in each other; no two are written the same. */
function withoutCovered(types: readonly Type[]): readonly Type[] {
  const wide = [...types.entries()].filter(([, type]) => takesOthers.has(type.kind));
  if (types.length * wide.length > MOST_COMPARED) return types;
  const gives =
    (type: Type, place: number) =>
    ([at, other]: readonly [number, Type]) =>
      at !== place && covers(other, type) && (at < place || !covers(type, other));
  return types.filter((type, place) => !wide.some(gives(type, place)));
}

const takesOthers: ReadonlySet<Type["kind"]> = new Set(["bool", "string", "number", "list"]);

/**
 * The type that a value has if it comes from any of several places (branches of an `if`, items of a list): their union,
 * in which lists become one list of what any of them may hold.
 */
export function join(types: readonly Type[]): Type {
  const members = types.flatMap((type) => (type.kind === "union" ? type.members : [type]));
  const lists = members.filter((member) => member.kind === "list");
  if (lists.length < 2) return unionOf(members);
  const first = members.indexOf(lists[0] as Type);
  return unionOf([
    ...members.slice(0, first),
    joinLists(lists),
    ...members.slice(first).filter((member) => member.kind !== "list"),
  ]);
}

function joinLists(lists: readonly ListType[]): ListType {
  const min = lists.reduce((least, list) => Math.min(least, list.min ?? 0), Number.POSITIVE_INFINITY);
  const max = lists.reduce((most, list) => Math.max(most, list.max ?? Number.POSITIVE_INFINITY), 0);
  return {
    kind: "list",
    element: join(lists.map((list) => list.element)),
    ...(min > 0 && { min }),
    ...(Number.isFinite(max) && { max }),
  };
}

/**
 * Whether `narrow` says nothing that `wide` doesn't, looking at the two alone: no record into one with fewer fields,
 * because a union is also what a value looks like before it is cut.
 */
function covers(wide: Type, narrow: Type): boolean {
  if (wide.kind === "bool") return narrow.kind === "literal" && typeof narrow.value === "boolean";
  if (wide.kind === "string" || wide.kind === "number") {
    if (narrow.kind === "literal") return literalFits(narrow.value, wide);
    if (wide.kind === "string" && narrow.kind === "string") return coversText(wide, narrow);
    if (wide.kind === "number" && narrow.kind === "number") return coversNumber(wide, narrow);
  }
  if (wide.kind === "list" && narrow.kind === "list")
    return within(narrow, wide, 0) && (narrow.max === 0 || sameType(wide.element, narrow.element));
  return false;
}

/** Whether every text of `narrow` is one of `wide`, by what is written in both. */
export function coversText(wide: StringType, narrow: StringType): boolean {
  return (
    within(narrow, wide, 0) &&
    (wide.pattern === undefined || wide.pattern === narrow.pattern) &&
    (wide.format === undefined || wide.format === narrow.format)
  );
}

/** Whether every number of `narrow` is one of `wide`. */
export function coversNumber(wide: NumberType, narrow: NumberType): boolean {
  return (narrow.integer || !wide.integer) && within(narrow, wide, Number.NEGATIVE_INFINITY);
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Whether one pair of bounds lies inside another; `least` stands for a low bound that is not written. */
export function within(inner: Bounds, outer: Bounds, least: number): boolean {
  const most = Number.POSITIVE_INFINITY;
  return (inner.min ?? least) >= (outer.min ?? least) && (inner.max ?? most) <= (outer.max ?? most);
}
