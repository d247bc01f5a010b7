/** Single values against the constraints of strings and numbers. */
import { counted } from "../../language/amount.ts";
import { textLength } from "../graph/json.ts";
import type { LiteralType, NumberType, StringType } from "../graph/type.ts";
import { formatName, formatPattern } from "./formats.ts";
import { matchesPattern } from "./regex-text.ts";

/** Whether a value is one of a string's or number's. */
export function literalFits(value: LiteralType["value"], type: StringType | NumberType): boolean {
  return literalProblem(value, type) === undefined;
}

/** What is wrong with a value, as the end of a sentence that begins with what it is ("is 3 characters long; at most 2 are allowed"). */
export function literalProblem(value: LiteralType["value"], type: StringType | NumberType): string | undefined {
  if (type.kind === "number") return typeof value === "number" ? numberProblem(value, type) : "must be a number";
  return typeof value === "string" ? textProblem(value, type) : "must be a text";
}

function numberProblem(value: number, type: NumberType): string | undefined {
  if (!Number.isFinite(value)) return "must be a finite number";
  if (type.integer && !Number.isInteger(value)) return `is ${value}; it must be a whole number`;
  if (type.min !== undefined && value < type.min) return `is ${value}; it must be at least ${type.min}`;
  if (type.max !== undefined && value > type.max) return `is ${value}; it must be at most ${type.max}`;
  return undefined;
}

function textProblem(value: string, type: StringType): string | undefined {
  // Half a surrogate pair is no character: it has no UTF-8 and could never be written by a model.
  if (/\p{Surrogate}/u.test(value)) return "has half a character (a lone surrogate) in it";
  const { min, max, pattern, format } = type;
  if (min !== undefined || max !== undefined) {
    const length = textLength(value);
    if (max !== undefined && length > max) return `is ${counted(length, "character")} long; it must be at most ${max}`;
    if (min !== undefined && length < min)
      return length === 0 ? "must not be empty" : `is ${counted(length, "character")} long; it must be at least ${min}`;
  }
  if (format !== undefined && !matchesPattern(formatPattern[format], value)) return `must be ${formatName[format]}`;
  if (pattern !== undefined && !matchesPattern(pattern, value)) return `must match /${pattern}/ as a whole`;
  return undefined;
}
