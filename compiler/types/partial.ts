/** The beginning of a canonical JSON text as a partial value: what a person can be shown while a model still writes. */
import type { Json } from "../graph/expression.ts";
import { recordOf } from "../graph/json.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { membersOf, resolve } from "./access.ts";

/**
 * What the beginning of a canonical JSON text says already: fields and elements that are whole, an open text as far as it
 * goes, an open list or record with what it has so far. Left out is what can't be told yet: half a number or word, a
 * field without its value, and, where the type is known, the beginning of a text that only means something when it is
 * whole (one of several words, an address, a date, a pattern). `undefined` where nothing can be told at all.
 */
export function partialValue(text: string, type?: Type, table: TypeTable = new Map()): Json | undefined {
  return readValue({ text, at: 0, table }, type)?.value;
}

interface Reader {
  readonly text: string;
  at: number;
  readonly table: TypeTable;
}

/** `whole` is false where the text ended inside. */
interface Read {
  readonly value: Json | undefined;
  readonly whole: boolean;
}

const CUT: Read = { value: undefined, whole: false };

function readValue(reader: Reader, type: Type | undefined): Read {
  const first = reader.text[reader.at];
  switch (first) {
    case undefined:
      return CUT;
    case '"': {
      const { value, whole } = readString(reader);
      return whole || mayBeCut(type, reader.table) ? { value, whole } : CUT;
    }
    case "[":
      return readList(reader, type);
    case "{":
      return readRecord(reader, type);
    default:
      return readWord(reader);
  }
}

function readList(reader: Reader, type: Type | undefined): Read {
  const items: Json[] = [];
  const element = insideOf(type, reader.table, "list");
  reader.at++;
  if (take(reader, "]")) return { value: items, whole: true };
  for (;;) {
    const { value, whole } = readValue(reader, element);
    if (value !== undefined) items.push(value);
    if (!whole) return { value: items, whole: false };
    if (take(reader, "]")) return { value: items, whole: true };
    if (!take(reader, ",")) return { value: items, whole: false };
  }
}

function readRecord(reader: Reader, type: Type | undefined): Read {
  const fields: (readonly [string, Json])[] = [];
  const so = (whole: boolean): Read => ({ value: recordOf(fields), whole });
  reader.at++;
  if (take(reader, "}")) return so(true);
  for (;;) {
    if (reader.text[reader.at] !== '"') return so(false);
    const name = readString(reader);
    if (!name.whole || !take(reader, ":")) return so(false);
    const { value, whole } = readValue(reader, insideOf(type, reader.table, name.value));
    if (value !== undefined) fields.push([name.value, value]);
    if (!whole) return so(false);
    if (take(reader, "}")) return so(true);
    if (!take(reader, ",")) return so(false);
  }
}

function readString(reader: Reader): { readonly value: string; readonly whole: boolean } {
  const { text } = reader;
  const from = reader.at + 1;
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? (text[at + 1] === "u" ? 6 : 2) : 1;
  const whole = at < text.length;
  // An escape that is cut stands at the very end.
  const written = whole
    ? text.slice(from, at)
    : text.slice(from).replace(/(^|[^\\])((?:\\\\)*)\\(?:u[\da-fA-F]{0,3})?$/, "$1$2");
  reader.at = at + 1;
  const value = parsed(`"${written}"`);
  if (typeof value !== "string") return { value: "", whole: false };
  // Half a character is none.
  return { value: whole ? value : value.replace(/[\ud800-\udbff]$/, ""), whole };
}

/** A number, `true`, `false` or `null`. A number is whole when something follows it; nothing else can end on a digit. */
function readWord(reader: Reader): Read {
  const [word = ""] = /^[-\w.+]*/.exec(reader.text.slice(reader.at)) ?? [];
  reader.at += word.length;
  const value = parsed(word);
  if (value === undefined) return CUT;
  return typeof value === "number" && reader.at === reader.text.length ? CUT : { value, whole: true };
}

function take(reader: Reader, mark: string): boolean {
  if (reader.text[reader.at] !== mark) return false;
  reader.at++;
  return true;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The type of what is inside: of a list's elements, or of a field; unknown where alternatives differ in it. */
function insideOf(type: Type | undefined, table: TypeTable, name: string): Type | undefined {
  if (type === undefined) return undefined;
  const found = membersOf(type, table).flatMap((member) => {
    const known = resolve(member, table);
    if (known.kind === "list") return known.element;
    if (known.kind === "map") return known.value;
    return known.kind === "record" ? (known.fields.find((field) => field.name === name)?.type ?? []) : [];
  });
  return found.length > 1 ? { kind: "union", members: found } : found[0];
}

/** Whether the beginning of a text of the type is worth showing. */
function mayBeCut(type: Type | undefined, table: TypeTable): boolean {
  if (type === undefined) return true;
  return membersOf(type, table).some((member) => {
    const known = resolve(member, table);
    return (
      known.kind === "json" || (known.kind === "string" && known.pattern === undefined && known.format === undefined)
    );
  });
}
