import type { ToolDescription } from "../context/entry.ts";
import type { CallSyntax, Piece, ToolsText } from "./layout.ts";
import { joined, mark, plain, textOf } from "./piece.ts";

/**
 * Tools as a model is told of them: a line of JSON each, and how a call is written. One text for all templates, so that
 * tools cost the same tokens everywhere; only the calls look as the template wants them.
 */
export function toolsPieces(tools: readonly ToolDescription[], calls: CallSyntax): Piece[] {
  const lines = tools.map(({ name, description, parameters }) =>
    plain(`\n${JSON.stringify({ name, ...(description !== "" && { description }), parameters })}`),
  );
  return joined(
    [plain("Tools:\n"), mark("<tools>"), ...lines, plain("\n"), mark("</tools>")],
    [plain("\nTo call one, write:\n")],
    [mark(calls.open + calls.prefix), plain("<name>"), mark(calls.between), plain("<object>")],
    [mark(calls.suffix + calls.close)],
  );
}

/** The same as text. */
export function toolsText(calls: CallSyntax): ToolsText {
  return (tools) => textOf(toolsPieces(tools, calls));
}
