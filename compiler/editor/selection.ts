import type { Span } from "../../language/ast.ts";
import type { Analysis } from "./analysis.ts";
import { occurrencesAt } from "./occurrences.ts";
import { nodesAt } from "./tree.ts";

/** What a selection at an offset grows through: the word there, then each part of the tree around it, innermost first. */
export function selectionAt(analysis: Analysis, offset: number): readonly Span[] {
  const token = analysis.tokens.find(
    (each) => each.startOffset <= offset && offset <= each.end && each.end > each.startOffset,
  );
  const innermost: Span[] = [
    ...occurrencesAt(analysis, offset).map(({ span }) => span),
    ...(token ? [{ start: token.startOffset, end: token.end }] : []),
  ];
  const around = nodesAt(analysis.module.tree, offset).map(({ span }) => span);
  const whole = { start: 0, end: analysis.text.length };
  const spans: Span[] = [];
  for (const span of [...innermost, ...around.reverse(), whole]) {
    const last = spans.at(-1);
    const grows = !last || (span.start <= last.start && span.end >= last.end && length(span) > length(last));
    if (grows && span.start <= offset && offset <= span.end) spans.push(span);
  }
  return spans;
}

const length = ({ start, end }: Span): number => end - start;
