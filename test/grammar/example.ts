/**
 * A piece of a program and what an editor is to make of it: its text, the innermost scope of the TextMate grammar
 * (without `.agentflow` at its end), and the type of its semantic token with the modifiers after it, where it has one.
 * Pieces stand in the order of the text; what is between two of them nobody asks about.
 */
export type Piece = readonly [text: string, scope: string, semantic?: Semantic];

/** `function`, or `function declaration`. */
export type Semantic = SemanticType | `${SemanticType} ${SemanticModifiers}`;

/** What a name stands for. Words, texts, numbers and marks have no semantic token: the grammar knows them by their look. */
export type SemanticType = "type" | "function" | "variable" | "parameter" | "property" | "method";

/** `readonly` is a model; `defaultLibrary` is what the language itself names. */
export type SemanticModifiers = "declaration" | "readonly" | "declaration readonly" | "defaultLibrary";

/** A whole program without mistakes, and pieces of it. */
export interface Highlighted {
  readonly title: string;
  readonly source: string;
  readonly pieces: readonly Piece[];
}

/** Where the pieces of an example stand in its source; throws where one does not. A name is found as a whole one. */
export function placesOf({ source, pieces }: Highlighted): { readonly piece: Piece; readonly start: number }[] {
  let at = 0;
  return pieces.map((piece) => {
    const literal = piece[0].replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    const isName = /^[A-Za-z]\w*$/.test(literal);
    const pattern = new RegExp(isName ? `(?<![A-Za-z_])${literal}(?![A-Za-z_])` : literal, "g");
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) throw new Error(`There is no ${JSON.stringify(piece[0])} from ${at} on.`);
    at = pattern.lastIndex;
    return { piece, start: found.index };
  });
}

/** The scopes that stand in the examples over and over. */
export const scopes = {
  text: "string.quoted.double",
  block: "string.quoted.triple",
  quote: "punctuation.definition.string",
  open: "punctuation.section.embedded.begin",
  close: "punctuation.section.embedded.end",
  primitive: "support.type.primitive",
  field: "variable.object.property",
  key: "variable.other.property",
  property: "support.type.property-name",
  variable: "variable.other.readwrite",
  parameter: "variable.parameter",
  call: "entity.name.function.call",
  method: "entity.name.function.member",
  number: "constant.numeric",
  unit: "keyword.other.unit",
} as const;
