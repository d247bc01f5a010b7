/**
 * What holds a turn to its grammar, as a device takes it. GBNF runs on llama.cpp's own grammar engine; decoder tables
 * will be a second member of this union. Whoever builds one knows nothing of tokens, whoever runs it nothing of types.
 */
export type Decoder = {
  readonly kind: "gbnf";
  /** Its root rule is `root`. */
  readonly grammar: string;
};
