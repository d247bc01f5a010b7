export { type Compiled, compile } from "./compile.ts";
export { evaluate } from "./graph/evaluate.ts";
export type * from "./graph/expression.ts";
export type * from "./graph/graph.ts";
export { GRAPH_VERSION } from "./graph/graph.ts";
export { hashGraph } from "./graph/hash.ts";
export { type ParsedGraph, parseGraph } from "./graph/schema.ts";
export type { Type, TypeId, TypeTable } from "./graph/type.ts";
export type { Host } from "./host.ts";
