/**
 * The text of a turn: where thinking is asked for, the thinking between its marks, then the answer's JSON or the calls.
 */

/** Opens the thinking, and is written for the model. */
export const REASON_OPEN = "<think>\n";
/** Ends the thinking. The model writes it, or it is written for the model where its tokens are used up. */
export const REASON_END = "</think>";
/** Stands between the end of the thinking and what follows. */
export const REASON_GAP = "\n\n";

/** The part of a turn's text after its thinking, and the thinking. */
export function splitReason(text: string): { readonly reason: string | undefined; readonly rest: string } {
  if (!text.startsWith(REASON_OPEN)) return { reason: undefined, rest: text };
  const end = text.indexOf(REASON_END);
  if (end < 0) return { reason: text.slice(REASON_OPEN.length), rest: "" };
  const rest = text.slice(end + REASON_END.length);
  return {
    reason: text.slice(REASON_OPEN.length, end),
    rest: rest.startsWith(REASON_GAP) ? rest.slice(REASON_GAP.length) : rest,
  };
}
