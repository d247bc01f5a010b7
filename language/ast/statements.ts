import type { Property } from "./declarations.ts";
import type { Expression } from "./expressions.ts";
import type { Doc, Name, Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

/** `{ … }` with statements; the value of the last one is the block's where a value is expected. */
export interface Block {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  readonly span: Span;
}

/** A line of a block. */
export type Statement =
  | LetStatement
  | SpineStatement
  | ShareStatement
  | ReturnStatement
  | BreakStatement
  | ExpectStatement
  | MockStatement
  | ExpressionStatement;

/** `let x = e`, `let x: T = e`. */
export interface LetStatement {
  readonly kind: "let";
  readonly name: Name;
  readonly type?: TypeNode;
  readonly value: Expression;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `spine { system: …, tools: […] }`. */
export interface SpineStatement {
  readonly kind: "spine";
  readonly properties: readonly Property[];
  readonly span: Span;
}

/** `share e`. */
export interface ShareStatement {
  readonly kind: "share";
  readonly value: Expression;
  readonly span: Span;
}

/** `return e`. */
export interface ReturnStatement {
  readonly kind: "return";
  readonly value: Expression;
  readonly span: Span;
}

/** `break e`. */
export interface BreakStatement {
  readonly kind: "break";
  readonly value: Expression;
  readonly span: Span;
}

/** `expect e`. */
export interface ExpectStatement {
  readonly kind: "expect";
  readonly value: Expression;
  readonly span: Span;
}

/** `mock search -> []`; `mock search -> fail("down")` has a call of `fail` as its value. */
export interface MockStatement {
  readonly kind: "mock";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

/** An expression run for its effect or, as the last line of a block, for its value. `if` without `else` stands here too. */
export interface ExpressionStatement {
  readonly kind: "expression";
  readonly value: Expression;
  readonly span: Span;
}
