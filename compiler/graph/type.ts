/**
 * Types as the checker, the emitters and the runtime know them: plain data, names resolved.
 *
 * The surface's `T | null`, `result<T>` and `...Base` are gone by here: a result is the union of its two records, a
 * base's fields are copied. Recursion goes through `ref` alone, so a type is always a finite tree.
 */
export type Type =
  | StringType
  | NumberType
  | { readonly kind: "bool" }
  | { readonly kind: "null" }
  | { readonly kind: "json" }
  | LiteralType
  | ListType
  | MapType
  | RecordType
  | UnionType
  | RefType
  | { readonly kind: "thought" }
  /** No value at all: the element of `[]`, and what a mistake leaves behind (`unknown: true`), which fits everywhere. */
  | { readonly kind: "never"; readonly unknown?: true };

/** Lengths count code points. At most one of `pattern` and `format` is there. */
export interface StringType {
  readonly kind: "string";
  readonly min?: number;
  readonly max?: number;
  /** An ECMAScript pattern that the whole string matches. */
  readonly pattern?: string;
  readonly format?: "url" | "date" | "datetime";
}

/** Bounds are inclusive. */
export interface NumberType {
  readonly kind: "number";
  readonly integer: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface LiteralType {
  readonly kind: "literal";
  readonly value: string | number | boolean;
}

export interface ListType {
  readonly kind: "list";
  readonly element: Type;
  readonly min?: number;
  readonly max?: number;
}

/** String keys; any number of them. */
export interface MapType {
  readonly kind: "map";
  readonly value: Type;
}

export interface RecordType {
  readonly kind: "record";
  /** In declared order, which is the order of canonical JSON. */
  readonly fields: readonly FieldType[];
}

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  /** What the model is told about it. */
  readonly doc?: string;
}

/** At least two members; never nested directly in a union. */
export interface UnionType {
  readonly kind: "union";
  readonly members: readonly Type[];
}

/** A schema or alias in the graph's table of types. */
export interface RefType {
  readonly kind: "ref";
  readonly id: TypeId;
}

/** The declared name; a second declaration of the same name in another module gets `Name@2`, and so on. */
export type TypeId = string;

/** Named types by id, as `ref`s find them. */
export type TypeTable = ReadonlyMap<TypeId, NamedType>;

export interface NamedType {
  readonly id: TypeId;
  readonly type: Type;
  readonly doc?: string;
}
