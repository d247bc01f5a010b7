/** Content hashes of graphs and their parts. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Json } from "./expression.ts";
import type { Graph } from "./graph.ts";
import { compareText, isList, isRecord } from "./json.ts";
import type { Type, TypeId } from "./type.ts";

/** SHA-256 in hex of a JSON value; the order of its records' fields does not matter, and what is `undefined` isn't there. */
export function hashJson(value: Json): string {
  return hashText(sortedText(value));
}

/** SHA-256 in hex of a text in UTF-8. */
export function hashText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** What names a graph by its content: two programs that run the same have the same. */
export function hashGraph(graph: Graph): string {
  return hashJson(graph as unknown as Json);
}

/** The id of a type that the source doesn't name: `#` and the first 12 digits of its content's hash. */
export function anonymousTypeId(type: Type): TypeId {
  return `#${hashJson(type as unknown as Json).slice(0, 12)}`;
}

/** Numbers keep all their digits here: values that differ at all must not hash alike. */
function sortedText(value: Json): string {
  if (isList(value)) return `[${value.map(sortedText).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort(compareText);
  return `{${names.map((name) => `${JSON.stringify(name)}:${sortedText(value[name] as Json)}`).join(",")}}`;
}
