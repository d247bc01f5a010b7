import type { Piece } from "./layout.ts";

/** The text of pieces, marks included. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join("");
}

/** Text that a person, a program or a tool wrote. */
export function plain(text: string): Piece {
  return { text, special: false };
}

/** Text of the template's own, marks and all. */
export function mark(text: string): Piece {
  return { text, special: true };
}

/** The same text in as few pieces as can be. */
export function joined(...parts: readonly (readonly Piece[])[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of parts.flat()) {
    const last = out.at(-1);
    if (piece.text === "") continue;
    if (last && last.special === piece.special) out[out.length - 1] = { ...last, text: last.text + piece.text };
    else out.push(piece);
  }
  return out;
}

/** What stands from one offset of the text to another. */
export function cut(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const text = piece.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== "") out.push({ ...piece, text });
    at += piece.text.length;
  }
  return out;
}

/** The longest end that both have, cut from the second. */
export function commonEnd(first: readonly Piece[], second: readonly Piece[]): Piece[] {
  const a = textOf(first);
  const b = textOf(second);
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return cut(second, b.length - length, b.length);
}
