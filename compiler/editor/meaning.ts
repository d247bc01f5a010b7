import type { ImportedName, Name, ReduceExpression, Span, TestDeclaration } from "../../language/ast.ts";
import type { Declared, Local } from "../bind/target.ts";
import type { MethodName } from "../graph/expression.ts";
import type { FieldType, Type } from "../graph/type.ts";
import { originOf } from "../types/field-origin.ts";
import type { PropertyOwner } from "./property-docs.ts";

/** What a written name stands for. */
export type Meaning =
  /** `alias` where it is called by another name in this file. */
  | { readonly kind: "declaration"; readonly declared: Declared; readonly alias?: ImportedName }
  | { readonly kind: "test"; readonly declaration: TestDeclaration }
  /** `field` where it names an entry of a topology, which is a field of its record too. */
  | { readonly kind: "local"; readonly local: Local }
  /** The fields that a name can stand for: one of each alternative, and what a written record is wanted to have. */
  | { readonly kind: "field"; readonly fields: readonly FieldType[]; readonly written?: Name }
  | { readonly kind: "method"; readonly name: MethodName; readonly of: Type }
  | { readonly kind: "built-in-type"; readonly name: string }
  | { readonly kind: "property"; readonly owner: PropertyOwner; readonly name: string }
  | { readonly kind: "option"; readonly topology: string; readonly name: string }
  /** A word that means something in its place alone: `vote`, `judge`, `env`, `spine` after `from`. */
  | { readonly kind: "word"; readonly word: string }
  /** The path of an import. */
  | { readonly kind: "module"; readonly path: string };

/** A written name and what it stands for. */
export interface Occurrence {
  /** As it is written, quotes included. */
  readonly span: Span;
  readonly text: string;
  readonly meaning: Meaning;
  /** Whether the name is given here. */
  readonly defines: boolean;
  /** It is a field's name and the name of its value in one: `{ title }`. */
  readonly shorthand?: "field" | "value";
}

/**
 * What makes two names the same one: where the name was given. A name may have been given in several places, as a field
 * that is read of a union; what the language itself names has none.
 */
export type NameKey = Name | ReduceExpression | ImportedName;

/** The places where a name was given. An alias is a name of its own. */
export function keysOf(meaning: Meaning): readonly NameKey[] {
  switch (meaning.kind) {
    case "declaration":
      return [meaning.alias ?? meaning.declared.declaration.name];
    case "test":
      return [meaning.declaration.name];
    case "local":
      return [meaning.local.given];
    case "field": {
      const origins = meaning.fields.flatMap((field) => originOf(field)?.name ?? []);
      return meaning.written ? [meaning.written, ...origins] : origins;
    }
    case "method":
    case "built-in-type":
    case "property":
    case "option":
    case "word":
    case "module":
      return [];
    default:
      return meaning satisfies never;
  }
}
