import { type Context, entriesOf } from "../context/context.ts";
import type { Entry } from "../context/entry.ts";

/** Bytes of one token, in the vocabularies of today and texts in most languages. */
const TOKEN_BYTES = 4;

/** Tokens of a text, about: nobody outside knows a provider's tokenizer. */
export function tokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / TOKEN_BYTES);
}

/** Tokens of an entry, about. */
export function tokensOfEntry(entry: Entry): number {
  return tokensIn(entry.kind === "text" || entry.kind === "system" ? entry.text : JSON.stringify(entry));
}

/** Tokens of a whole context, about. */
export function tokensOfContext(context: Context): number {
  return entriesOf(context).reduce((sum, entry) => sum + tokensOfEntry(entry), 0);
}
