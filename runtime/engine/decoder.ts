import type { Machine } from "../../compiler/decode/machine.ts";

/**
 * What holds a turn to its grammar, as a device takes it. Whoever builds one knows nothing of tokens, whoever runs it
 * nothing of types.
 */
export type Decoder = TablesDecoder | GbnfDecoder;

/** Our own tables: they also say what must follow, and how a text can still end. */
export interface TablesDecoder {
  readonly kind: "tables";
  readonly machine: Machine;
  /** Texts of control tokens; the byte `FIRST_MARKER + i` of the machine stands for the `i`th. */
  readonly markers: readonly string[];
}

/** For llama.cpp's own grammar engine; its root rule is `root`. */
export interface GbnfDecoder {
  readonly kind: "gbnf";
  readonly grammar: string;
}
