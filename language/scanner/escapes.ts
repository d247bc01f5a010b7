/** An escape at `at` in `text`, where the backslash is: how long it is and what it stands for, undefined if for nothing. */
export function readEscape(text: string, at: number): { readonly length: number; readonly value: string | undefined } {
  const next = text[at + 1];
  switch (next) {
    case "n":
      return { length: 2, value: "\n" };
    case "t":
      return { length: 2, value: "\t" };
    case '"':
    case "\\":
      return { length: 2, value: next };
    case "$":
      return text[at + 2] === "{" ? { length: 3, value: "${" } : { length: 2, value: undefined };
    case "u": {
      hexadecimal.lastIndex = at + 2;
      const found = hexadecimal.exec(text);
      if (!found) return { length: 2, value: undefined };
      const point = Number.parseInt(found[1] ?? "", 16);
      const length = 2 + found[0].length;
      // A lone surrogate is no character, and UTF-8 can't write it.
      const known = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
      return { length, value: known ? String.fromCodePoint(point) : undefined };
    }
    case undefined:
    case "\n":
    case "\r":
      return { length: 1, value: undefined };
    default:
      return { length: 1 + String.fromCodePoint(text.codePointAt(at + 1) ?? 0).length, value: undefined };
  }
}

const hexadecimal = /\{([0-9A-Fa-f]{1,6})\}/y;

/** Puts in place of each escape what it stands for; one that stands for nothing stays as it is. */
export function withoutEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw;
  let result = "";
  let from = 0;
  for (let at = raw.indexOf("\\"); at >= 0; at = raw.indexOf("\\", from)) {
    const { length, value } = readEscape(raw, at);
    result += raw.slice(from, at) + (value ?? raw.slice(at, at + length));
    from = at + length;
  }
  return result + raw.slice(from);
}
