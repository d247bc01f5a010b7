/** A type with all that holds a text to it. */
import { decodable } from "../../../compiler/decode/decodable.ts";
import type { Machine } from "../../../compiler/decode/machine.ts";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import { accept, begin, complete, type Standing } from "../../../compiler/decode/run.ts";
import { emitGbnf } from "../../../compiler/emit/gbnf.ts";
import { grammarText } from "../../../compiler/emit/gbnf-text.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { writable } from "../arbitrary/numbers.ts";

export const none: TypeTable = new Map();

/** The tables of a type, loosened where there are none for all of it. */
export function tablesOf(type: Type, table: TypeTable = none): Machine {
  const found = decodable(type, table);
  const sequence = sequenceOf(found.type);
  if (!sequence) throw new Error("the type has no text");
  return machineOf(sequence, found.table);
}

/** The grammar of a type as llama.cpp takes it. */
export function grammarOf(type: Type, table: TypeTable = none): string {
  const { gbnf } = emitGbnf(type, table);
  if (!gbnf) throw new Error("the type has no grammar");
  return grammarText(gbnf);
}

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (bytes: Iterable<number>): string =>
  new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));

/** Where tables stand after a text; null where they refuse it. */
export const standingAfter = (machine: Machine, text: string): Standing | null =>
  accept(machine, begin(machine), bytesOf(text));

/** Whether tables take a text as a whole. */
export function takes(machine: Machine, text: string): boolean {
  const at = standingAfter(machine, text);
  return at !== null && complete(machine, at);
}

/** The value of a text that is its canonical one; undefined for every other text. */
export function canonicalValue(text: string, type: Type, table: TypeTable): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return canonicalText(value, type, table) === text && numbersIn(value).every(writable) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Those of more than 15 digits can be shown, but no model may write them. */
function numbersIn(value: Json): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** Brackets that are open at once in a text at most, those in strings included. */
export function nesting(text: string): number {
  let open = 0;
  let most = 0;
  for (const char of text) {
    if (char === "[" || char === "{") open++;
    if (char === "]" || char === "}") open--;
    most = Math.max(most, open);
  }
  return most;
}
