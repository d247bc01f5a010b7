import type { Span } from "./ast.ts";
import { type ParametersOf, type Problem, report } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** How many diagnostics are given of a file, or of a program, at most: nobody reads more. */
export const mostProblems = 100;

/** What one phase found wrong in one file, in the order in which it was found. */
export interface ProblemList {
  readonly diagnostics: readonly Diagnostic[];
  /** No more are kept. */
  readonly full: boolean;
  add<P extends object>(problem: Problem<P>, span: Span, ...parameters: ParametersOf<P>): void;
  /** Forgets all but the first `count`. */
  rewind(count: number): void;
}

/** Makes an empty list that keeps the first `most` diagnostics and ignores the rest. */
export function problemList(file: string, most: number): ProblemList {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    get full() {
      return diagnostics.length >= most;
    },
    rewind(count) {
      diagnostics.length = Math.min(count, diagnostics.length);
    },
    add(problem, span, ...parameters) {
      if (diagnostics.length < most) diagnostics.push(report(problem, file, span, ...parameters));
    },
  };
}
