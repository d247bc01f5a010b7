import type { Span } from "../../language/ast.ts";
import type { Declared } from "../bind/target.ts";
import { originOf } from "../types/field-origin.ts";
import type { Analysis } from "./analysis.ts";
import type { Meaning } from "./meaning.ts";
import { occurrencesAt } from "./occurrences.ts";

/** A part of one of the files. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** Where something was declared. */
export interface DefinitionPlace extends Place {
  /** The name alone. */
  readonly name: Span;
}

/** Where what stands at an offset was declared, in whatever file: several places where it is a field of alternatives. */
export function definitionsAt(analysis: Analysis, offset: number): readonly DefinitionPlace[] {
  const found = occurrencesAt(analysis, offset).flatMap(({ meaning }) => placesOf(analysis, meaning));
  const keys = found.map(({ path, name }) => `${path} ${name.start}`);
  return found.filter((_, i) => keys.indexOf(keys[i] ?? "") === i);
}

function placesOf(analysis: Analysis, meaning: Meaning): readonly DefinitionPlace[] {
  switch (meaning.kind) {
    case "declaration":
      return [placeOf(meaning.declared)];
    case "test": {
      const { span, name } = meaning.declaration;
      return [{ path: analysis.path, span, name: name.span }];
    }
    case "local": {
      const { module, span } = meaning.local;
      return [{ path: module.path, span, name: span }];
    }
    case "field": {
      const origins = meaning.fields.flatMap((field) => originOf(field) ?? []);
      // A field of a record that is wanted elsewhere is declared there; else it is given where it is written.
      const own = meaning.written ? [{ name: meaning.written, file: analysis.path }] : [];
      return (origins.length > 0 ? origins : own).map(({ name, file }) => {
        return { path: file, span: name.span, name: name.span };
      });
    }
    case "module": {
      const start = { start: 0, end: 0 };
      return [{ path: meaning.path, span: start, name: start }];
    }
    case "method":
    case "built-in-type":
    case "property":
    case "option":
    case "word":
      return [];
    default:
      return meaning satisfies never;
  }
}

/** Where a declaration stands. */
export function placeOf({ declaration, module }: Declared): DefinitionPlace {
  return { path: module.path, span: declaration.span, name: declaration.name.span };
}
