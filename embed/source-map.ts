/** A line of a made text, from 0, and the place that it comes from; line and column from 1. */
export interface Mapped {
  readonly made: number;
  readonly line: number;
  readonly column: number;
}

/**
 * A source map as the comment that ends a module: each of `lines`, in their order, leads to its place in `file`.
 * Revision 3 of the format; of a line only its beginning is mapped.
 */
export function sourceMapComment(file: string, text: string, lines: readonly Mapped[]): string {
  let mappings = "";
  let at = 0;
  let [line, column] = [0, 0];
  for (const each of lines) {
    mappings += ";".repeat(each.made - at);
    at = each.made;
    mappings += [0, 0, each.line - 1 - line, each.column - 1 - column].map(base64Vlq).join("");
    [line, column] = [each.line - 1, each.column - 1];
  }
  const map = { version: 3, sources: [file], sourcesContent: [text], names: [], mappings };
  const data = Buffer.from(JSON.stringify(map), "utf8").toString("base64");
  return `//# sourceMappingURL=data:application/json;base64,${data}\n`;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Five bits a digit, the lowest first, with the sign as the very lowest; the sixth says that more follow. */
function base64Vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}
