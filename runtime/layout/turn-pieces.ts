import type { TurnEntry } from "../context/entry.ts";
import { REASON_END, REASON_OPEN } from "../engine/turn-text.ts";
import type { CallSyntax, Piece } from "./layout.ts";
import { joined, mark, plain } from "./piece.ts";

/**
 * What a model wrote, for a model that did not write it: the marks of its calls and its thinking may be control tokens,
 * all between them is plain text, so that nothing it quoted becomes a mark.
 */
export function turnPieces(turn: TurnEntry, calls: CallSyntax): Piece[] {
  const { thinking, rest } = splitThinking(turn.text);
  if (turn.calls.length === 0) return joined(thinking, [plain(rest)]);
  return joined(thinking, asWritten(rest, turn, calls) ?? asCalled(turn, calls));
}

/** Whether a turn begins with a thought, and so was opened without one. */
export function thinks(turn: TurnEntry): boolean {
  return turn.text.startsWith(REASON_OPEN);
}

function splitThinking(text: string): { thinking: Piece[]; rest: string } {
  const end = text.indexOf(REASON_END);
  if (!text.startsWith(REASON_OPEN) || end < 0) return { thinking: [], rest: text };
  const thinking = [mark(REASON_OPEN), plain(text.slice(REASON_OPEN.length, end)), mark(REASON_END)];
  return { thinking, rest: text.slice(end + REASON_END.length) };
}

/** The very text, if the calls in it stand where this layout would have them. */
function asWritten(text: string, turn: TurnEntry, calls: CallSyntax): Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [index, call] of turn.calls.entries()) {
    const start = (index === 0 ? calls.open : calls.separator) + calls.prefix;
    const head = start + call.name + calls.between;
    const found = text.indexOf(head, at);
    const last = index === turn.calls.length - 1;
    if (found < 0 || (index > 0 && found > at)) return undefined;
    const value = found + head.length;
    const end = value + valueLength(text.slice(value));
    const suffix = last ? calls.suffix + calls.close : calls.suffix;
    if (!text.startsWith(suffix, end)) return undefined;
    pieces.push(plain(text.slice(at, found)), mark(start), plain(call.name), mark(calls.between));
    pieces.push(plain(text.slice(value, end)), mark(suffix));
    at = end + suffix.length;
  }
  return [...pieces, plain(text.slice(at))];
}

/** The calls as this layout writes them: another one's text, or an engine's that has no text for them. */
function asCalled(turn: TurnEntry, calls: CallSyntax): Piece[] {
  const between = turn.calls.map((call, index) => [
    mark((index === 0 ? calls.open : calls.suffix + calls.separator) + calls.prefix),
    plain(call.name),
    mark(calls.between),
    plain(JSON.stringify(call.arguments)),
  ]);
  return [...between.flat(), mark(calls.suffix + calls.close)];
}

/** How long the JSON value is that a text begins with. */
function valueLength(text: string): number {
  let depth = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|[^"[\]{}]+/gsu)) {
    if (token[0] === "{" || token[0] === "[") depth += 1;
    if (token[0] === "}" || token[0] === "]") depth -= 1;
    if (depth <= 0) return token.index + token[0].length;
  }
  return text.length;
}
