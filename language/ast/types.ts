import type { Doc, Name, Span } from "./span.ts";

/** A type as written. */
export type TypeNode = NamedType | LiteralType | ListType | MapType | ResultType | RecordType | UnionType | MissingType;

/** `string`, `int(1..10)`, `string(/[A-Z]+/)`, `Finding`: a word, perhaps with a constraint. */
export interface NamedType {
  readonly kind: "named-type";
  readonly name: Name;
  readonly constraint?: Range | Pattern;
  readonly span: Span;
}

/** `"a"`, `3`, `-0.5`, `true`, `null` in the place of a type. */
export interface LiteralType {
  readonly kind: "literal-type";
  readonly value: string | number | boolean | null;
  readonly span: Span;
}

/** `T[]`, `T[1..5]`, `T[3]` (low and high are then the same). */
export interface ListType {
  readonly kind: "list-type";
  readonly element: TypeNode;
  readonly length?: Range;
  readonly span: Span;
}

/** `map<T>`. */
export interface MapType {
  readonly kind: "map-type";
  readonly value: TypeNode;
  readonly span: Span;
}

/** `result<T>`. */
export interface ResultType {
  readonly kind: "result-type";
  readonly value: TypeNode;
  readonly span: Span;
}

/** `{ a: T, b?: U }`. */
export interface RecordType {
  readonly kind: "record-type";
  readonly entries: readonly RecordTypeEntry[];
  readonly span: Span;
}

/** `A | B`. */
export interface UnionType {
  readonly kind: "union-type";
  readonly members: readonly TypeNode[];
  readonly span: Span;
}

/** Where a type was expected and not found. */
export interface MissingType {
  readonly kind: "missing-type";
  readonly span: Span;
}

/** An entry of a record type or a schema. */
export type RecordTypeEntry = FieldDeclaration | BaseFields;

/** `b?: U` of a record type or a schema. */
export interface FieldDeclaration {
  readonly kind: "field";
  /** Any word, or a quoted name. */
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeNode;
  readonly doc?: Doc;
  readonly span: Span;
}

/** `...Base`. */
export interface BaseFields {
  readonly kind: "base";
  readonly name: Name;
  readonly span: Span;
}

/** `1..5`, `0..`, `..9`, or a single number `3` (then `low === high`). */
export interface Range {
  readonly kind: "range";
  readonly low?: number;
  readonly high?: number;
  readonly span: Span;
}

/** `/[A-Z]{3}-\d+/`, without the slashes. */
export interface Pattern {
  readonly kind: "pattern";
  readonly source: string;
  readonly span: Span;
}
