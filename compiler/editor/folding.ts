import { lineAt, positionAt } from "../../language/source.ts";
import { TextHead, TextTail, TextToken, type Token } from "../../language/tokens.ts";
import type { Analysis } from "./analysis.ts";

/** Lines that an editor can fold away under the first of them; counted from 1. */
export interface Fold {
  readonly first: number;
  /** The last line that is hidden. */
  readonly last: number;
  readonly kind: "region" | "comment" | "imports";
}

/** What can be folded: what stands in brackets, texts and comments of several lines, and the imports. */
export function foldingOf(analysis: Analysis): readonly Fold[] {
  const folds = [...brackets(analysis), ...comments(analysis), ...imports(analysis)];
  return folds.filter(({ first, last }) => last > first).sort((a, b) => a.first - b.first || b.last - a.last);
}

const closes: Readonly<Record<string, string>> = { "}": "{", ")": "(", "]": "[" };

/** Pairs of brackets, and texts. A bracket that has no partner is passed over. */
function brackets({ text, tokens }: Analysis): readonly Fold[] {
  const line = (offset: number): number => positionAt(text, offset).line;
  const open: Token[] = [];
  const folds: Fold[] = [];
  // The line of a closing mark that begins it stays in sight.
  const fold = (from: Token, to: Token): void => {
    const last = line(to.end - 1);
    const before = (lineAt(text, last) ?? "").slice(0, positionAt(text, to.end).column - 1);
    const stays = /^[\s"]*[}\])"]+$/.test(before);
    folds.push({ first: line(from.startOffset), last: stays ? last - 1 : last, kind: "region" });
  };
  for (const token of tokens) {
    const { image, tokenType } = token;
    if (tokenType === TextToken) fold(token, token);
    else if (image === "{" || image === "(" || image === "[" || tokenType === TextHead) open.push(token);
    else if (closes[image] !== undefined || tokenType === TextTail) {
      const opens = (each: Token) =>
        tokenType === TextTail ? each.tokenType === TextHead : each.image === closes[image];
      const at = open.findLastIndex(opens);
      const from = open[at];
      if (!from) continue;
      open.length = at;
      fold(from, token);
    }
  }
  return folds;
}

/** Comments that have their lines to themselves, one under the other. */
function comments({ text, module }: Analysis): readonly Fold[] {
  const folds: Fold[] = [];
  let first = 0;
  let last = -1;
  const end = (): void => {
    if (last > first && first > 0) folds.push({ first, last, kind: "comment" });
  };
  for (const { span } of module.tree.comments) {
    const { line, column } = positionAt(text, span.start);
    if ((lineAt(text, line) ?? "").slice(0, column - 1).trim() !== "") continue;
    if (line !== last + 1) {
      end();
      first = line;
    }
    last = positionAt(text, Math.max(span.start, span.end - 1)).line;
  }
  end();
  return folds;
}

function imports({ text, module }: Analysis): readonly Fold[] {
  const [first, ...others] = module.tree.imports;
  const last = others.at(-1);
  if (!first || !last) return [];
  return [
    { first: positionAt(text, first.span.start).line, last: positionAt(text, last.span.end).line, kind: "imports" },
  ];
}
