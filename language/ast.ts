/**
 * The tree of an `.af` file, as the parser builds it: a node for everything that was written, mistakes included.
 *
 * Every node knows its {@link Span}. Nothing here is resolved: names are text, types are as written. A part that the
 * parser expected and did not find is a `missing` node (or a {@link Name} with an empty text), so later phases meet a
 * complete tree and stay silent about what was already reported.
 */
export type * from "./ast/declarations.ts";
export type * from "./ast/expressions.ts";
export type * from "./ast/span.ts";
export type * from "./ast/statements.ts";
export type * from "./ast/topologies.ts";
export type * from "./ast/types.ts";
