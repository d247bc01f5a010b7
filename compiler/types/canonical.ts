/**
 * Canonical JSON: the one way in which agentflow writes a value. Compact, fields in declared order, plain decimals,
 * escapes only where JSON needs them. Prompts, shared values and decoded answers are all written like this, so the
 * grammar that an answer is held to has exactly one text for each value.
 */
import type { Json } from "../graph/expression.ts";
import { isList, isRecord, own } from "../graph/json.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "./access.ts";
import { memberFor } from "./check.ts";

/** Any two decimals of 15 digits are two doubles, so a number survives being written and read. */
export const MAX_DIGITS = 15;

/**
 * Writes `value` as canonical JSON. With a type, records have its fields in its order and none that it doesn't declare;
 * without one, in the order they have.
 */
export function canonicalText(value: Json, type?: Type, table: TypeTable = new Map()): string {
  const known = type && resolve(type, table);
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return canonicalNumber(value);
    case "boolean":
      return value ? "true" : "false";
  }
  if (value === null) return "null";
  if (known?.kind === "union") {
    const member = memberFor(value, known, table);
    return canonicalText(value, member, table);
  }
  if (isList(value)) {
    const element = known?.kind === "list" ? known.element : undefined;
    return `[${value.map((item) => canonicalText(item, element, table)).join(",")}]`;
  }
  if (!isRecord(value)) return "null";
  const parts: string[] = [];
  if (known?.kind === "record") {
    for (const field of known.fields) {
      const item = own(value, field.name);
      if (item === undefined || (item === null && field.optional && !memberFor(null, field.type, table))) continue;
      parts.push(`${JSON.stringify(field.name)}:${canonicalText(item, field.type, table)}`);
    }
  } else {
    const element = known?.kind === "map" ? known.value : undefined;
    for (const name of Object.keys(value))
      parts.push(`${JSON.stringify(name)}:${canonicalText(value[name] as Json, element, table)}`);
  }
  return `{${parts.join(",")}}`;
}

/**
 * A number as a plain decimal: no exponent, no `-0`, no zeros at the end of a fraction, at most {@link MAX_DIGITS}
 * digits in all, the zero before a point included. A number too large or too small to be said so (below 0.0001 with
 * more digits than fit, or from 10¹⁵ on) keeps 15 significant digits and takes the zeros it needs: a model can't write
 * it, but it can still be shown. What is no finite number is no JSON: it becomes `null`.
 */
export function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (value === 0) return "0";
  const shortest = plainDecimal(value.toString());
  if (digitsIn(shortest) <= MAX_DIGITS) return shortest;
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) {
    const rounded = plainDecimal(value.toPrecision(MAX_DIGITS));
    // The very largest numbers would be rounded out of what a number can hold.
    return Number.isFinite(Number(rounded)) ? rounded : shortest;
  }
  const whole = size < 1 ? 1 : Math.trunc(size).toString().length;
  return plainDecimal(value.toFixed(MAX_DIGITS - whole));
}

/** Writes out the exponent of a decimal and drops zeros that say nothing. */
export function plainDecimal(text: string): string {
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  const shift = Number(exponent);
  let digits = whole + fraction;
  let point = whole.length + shift;
  if (point <= 0) {
    digits = "0".repeat(1 - point) + digits;
    point = 1;
  }
  digits = digits.padEnd(point, "0");
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const after = digits.slice(point).replace(/0+$/, "");
  return `${sign}${before}${after && `.${after}`}`;
}

const digitsIn = (decimal: string): number => decimal.replace(/[-.]/g, "").length;
