/** Values against types: what fits, what is cut away, and what is wrong with the rest. */
import { counted } from "../../language/amount.ts";
import type { Json } from "../graph/expression.ts";
import { equalJson, isList, isRecord, own, recordOf } from "../graph/json.ts";
import type { RecordType, Type, TypeTable, UnionType } from "../graph/type.ts";
import { membersOf, resolve } from "./access.ts";
import { literalProblem } from "./literal.ts";
import { printType } from "./print.ts";

/** `problems` are sentences that a user or a model can act on: ``findings[2].claim must not be empty``. */
export type Checked =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Problems listed at most: a model has no use for the hundredth, and neither has a person. */
const MOST_PROBLEMS = 8;

interface Problem {
  readonly path: string;
  readonly text: string;
  /** The value is of another kind altogether, so nothing inside it was looked at. */
  readonly kind?: true;
}

/**
 * Checks a value against a type. The value that comes back is cut to the type: fields that it doesn't declare are gone,
 * fields stand in declared order, and an optional field that is null is left out. Never throws.
 */
export function check(value: Json, type: Type, table: TypeTable): Checked {
  const problems: Problem[] = [];
  const cut = checkAt(value, type, { table, problems, path: "" });
  if (cut !== undefined) return { ok: true, value: cut };
  const sentences = problems.slice(0, MOST_PROBLEMS).map(({ path, text }) => `${path || "the value"} ${text}`);
  const more = problems.length - MOST_PROBLEMS;
  return { ok: false, problems: more > 0 ? [...sentences, `${more} more like these`] : sentences };
}

/** Whether a value is one of a type's, what a cut would take away included. */
export function fits(value: Json, type: Type, table: TypeTable): boolean {
  return checkAt(value, type, { table, problems: [], path: "" }) !== undefined;
}

/** The alternative of a union that a value belongs to: the first that needs no cutting, else the first that fits. */
export function memberFor(value: Json, type: Type, table: TypeTable): Type | undefined {
  let first: Type | undefined;
  for (const member of membersOf(type, table)) {
    const checked = check(value, member, table);
    if (!checked.ok) continue;
    if (equalJson(checked.value, value)) return member;
    first ??= member;
  }
  return first;
}

interface Place {
  readonly table: TypeTable;
  readonly problems: Problem[];
  readonly path: string;
}

/** The value cut to the type, or undefined with at least one problem noted. */
function checkAt(value: Json, type: Type, at: Place): Json | undefined {
  const known = resolve(type, at.table);
  const wrong = (text: string): undefined => {
    at.problems.push({ path: at.path, text });
    return undefined;
  };
  const other = (wanted: string): undefined => {
    at.problems.push({ path: at.path, text: `must be ${wanted}, not ${describe(value)}`, kind: true });
    return undefined;
  };
  switch (known.kind) {
    case "string":
    case "number": {
      const wanted = known.kind === "string" ? "text" : known.integer ? "a whole number" : "a number";
      if (typeof value !== known.kind) return other(wanted);
      const problem = literalProblem(value as string | number, known);
      if (problem) return wrong(problem);
      return Object.is(value, -0) ? 0 : value;
    }
    case "bool":
      return typeof value === "boolean" ? value : other("true or false");
    case "null":
      return value === null ? value : other("null");
    case "literal":
      return value === known.value ? value : other(JSON.stringify(known.value));
    case "json":
      return checkJson(value, at);
    case "list": {
      if (!isList(value)) return other("a list");
      const { length } = value;
      if (known.min !== undefined && length < known.min)
        return wrong(`has ${counted(length, "entry")}; it must have at least ${known.min}`);
      if (known.max !== undefined && length > known.max)
        return wrong(`has ${counted(length, "entry")}; it must have at most ${known.max}`);
      return all(value.map((item, i) => checkAt(item, known.element, inside(at, `[${i}]`))));
    }
    case "map": {
      if (!isRecord(value)) return other("a map");
      const names = Object.keys(value);
      const unwritable = first(names, keyProblem);
      if (unwritable !== undefined) return wrong(unwritable);
      const values = all(
        names.map((name) => checkAt(value[name] as Json, known.value, inside(at, `[${JSON.stringify(name)}]`))),
      );
      return values && recordOf(names.map((name, i) => [name, values[i] as Json]));
    }
    case "record":
      return isRecord(value) ? checkRecord(value, known, at) : other("a record");
    case "union":
      return checkUnion(value, known, at);
    case "thought":
      return wrong("can't be written: a thought has no text");
    case "never":
      return known.unknown ? value : wrong("can have no value");
    default:
      return known satisfies never;
  }
}

function checkRecord(value: { readonly [name: string]: Json }, type: RecordType, at: Place): Json | undefined {
  const fields: [string, Json][] = [];
  let whole = true;
  for (const { name, type: wanted, optional } of type.fields) {
    const place = inside(at, fieldStep(name, at.path === ""));
    const item = own(value, name);
    if (item === undefined) {
      if (optional) continue;
      const near = Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase());
      at.problems.push({
        path: place.path,
        text: near ? `is missing (there is ${JSON.stringify(near)})` : "is missing",
      });
      whole = false;
      continue;
    }
    // What may be missing may be null instead: a missing field reads as null, so a program can't tell them apart.
    if (item === null && optional && !fits(null, wanted, at.table)) continue;
    const cut = checkAt(item, wanted, place);
    if (cut === undefined) whole = false;
    else fields.push([name, cut]);
  }
  return whole ? recordOf(fields) : undefined;
}

function checkUnion(value: Json, type: UnionType, at: Place): Json | undefined {
  let first: Json | undefined;
  const misses: { readonly member: Type; readonly problems: Problem[] }[] = [];
  const members = membersOf(type, at.table);
  for (const member of members) {
    const problems: Problem[] = [];
    const cut = checkAt(value, member, { ...at, problems });
    if (cut === undefined) misses.push({ member, problems });
    else if (equalJson(cut, value)) return cut;
    else first ??= cut;
  }
  if (first !== undefined) return first;
  const meant = meantMember(value, misses, at);
  if (meant) at.problems.push(...meant);
  else {
    const names = members.map((member) => printType(member, 40));
    const wanted = names.length < 3 ? names.join(" or ") : `one of ${names.join(", ")}`;
    at.problems.push({ path: at.path, kind: true, text: `must be ${wanted}, not ${describe(value)}` });
  }
  return undefined;
}

/** The problems of the alternative that was meant: the only one whose shape and fixed fields the value has. */
function meantMember(
  value: Json,
  misses: readonly { readonly member: Type; readonly problems: Problem[] }[],
  at: Place,
): readonly Problem[] | undefined {
  const able = misses.filter(({ member, problems }) => {
    const known = resolve(member, at.table);
    if (known.kind === "literal" || known.kind === "null") return false;
    if (known.kind === "record" && isRecord(value))
      return known.fields.every((field) => {
        const fixed = resolve(field.type, at.table);
        return fixed.kind !== "literal" || own(value, field.name) === fixed.value;
      });
    return !problems.some((problem) => problem.path === at.path && problem.kind);
  });
  return able.length === 1 ? able[0]?.problems : undefined;
}

function checkJson(value: Json, at: Place): Json | undefined {
  const text = jsonProblem(value);
  if (text === undefined) return value;
  at.problems.push({ path: at.path, text });
  return undefined;
}

/** What keeps a value from being JSON that can be written: half characters and numbers without a decimal. */
function jsonProblem(value: Json): string | undefined {
  if (typeof value === "string") return literalProblem(value, { kind: "string" });
  if (typeof value === "number") return literalProblem(value, { kind: "number", integer: false });
  if (isList(value)) return first(value, jsonProblem);
  if (isRecord(value)) return first(Object.keys(value), keyProblem) ?? first(Object.values(value), jsonProblem);
  return value === null || typeof value === "boolean" ? undefined : `is ${typeof value}, which is no JSON`;
}

/** Keys are text too. */
function keyProblem(key: string): string | undefined {
  return literalProblem(key, { kind: "string" }) && "has half a character (a lone surrogate) in a key";
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function all(items: readonly (Json | undefined)[]): readonly Json[] | undefined {
  return items.every((item) => item !== undefined) ? items : undefined;
}

const inside = (at: Place, step: string): Place => ({
  ...at,
  path: `${at.path}${step}`,
});

function fieldStep(name: string, outermost: boolean): string {
  if (!/^[A-Za-z_]\w*$/.test(name)) return `[${JSON.stringify(name)}]`;
  return outermost ? name : `.${name}`;
}

/** A value in a few words, for the end of a sentence. */
export function describe(value: Json): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    return text.length <= 40 ? text : `${text.slice(0, 37)}…"`;
  }
  if (isList(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isRecord(value)) return "a record";
  return String(value);
}
