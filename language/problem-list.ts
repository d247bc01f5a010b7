import type { Span } from "./ast.ts";
import { type ParametersOf, type Problem, report } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** What one phase found wrong in one file, in the order in which it was found. */
export interface ProblemList {
  readonly diagnostics: readonly Diagnostic[];
  add<P extends object>(problem: Problem<P>, span: Span, ...parameters: ParametersOf<P>): void;
}

/** Makes an empty list that keeps the first `most` diagnostics and ignores the rest. */
export function problemList(file: string, most: number): ProblemList {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    add(problem, span, ...parameters) {
      if (diagnostics.length < most) diagnostics.push(report(problem, file, span, ...parameters));
    },
  };
}
