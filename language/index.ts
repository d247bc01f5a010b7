export type * from "./ast.ts";
export { type AnyProblem, type Problem, problem, report } from "./catalogue.ts";
export type { Diagnostic, Fix, Position, Severity } from "./diagnostic.ts";
export { type Formatted, format } from "./format.ts";
export { type Parsed, parse } from "./parse.ts";
export { type RenderOptions, renderDiagnostic } from "./render.ts";
export { lineAt, lineStarts, positionAt } from "./source.ts";
export { editDistance, suggest, suggestNear } from "./suggest.ts";
