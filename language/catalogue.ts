import type { Span } from "./ast.ts";
import type { Diagnostic, Fix, RelatedPlace, Severity } from "./diagnostic.ts";

/**
 * One entry of the catalogue of diagnostics: what is fixed for a code, with its words as functions of typed parameters.
 *
 * Annotate the parameter of `message`, written first; those of `label`, `hint` and `fix` are then known.
 */
export interface Problem<P extends object> {
  /** `AF0101` …; the first two digits are the phase. */
  readonly code: `AF${number}`;
  readonly severity: Severity;
  /** Two to four words, in lower case. */
  readonly title: string;
  /** One sentence in the user's terms, never the name of a token type. */
  readonly message: (parameters: P) => string;
  /** What the underlined part is, in a few words. */
  readonly label?: string | ((parameters: P) => string | undefined);
  /** How to mend it; lines indented by four are shown as code. */
  readonly hint?: string | ((parameters: P) => string | undefined);
  /** The mend as an edit of the text, where it is certain. */
  readonly fix?: (parameters: P, span: Span) => Fix | undefined;
  /** Other places of the same file that it has to do with. */
  readonly related?: (parameters: P) => readonly Omit<RelatedPlace, "file">[];
}

/** Any entry, for lists of all of them. */
export type AnyProblem = Problem<never>;

/**
 * Makes one entry of the catalogue of diagnostics. A phase's section is a plain object of entries under the names that
 * its sources call them by.
 *
 * ```ts
 * export const nameProblems = {
 *   unknownName: problem({
 *     code: "AF0201",
 *     severity: "error",
 *     title: "unknown name",
 *     message: (p: { name: string; nearest?: string | undefined }) => `Nothing here is called \`${p.name}\`.`,
 *     hint: (p) => p.nearest && `Did you mean \`${p.nearest}\`?`,
 *   }),
 * };
 * diagnostics.push(report(nameProblems.unknownName, file, span, { name, nearest: suggest(name, known) }));
 * ```
 */
export function problem<P extends object>(definition: Problem<P>): Problem<P> {
  return definition;
}

/** The parameters of a problem as trailing arguments: none where its message takes none. */
export type ParametersOf<P extends object> = keyof P extends never ? [parameters?: P] : [parameters: P];

/** Makes the diagnostic that says `problem` at `span` of `file`. */
export function report<P extends object>(
  problem: Problem<P>,
  file: string,
  span: Span,
  ...[given]: ParametersOf<P>
): Diagnostic {
  const parameters = (given ?? {}) as P;
  const label = typeof problem.label === "function" ? problem.label(parameters) : problem.label;
  const hint = typeof problem.hint === "function" ? problem.hint(parameters) : problem.hint;
  const fix = problem.fix?.(parameters, span);
  const related = problem.related?.(parameters) ?? [];
  return {
    code: problem.code,
    severity: problem.severity,
    title: problem.title,
    message: problem.message(parameters),
    ...(label ? { label } : {}),
    file,
    span,
    ...(hint ? { hint } : {}),
    ...(fix ? { fix } : {}),
    ...(related.length > 0 ? { related: related.map((each) => ({ file, ...each })) } : {}),
  };
}
