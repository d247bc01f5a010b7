import { type SemanticTokens, SemanticTokensBuilder } from "vscode-languageserver/node.js";
import { semanticModifiers, semanticTokensOf, semanticTypes } from "../../compiler/editor/semantic-tokens.ts";
import { type Asked, askedOf } from "./asked.ts";
import type { Session } from "./session.ts";

/** What names are coloured as, in the order of the numbers that stand for it. */
export const legend = { tokenTypes: [...semanticTypes], tokenModifiers: [...semanticModifiers] };

/** Tells what names are coloured as: of all of a file, or what has changed since. */
export function answerTokens({ connection, programs, answer }: Session): void {
  const builders = new Map<string, SemanticTokensBuilder>();
  const builderOf = (path: string): SemanticTokensBuilder => {
    const known = builders.get(path) ?? new SemanticTokensBuilder();
    builders.set(path, known);
    return known;
  };
  connection.languages.semanticTokens.on(
    answer("semantic tokens", (params): SemanticTokens => {
      const asked = askedOf(programs, params);
      if (!asked) return { data: [] };
      const builder = builderOf(asked.path);
      builder.previousResult("");
      push(builder, asked);
      return builder.build();
    }),
  );
  connection.languages.semanticTokens.onDelta(
    answer("semantic tokens", (params) => {
      const asked = askedOf(programs, params);
      if (!asked) return { data: [] };
      const builder = builderOf(asked.path);
      builder.previousResult(params.previousResultId);
      push(builder, asked);
      return builder.buildEdits();
    }),
  );
}

function push(builder: SemanticTokensBuilder, { document, analysis }: Asked): void {
  for (const { span, type, modifiers } of semanticTokensOf(analysis)) {
    const { line, character } = document.positionAt(span.start);
    const bits = modifiers.reduce((sum, each) => sum | (1 << semanticModifiers.indexOf(each)), 0);
    builder.push(line, character, span.end - span.start, semanticTypes.indexOf(type), bits);
  }
}
