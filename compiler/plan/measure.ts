/**
 * What the plan has to know of a layout and a tokenizer. The runtime gives one that counts with the model at hand; without
 * one every text is bounded by its bytes, since no token is less than a byte.
 */
import type { Json } from "../graph/expression.ts";
import { byteLength } from "../types/text-length.ts";
import { ERROR_TOKENS, NOTE_TOKENS } from "./limits.ts";
import { bytes, number, type Size } from "./size.ts";

export interface Measure {
  /** What counted: a model's title, or null where bytes stand for tokens. */
  readonly counted: string | null;
  /** Tokens of a text that is known, as an entry of its own. */
  text(text: string): Size;
  /** Marks that open a context, close its system message and open the user's turn. */
  readonly opening: number;
  /** What separates a paragraph from the one before. */
  readonly paragraph: number;
  /** Marks that close the user's turn and open the model's, or the other way round. */
  readonly turn: number;
  /** Marks around one result of a call. */
  readonly result: number;
  /** The longest note that the runtime writes by itself: what was wrong with a turn or an attempt, a value asked for. */
  readonly note: number;
  /** The description of tools. */
  tools(tools: readonly ToolText[]): Size;
  /** The paragraph that says what the answer must be. */
  answer(schema: Json): Size;
}

/** What a model is told about a tool. */
export interface ToolText {
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

/** Bounds by bytes, with room for the longest marks of the known chat templates. */
export const byteMeasure: Measure = {
  counted: null,
  text: (text) => bytes(byteLength(text)),
  opening: 24,
  paragraph: 2,
  turn: 24,
  result: 48,
  note: ERROR_TOKENS + NOTE_TOKENS,
  tools: (tools) => (tools.length === 0 ? number(0) : bytes(600 + byteLength(JSON.stringify(tools)))),
  answer: (schema) => bytes(200 + byteLength(JSON.stringify(schema))),
};
