import { TextHead, TextTail, TextToken, type Token } from "../tokens.ts";

/** How a block text is indented where it stands, and where it is going to stand. */
export interface TextMargin {
  readonly width: number;
  readonly margin: string;
}

/** How many columns the lines of a block text share as their indentation; `parts` are its tokens from first to last. */
export function sharedWidth(parts: readonly Token[]): number {
  let shared: string | undefined;
  for (const [index, part] of parts.entries()) {
    const lines = inner(part).split("\n");
    for (const [number, line] of lines.entries()) {
      const goesOn = number === lines.length - 1 && index < parts.length - 1;
      if (number === 0 || (!goesOn && line.trim() === "")) continue;
      const blanks = /^[ \t]*/.exec(line)?.[0] ?? "";
      let length = 0;
      while (shared !== undefined && length < shared.length && shared[length] === blanks[length]) length++;
      shared = shared === undefined ? blanks : shared.slice(0, length);
    }
  }
  return shared?.length ?? 0;
}

/**
 * A part of a block text with its lines moved to another indentation, which leaves its value as it is.
 *
 * `last` says that the text ends with it: blanks before its closing quotes are indentation too.
 */
export function moved(part: Token, last: boolean, { width, margin }: TextMargin): string {
  const lines = part.image.replaceAll("\r\n", "\n").split("\n");
  return lines
    .map((line, number) => {
      if (number === 0) return line;
      const ends = number === lines.length - 1;
      const text = ends ? line.slice(0, line.length - closingLength(part)) : line;
      const closing = line.slice(text.length);
      if (text.trim() !== "" || (ends && !last)) return margin + text.slice(width) + closing;
      if (ends) return margin + closing;
      // Blanks beyond the margin are part of the value.
      return text.length > width ? margin + text.slice(width) : "";
    })
    .join("\n");
}

/** What a part says, without the marks around it. */
function inner(part: Token): string {
  const open = part.tokenType === TextToken || part.tokenType === TextHead ? 3 : 1;
  return part.image.slice(open, part.image.length - closingLength(part)).replaceAll("\r\n", "\n");
}

function closingLength(part: Token): number {
  return part.tokenType === TextToken || part.tokenType === TextTail ? 3 : 2;
}
