import { TooManyStates } from "./automaton.ts";
import { type Atom, type Frame, frameKey, keyOf, type Sequence } from "./grammar.ts";

/**
 * A sequence as a list, one byte or one other atom at a time. Within one {@link Cells}, sequences of the same atoms are the
 * same cell, so that alternatives are compared by their ids however long they are.
 */
export interface Cell {
  readonly id: number;
  readonly head: Head;
  /** Null at the end. */
  readonly tail: Cell | null;
}

export type Head =
  | { readonly kind: "byte"; readonly byte: number }
  | { readonly kind: "frame"; readonly frame: Frame; readonly key: string }
  | Extract<Atom, { kind: "choice" | "fields" }>;

/** Alternatives that go on side by side for long are as many as their products: more than this is refused, in a second or less. */
const MOST_CELLS = 50_000;

/** Where the cells of one automaton are kept. */
export class Cells {
  readonly #cells = new Map<string, Cell>();
  /** Keys of atoms are as long as the types in them; here each has a number. */
  readonly #atoms = new Map<string, number>();

  /** `sequence`, and then `tail`. */
  of(sequence: Sequence, tail: Cell | null = null): Cell | null {
    let cell = tail;
    for (let i = sequence.length - 1; i >= 0; i--) {
      const atom = sequence[i]!;
      if (atom.kind === "bytes")
        for (let b = atom.bytes.length - 1; b >= 0; b--)
          cell = this.#cell(`b${atom.bytes[b]}`, { kind: "byte", byte: atom.bytes[b]! }, cell);
      else if (atom.kind === "frame") {
        const key = frameKey(atom.frame);
        cell = this.#cell(`a${this.#numberOf(key)}`, { kind: "frame", frame: atom.frame, key }, cell);
      } else cell = this.#cell(`a${this.#numberOf(keyOf(atom))}`, atom, cell);
    }
    return cell;
  }

  #cell(key: string, head: Head, tail: Cell | null): Cell {
    const whole = `${key} ${idOf(tail)}`;
    let cell = this.#cells.get(whole);
    if (!cell) {
      if (this.#cells.size === MOST_CELLS) throw new TooManyStates();
      cell = { id: this.#cells.size + 1, head, tail };
      this.#cells.set(whole, cell);
    }
    return cell;
  }

  #numberOf(key: string): number {
    let number = this.#atoms.get(key);
    if (number === undefined) {
      number = this.#atoms.size;
      this.#atoms.set(key, number);
    }
    return number;
  }
}

/** The id of a cell; 0 is that of the end. */
export const idOf = (cell: Cell | null): number => cell?.id ?? 0;
