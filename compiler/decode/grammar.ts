/**
 * What a text may be, as sequences of atoms: between a type (or a turn of a model, which is more than a value) and the
 * automaton's states. Alternatives are left-factored when they are assembled.
 */
import type { RecordType, Type } from "../graph/type.ts";

export type Sequence = readonly Atom[];

export type Atom =
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  /** A frame of its own: it nests, or it counts. */
  | { readonly kind: "frame"; readonly frame: Frame }
  /** One of several sequences. */
  | { readonly kind: "choice"; readonly options: readonly Sequence[] }
  /** The fields of a record from the `from`th on and its closing brace; `opened` once a field was written. */
  | { readonly kind: "fields"; readonly record: RecordType; readonly from: number; readonly opened: boolean };

export type Frame =
  | { readonly kind: "string"; readonly min: number; readonly max: number }
  | { readonly kind: "regular"; readonly type: Type }
  | { readonly kind: "list"; readonly element: Sequence; readonly min: number; readonly max: number }
  | { readonly kind: "map"; readonly value: Sequence }
  | { readonly kind: "named"; readonly id: string }
  /** Any JSON value. */
  | { readonly kind: "json" }
  /** Any text without the byte sequence that ends it: a model's free thinking. Ends with, and takes in, `until`. */
  | { readonly kind: "free"; readonly until: readonly number[]; readonly max: number };

/**
 * Bytes from here on never stand in UTF-8. In tables each is a *marker*: a control token of a model, which is one token and
 * not the text by which people write it.
 */
export const FIRST_MARKER = 0xf8;
export const MOST_MARKERS = 0x100 - FIRST_MARKER;

const encoder = new TextEncoder();

/** The bytes of `text` as they are. */
export function text(text: string): Atom {
  return { kind: "bytes", bytes: [...encoder.encode(text)] };
}

export function frame(frame: Frame): Atom {
  return { kind: "frame", frame };
}

export function choice(options: readonly Sequence[]): Atom {
  return { kind: "choice", options };
}

/** Two atoms with the same key accept the same texts. */
export function keyOf(atom: Atom): string {
  return kept(atom, () => {
    switch (atom.kind) {
      case "bytes":
        return `'${atom.bytes.join(".")}'`;
      case "frame":
        return frameKey(atom.frame);
      case "choice":
        return `(${atom.options.map(sequenceKey).join("|")})`;
      case "fields":
        return `{${atom.from}${atom.opened ? "+" : ""}${recordKey(atom.record)}}`;
    }
  });
}

export function sequenceKey(sequence: Sequence): string {
  return sequence.map(keyOf).join(" ");
}

export function frameKey(frame: Frame): string {
  return kept(frame, () => {
    switch (frame.kind) {
      case "string":
        return `s${frame.min}-${frame.max}`;
      case "regular":
        return `r${JSON.stringify(frame.type)}`;
      case "list":
        return `l${frame.min}-${frame.max}[${sequenceKey(frame.element)}]`;
      case "map":
        return `m[${sequenceKey(frame.value)}]`;
      case "named":
        return `n${JSON.stringify(frame.id)}`;
      case "json":
        return "j";
      case "free":
        return `f${frame.max}-${frame.until.join(".")}`;
    }
  });
}

const recordKey = (record: RecordType): string =>
  kept(record, () => JSON.stringify(record.fields.map((f) => [f.name, f.optional, f.type])));

/** Keys are as long as the types in them, and asked for often. */
const keys = new WeakMap<object, string>();

function kept(of: object, make: () => string): string {
  let key = keys.get(of);
  if (key === undefined) {
    key = make();
    keys.set(of, key);
  }
  return key;
}
