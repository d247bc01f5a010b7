/** Whether a value of one type may stand where another is declared, and if not, why. */
import { counted } from "../../language/amount.ts";
import type { RecordType, Type, TypeTable } from "../graph/type.ts";
import { membersOf, resolve } from "./access.ts";
import { formatPattern } from "./formats.ts";
import { literalProblem } from "./literal.ts";
import { printType } from "./print.ts";
import { parseRegex } from "./regex.ts";
import { regexLengths } from "./regex-text.ts";
import { coversNumber, typeKey, within } from "./union.ts";

/** Why a type does not fit, at the innermost part where it doesn't. */
export interface Mismatch {
  /** Where in the value: `findings[].claim`; empty for the whole. */
  readonly path: string;
  /** What is there … */
  readonly from: Type;
  /** … and what is wanted. */
  readonly to: Type;
  /** A clause in the user's terms, with the path: `its field claim may be null`. */
  readonly why: string;
}

/** Whether every value of `from`, cut to `to`, is a value of `to`. */
export function isAssignable(from: Type, to: Type, table: TypeTable): boolean {
  return mismatch(from, to, table) === undefined;
}

/** The first reason why `from` may not stand where `to` is declared; undefined where it may. */
export function mismatch(from: Type, to: Type, table: TypeTable): Mismatch | undefined {
  return compare(from, to, { table, assumed: new Set(), path: "" });
}

interface Place {
  readonly table: TypeTable;
  /** Pairs that are being compared further out: a recursive type fits if nothing on the way round says otherwise. */
  readonly assumed: Set<string>;
  readonly path: string;
}

function compare(from: Type, to: Type, at: Place): Mismatch | undefined {
  if (from === to) return undefined;
  const pair = from.kind === "ref" || to.kind === "ref" ? `${typeKey(from)} ${typeKey(to)}` : undefined;
  if (pair === undefined) return compareKnown(from, to, at);
  if (at.assumed.has(pair)) return undefined;
  // Left in the set afterwards: a pair that failed ends the whole comparison, except within a union, which clears it.
  at.assumed.add(pair);
  const found = compareKnown(from, to, at);
  if (found) at.assumed.delete(pair);
  return found;
}

function compareKnown(from: Type, to: Type, at: Place): Mismatch | undefined {
  const given = resolve(from, at.table);
  const wanted = resolve(to, at.table);
  const no = (why: string): Mismatch => ({ path: at.path, from, to, why: `${subject(at.path)} ${why}` });
  const differs = () => no(`is ${article(from)}, not ${article(to)}`);

  if (given.kind === "never" || (wanted.kind === "never" && wanted.unknown)) return undefined;
  if (given.kind === "union") {
    for (const member of membersOf(given, at.table)) {
      const found = compare(member, to, at);
      if (!found) continue;
      if (resolve(member, at.table).kind === "null")
        return no(at.path ? "may be null" : "may be null; give another value with `??` or test for it first");
      return found.path === at.path ? no(`may be ${article(member)}, not ${article(to)}`) : found;
    }
    return undefined;
  }
  if (wanted.kind === "union") return compareWithUnion(from, to, at, differs);
  switch (wanted.kind) {
    case "json":
      return given.kind === "thought" ? no("is a thought, which has no text") : compareWithJson(given, at);
    case "string":
    case "number": {
      if (given.kind === "literal") {
        if (typeof given.value !== wanted.kind) return differs();
        const problem = literalProblem(given.value, wanted);
        return problem ? no(problem) : undefined;
      }
      if (wanted.kind === "number") {
        if (given.kind !== "number") return differs();
        return coversNumber(wanted, given) ? undefined : differs();
      }
      if (given.kind !== "string") return differs();
      if (wanted.format !== undefined && wanted.format !== given.format) return differs();
      if (wanted.pattern !== undefined && wanted.pattern !== given.pattern) return differs();
      return within(textBounds(given), textBounds(wanted), 0) ? undefined : differs();
    }
    case "bool":
      return given.kind === "bool" || (given.kind === "literal" && typeof given.value === "boolean")
        ? undefined
        : differs();
    case "literal":
      if (given.kind === "literal" && given.value === wanted.value) return undefined;
      if (given.kind === "number" && given.min === wanted.value && given.max === wanted.value) return undefined;
      return differs();
    case "null":
    case "thought":
      return given.kind === wanted.kind ? undefined : differs();
    case "list": {
      if (given.kind !== "list") return differs();
      if (!within(given, wanted, 0))
        return no(`has ${lengthOf(given)}; ${lengthOf(wanted)} ${wanted.max === 1 ? "is" : "are"} wanted`);
      return given.max === 0 ? undefined : compare(given.element, wanted.element, inside(at, "[]"));
    }
    case "map": {
      if (given.kind === "map") return compare(given.value, wanted.value, inside(at, "[]"));
      if (given.kind !== "record") return differs();
      for (const field of given.fields) {
        const found = compare(field.type, wanted.value, inside(at, step(field.name, at)));
        if (found) return found;
      }
      return undefined;
    }
    case "record":
      return given.kind === "record" ? compareFields(given, wanted, no, at) : differs();
    case "never":
      return differs();
    default:
      return wanted satisfies never;
  }
}

function compareFields(
  given: RecordType,
  wanted: RecordType,
  no: (why: string) => Mismatch,
  at: Place,
): Mismatch | undefined {
  for (const field of wanted.fields) {
    const there = given.fields.find((f) => f.name === field.name);
    if (!there) {
      if (field.optional) continue;
      return no(`lacks the field \`${field.name}\``);
    }
    if (there.optional && !field.optional) return no(`may lack the field \`${field.name}\``);
    // An optional field takes null for "missing", so null alone is no reason to refuse.
    const type = field.optional ? withNull(field.type) : field.type;
    const found = compare(there.type, type, inside(at, step(field.name, at)));
    if (found) return found.to === type ? { ...found, to: field.type } : found;
  }
  return undefined;
}

/** Fits if an alternative fits; a `bool` also if both of its values do. */
function compareWithUnion(from: Type, to: Type, at: Place, differs: () => Mismatch): Mismatch | undefined {
  const members = membersOf(to, at.table);
  const misses: Mismatch[] = [];
  for (const member of members) {
    const found = compare(from, member, { ...at, assumed: new Set(at.assumed) });
    if (!found) return undefined;
    misses.push(found);
  }
  const given = resolve(from, at.table);
  if (given.kind === "bool") {
    const has = (value: boolean) => members.some((m) => m.kind === "literal" && m.value === value);
    if (has(true) && has(false)) return undefined;
  }
  // One alternative of the same kind is the one that was meant, and says more than the union as a whole.
  const alike = members.flatMap((member, i) =>
    resolve(member, at.table).kind === given.kind ? [misses[i] as Mismatch] : [],
  );
  const [only] = alike;
  return alike.length === 1 && only && only.path !== at.path ? only : differs();
}

/** Everything but a thought is JSON; the union and record cases only look for one inside. */
function compareWithJson(given: Type, at: Place): Mismatch | undefined {
  const json: Type = { kind: "json" };
  switch (given.kind) {
    case "list":
      return compare(given.element, json, inside(at, "[]"));
    case "map":
      return compare(given.value, json, inside(at, "[]"));
    case "record":
      for (const field of given.fields) {
        const found = compare(field.type, json, inside(at, step(field.name, at)));
        if (found) return found;
      }
      return undefined;
    default:
      return undefined;
  }
}

/** Bounds on the length of a string, those that its pattern or format imply included. */
export function textBounds(type: {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly format?: keyof typeof formatPattern;
}): {
  readonly min: number;
  readonly max?: number;
} {
  const source = type.format ? formatPattern[type.format] : type.pattern;
  const parsed = source === undefined ? undefined : parseRegex(source);
  const implied: { readonly min: number; readonly max?: number } = parsed?.ok ? regexLengths(parsed.regex) : { min: 0 };
  const min = Math.max(type.min ?? 0, implied.min);
  const max = Math.min(type.max ?? Number.POSITIVE_INFINITY, implied.max ?? Number.POSITIVE_INFINITY);
  return { min, ...(Number.isFinite(max) && { max }) };
}

function withNull(type: Type): Type {
  return type.kind === "union"
    ? { ...type, members: [...type.members, { kind: "null" }] }
    : { kind: "union", members: [type, { kind: "null" }] };
}

const inside = (at: Place, step: string): Place => ({ ...at, path: `${at.path}${step}` });

function step(name: string, at: Place): string {
  if (!/^[A-Za-z_]\w*$/.test(name)) return `[${JSON.stringify(name)}]`;
  return at.path ? `.${name}` : name;
}

const subject = (path: string): string => (path === "" ? "it" : `its \`${path}\``);

/** A type as a noun: `a Plan`, `an int(1..10)`, `an S`, `null`, `"a"`. */
export function article(type: Type): string {
  const text = printType(type, 48);
  if (type.kind === "null" || type.kind === "literal" || type.kind === "record" || text.startsWith("(")) return text;
  if (type.kind === "union") return text;
  return `${/^(?:[aeio]|[FHLMNRSX]\b)/i.test(text) ? "an" : "a"} ${text}`;
}

/** `1 to 4 entries`. */
function lengthOf({ min = 0, max }: { readonly min?: number; readonly max?: number }): string {
  if (max === undefined) return min === 0 ? "any number of entries" : `at least ${counted(min, "entry")}`;
  if (min === max) return counted(max, "entry");
  return min === 0 ? `at most ${counted(max, "entry")}` : `${min} to ${counted(max, "entry")}`;
}
