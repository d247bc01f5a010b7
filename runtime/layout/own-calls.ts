import type { CallSyntax, Piece } from "./layout.ts";
import { joined, mark } from "./piece.ts";
import type { ResultSyntax } from "./recipe.ts";

/**
 * How calls look where a template says nothing of them, or where a model would have to open its turn in another way
 * for a call than for an answer: as JSON between marks, the way most models were taught.
 */
export const OWN_CALLS: CallSyntax = {
  open: "",
  prefix: '<tool_call>\n{"name": "',
  between: '", "arguments": ',
  suffix: "}\n</tool_call>",
  separator: "\n",
  close: "",
};

/** Results in a turn of the user's, between marks. */
export function ownResults(modelToUser: readonly Piece[]): ResultSyntax {
  return {
    open: joined(modelToUser, [mark("<tool_response>\n")]),
    between: [mark("\n</tool_response>\n<tool_response>\n")],
    close: [mark("\n</tool_response>")],
    json: false,
    standing: "user",
  };
}
