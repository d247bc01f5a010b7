/** What is known of a value before there is one: enough to bound its text and the length of a list. */
import type { Json } from "../graph/expression.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { canonicalText } from "../types/canonical.ts";
import { byteLength } from "../types/text-length.ts";
import { bytes, input, keyOf, max, min, number, product, type Size, sum, unbounded } from "./size.ts";
import type { Ended } from "./spine.ts";
import { jsonBounds, textBounds } from "./text-bounds.ts";

export type Value =
  | { readonly kind: "known"; readonly json: Json }
  /**
   * A value of a type, whose text takes no more than `cap` tokens; `name` where it is an input's, so that its size
   * stands as `|name|`. `context` is where the agent that gave it ended, for a later `from`.
   */
  | {
      readonly kind: "typed";
      readonly type: Type;
      readonly cap: Size;
      readonly name?: string;
      readonly context?: Ended;
    }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Value> }
  | { readonly kind: "list"; readonly element: Value; readonly length: Size }
  | { readonly kind: "text"; readonly size: Size }
  | { readonly kind: "either"; readonly of: readonly Value[] };

export const nothing: Value = { kind: "known", json: null };

/** How a known text is counted. */
export type Count = (text: string) => Size;

/** Tokens of the value's text as `${}` writes it, at most. `quoted` for a value inside another's JSON. */
export function sizeOf(value: Value, count: Count, types: TypeTable, quoted = false): Size {
  const inner = (v: Value) => sizeOf(v, count, types, true);
  switch (value.kind) {
    case "known":
      return count(typeof value.json === "string" && !quoted ? value.json : canonicalText(value.json));
    case "typed": {
      const most = (quoted ? jsonBounds : textBounds)(value.type, types).most;
      return min(value.name === undefined ? value.cap : input(`|${value.name}|`), bytes(most));
    }
    case "record":
      return sum(
        number(2),
        ...[...value.fields].map(([name, v]) => sum(bytes(byteLength(JSON.stringify(name)) + 2), inner(v))),
      );
    case "list":
      return sum(number(2), product(value.length, sum(number(1), inner(value.element))));
    case "text":
      // Quoted, every byte may become an escape of six.
      return quoted ? sum(number(2), product(number(6), value.size)) : value.size;
    case "either":
      return max(...value.of.map((v) => sizeOf(v, count, types, quoted)));
  }
}

/** Elements of a list at most. */
export function lengthOf(value: Value, types: TypeTable): Size {
  switch (value.kind) {
    case "known":
      return number(Array.isArray(value.json) ? value.json.length : 0);
    case "typed": {
      const type = resolve(value.type, types);
      if (type?.kind === "union") return max(...type.members.map((m) => lengthOf({ ...value, type: m }, types)));
      if (type?.kind !== "list") return type?.kind === "json" ? unbounded : number(0);
      if (type.max !== undefined) return number(type.max);
      return value.name === undefined ? unbounded : input(`#${value.name}`);
    }
    case "list":
      return value.length;
    case "either":
      return max(...value.of.map((v) => lengthOf(v, types)));
    case "record":
    case "text":
      return number(0);
  }
}

export function fieldOf(value: Value, name: string, types: TypeTable): Value {
  switch (value.kind) {
    case "known": {
      const json = value.json;
      const own = json !== null && typeof json === "object" && !Array.isArray(json) && Object.hasOwn(json, name);
      return own ? { kind: "known", json: (json as { [key: string]: Json })[name]! } : nothing;
    }
    case "typed": {
      const type = resolve(value.type, types);
      if (type?.kind === "union") return either(type.members.map((m) => fieldOf({ ...value, type: m }, name, types)));
      if (type?.kind === "map") return part(value, type.value, name);
      const field = type?.kind === "record" ? type.fields.find((f) => f.name === name) : undefined;
      return field ? part(value, field.type, name) : type?.kind === "json" ? part(value, type, name) : nothing;
    }
    case "record":
      return value.fields.get(name) ?? nothing;
    case "either":
      return either(value.of.map((v) => fieldOf(v, name, types)));
    case "list":
    case "text":
      return nothing;
  }
}

/** Any one element of a list, or any value of a map. */
export function elementOf(value: Value, types: TypeTable): Value {
  switch (value.kind) {
    case "known":
      return Array.isArray(value.json) && value.json.length > 0
        ? either(value.json.map((json: Json): Value => ({ kind: "known", json })))
        : nothing;
    case "typed": {
      const type = resolve(value.type, types);
      if (type?.kind === "union") return either(type.members.map((m) => elementOf({ ...value, type: m }, types)));
      if (type?.kind === "list") return part(value, type.element, "");
      if (type?.kind === "map") return part(value, type.value, "");
      return type?.kind === "json" ? value : nothing;
    }
    case "list":
      return value.element;
    case "record":
      return either([...value.fields.values()]);
    case "either":
      return either(value.of.map((v) => elementOf(v, types)));
    case "text":
      return nothing;
  }
}

export function either(values: readonly Value[]): Value {
  const of = values.flatMap((v) => (v.kind === "either" ? v.of : [v]));
  const distinct = of.length < 2 ? of : [...new Map(of.map((v) => [valueKey(v), v])).values()];
  return distinct.length === 1 ? distinct[0]! : { kind: "either", of: distinct };
}

/** The keys of values, made once: those of parts are needed for every value that they are in. */
const keys = new WeakMap<Value, string>();

/** Two values with the same key are alike in all that is known of them. */
export function valueKey(value: Value): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = `${value.kind}(${partsKey(value)})`;
  keys.set(value, key);
  return key;
}

function partsKey(value: Value): string {
  switch (value.kind) {
    case "known":
      return JSON.stringify(value.json);
    case "typed":
      // Of a context its size is what counts.
      return [
        JSON.stringify([value.type, value.name]),
        keyOf(value.cap),
        value.context && keyOf(value.context.size),
      ].join();
    case "record":
      return [...value.fields].map(([name, field]) => `${JSON.stringify(name)}:${valueKey(field)}`).join();
    case "list":
      return `${valueKey(value.element)},${keyOf(value.length)}`;
    case "text":
      return keyOf(value.size);
    case "either":
      return value.of.map(valueKey).join();
  }
}

/** Where the agent ended that gave a value, where it is one agent's result unchanged: of several, the largest. */
export function contextOf(value: Value): Ended | undefined {
  if (value.kind === "typed") return value.context;
  if (value.kind !== "either") return undefined;
  const contexts = value.of.map(contextOf).filter((context) => context !== undefined);
  const [first] = contexts;
  return first && { ...first, size: max(...contexts.map((context) => context.size)) };
}

/** A part of an input is an input of its own: `|messages[]|` is the longest of them. */
function part(whole: Extract<Value, { kind: "typed" }>, type: Type, name: string): Value {
  if (whole.name === undefined) return { kind: "typed", type, cap: whole.cap };
  return { kind: "typed", type, cap: whole.cap, name: name === "" ? `${whole.name}[]` : `${whole.name}.${name}` };
}

function resolve(type: Type, types: TypeTable): Type | undefined {
  let at: Type | undefined = type;
  for (let hops = 0; at?.kind === "ref" && hops < 64; hops++) at = types.get(at.id)?.type;
  return at;
}
