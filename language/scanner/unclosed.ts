import type { Scanner } from "./state.ts";

/** A line that can only be code at the top of a file, or the end of a declaration: seldom so in a prompt. */
const codeLine =
  /^(?:\}[ \t\r]*$|(?:import|schema|type|model|tool|agent|flow|test)[ \t]+(?:[A-Za-z_]\w*[ \t]*[({=]|"[^"\n]*"[ \t]*\{|\{))/m;

/** Each time all that follows is read again, so there is a limit. */
const mostCuts = 8;

/**
 * Where a block text goes on to the end of the file, goes back to the one that was really left open.
 *
 * A missing `"""` turns every text after it inside out, and the last one is the one found open. The first that holds
 * a line of code at the margin is taken for the culprit; it is made to end before that line. False if there is none.
 */
export function rewindToUnclosed(scanner: Scanner): boolean {
  if (!scanner.unclosed || scanner.cuts.size >= mostCuts) return false;
  for (const [index, block] of scanner.blocks.entries()) {
    if (scanner.cuts.has(block.open)) continue;
    const found = codeLine.exec(scanner.text.slice(block.open + 3, block.end));
    if (!found) continue;
    scanner.cuts.set(block.open, block.open + 3 + found.index);
    scanner.at = block.open;
    scanner.tokens.length = block.tokens;
    scanner.comments.length = block.comments;
    scanner.problems.rewind(block.problems);
    scanner.blocks.length = index;
    scanner.frames.length = 0;
    scanner.semicolons = scanner.semicolons.filter(({ start }) => start < block.open);
    scanner.breakBefore = block.breakBefore;
    scanner.docs = [];
    scanner.flaw = undefined;
    scanner.unclosed = false;
    return true;
  }
  return false;
}
