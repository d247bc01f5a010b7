import type { Json } from "../../compiler/graph/expression.ts";
import type { Call } from "../context/entry.ts";
import type { CallSyntax } from "../layout/layout.ts";
import type { TurnRequest } from "./engine.ts";
import { splitReason } from "./turn-text.ts";

/** What a whole turn says. */
export type ParsedTurn =
  | { readonly kind: "calls"; readonly calls: readonly Call[]; readonly reason?: string }
  | { readonly kind: "answer"; readonly value: Json; readonly reason?: string }
  | { readonly kind: "unreadable"; readonly error: string };

/** Reads a turn's whole text. `id` names its calls: `${id}.0`, `${id}.1`, …. */
export function parseTurn(text: string, request: TurnRequest, syntax: CallSyntax, id: string): ParsedTurn {
  const { reason, rest } = splitReason(text);
  const more = reason === undefined ? {} : { reason: reason.trim() };
  const body = rest.trim();
  const calls = request.calls.length > 0 ? parseCalls(body, syntax, id) : undefined;
  if (calls) return { kind: "calls", calls, ...more };
  const value = request.answer ? parseJson(body) : undefined;
  if (value !== undefined) return { kind: "answer", value, ...more };
  const wanted = request.answer ? (request.calls.length > 0 ? "an answer nor a call" : "an answer") : "a call";
  const neither = wanted.includes(" nor ") ? "neither " : "not ";
  return {
    kind: "unreadable",
    error: `The model wrote what is ${neither}${wanted}: ${JSON.stringify(shorten(body))}.`,
  };
}

/** The calls in `text`, which must hold nothing else; undefined if it doesn't. */
export function parseCalls(text: string, syntax: CallSyntax, id: string): readonly Call[] | undefined {
  const open = syntax.open.trimStart();
  if (!text.startsWith(open)) return undefined;
  const close = syntax.close.trimEnd();
  const calls: Call[] = [];
  let at = open.length;
  for (;;) {
    const call = parseCall(text, at, syntax, close === "" ? syntax.suffix.trimEnd() : syntax.suffix);
    if (!call) return undefined;
    calls.push({ id: `${id}.${calls.length}`, name: call.name, arguments: call.arguments });
    at = call.end;
    if (text.slice(at) === close) return calls;
    if (!text.startsWith(syntax.separator, at)) return undefined;
    at += syntax.separator.length;
  }
}

function parseCall(text: string, from: number, syntax: CallSyntax, suffix: string) {
  if (!text.startsWith(syntax.prefix, from)) return undefined;
  const nameStart = from + syntax.prefix.length;
  const nameEnd = text.indexOf(syntax.between, nameStart);
  if (nameEnd <= nameStart) return undefined;
  const start = nameEnd + syntax.between.length;
  const end = jsonEnd(text, start);
  const value = end === undefined ? undefined : parseJson(text.slice(start, end));
  if (end === undefined || value === undefined || !text.startsWith(suffix, end)) return undefined;
  return { name: text.slice(nameStart, nameEnd), arguments: value, end: end + suffix.length };
}

/** Where the JSON value that begins at `start` ends, if it is an object, a list or a string. */
function jsonEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (depth === 0 && !inString) return at + 1;
    if (depth < 0) return undefined;
  }
  return undefined;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
