import type { Span } from "../../language/ast.ts";
import type { Analysis } from "./analysis.ts";
import type { Meaning } from "./meaning.ts";
import { occurrencesOf } from "./occurrences.ts";

/** What a name is coloured as, by the names of the Language Server Protocol. */
export const semanticTypes = ["type", "function", "variable", "parameter", "property", "method"] as const;

/** What is said of a coloured name besides. */
export const semanticModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

/** A name and what it is coloured as. */
export interface SemanticToken {
  readonly span: Span;
  readonly type: (typeof semanticTypes)[number];
  readonly modifiers: readonly (typeof semanticModifiers)[number][];
}

/**
 * The names of a file, in the order of the text, with what they stand for. Words, texts and numbers are no names: their
 * look alone says what they are.
 */
export function semanticTokensOf(analysis: Analysis): readonly SemanticToken[] {
  const found: SemanticToken[] = [];
  for (const { span, meaning, defines } of occurrencesOf(analysis)) {
    const kind = kindOf(meaning);
    // A name that is a field and its value in one is coloured as the value.
    if (!kind || analysis.text[span.start] === '"') continue;
    const modifiers = defines ? (["declaration"] as const) : [];
    const token = { span, type: kind.type, modifiers: [...modifiers, ...kind.modifiers] };
    if (found.at(-1)?.span.start === span.start) found.pop();
    found.push(token);
  }
  return found;
}

type Kind = Pick<SemanticToken, "type" | "modifiers">;

const plain = (type: SemanticToken["type"]): Kind => ({ type, modifiers: [] });
const builtIn = (type: SemanticToken["type"]): Kind => ({ type, modifiers: ["defaultLibrary"] });

function kindOf(meaning: Meaning): Kind | undefined {
  switch (meaning.kind) {
    case "declaration":
      switch (meaning.declared.declaration.kind) {
        case "schema":
        case "type":
          return plain("type");
        case "model":
          return { type: "variable", modifiers: ["readonly"] };
        default:
          return plain("function");
      }
    case "local":
      return plain(meaning.local.definition.kind === "parameter" ? "parameter" : "variable");
    case "field":
      return plain("property");
    case "method":
      return builtIn("method");
    case "built-in-type":
      return builtIn("type");
    case "option":
      return plain("parameter");
    case "property":
    case "word":
    case "test":
    case "module":
      return undefined;
    default:
      return meaning satisfies never;
  }
}
