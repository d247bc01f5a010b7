/**
 * Takes the shared indentation away from the raw pieces of a `"""` text; between two pieces stands an interpolation.
 *
 * The indentation is the longest run of blanks that begins every line but the first and the blank ones. A first line
 * break and a last line of blanks go too, and line breaks become `\n`.
 */
export function dedent(pieces: readonly string[]): string[] {
  const lines = pieces.map((piece) => piece.split(/\r?\n/));
  let margin: string | undefined;
  for (const [index, piece] of lines.entries()) {
    for (let line = 1; line < piece.length; line++) {
      const text = piece[line] ?? "";
      // The last line of a piece goes on with an interpolation, unless it is the last line of all.
      const goesOn = line === piece.length - 1 && index < lines.length - 1;
      if (!goesOn && text.trim() === "") continue;
      const blanks = /^[ \t]*/.exec(text)?.[0] ?? "";
      margin = margin === undefined ? blanks : sharedStart(margin, blanks);
    }
  }
  const width = margin?.length ?? 0;
  const result = lines.map((piece, index) =>
    piece.map((text, line) => {
      if (line === 0) return text;
      const goesOn = line === piece.length - 1 && index < lines.length - 1;
      // A blank line may be shorter than the margin, or have other blanks in its place.
      return !goesOn && text.trim() === "" ? text.slice(Math.min(width, text.length)) : text.slice(width);
    }),
  );
  const first = result[0];
  if (first && first.length > 1 && (first[0] ?? "").trim() === "") first.shift();
  const last = result.at(-1);
  if (last && (last.at(-1) ?? "").trim() === "") {
    if (last.length > 1) last.pop();
    else if (result.length === 1 && lines[0] && lines[0].length > 1) last[0] = "";
  }
  return result.map((piece) => piece.join("\n"));
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
