import type { Highlighted } from "./example.ts";
import { highlightedBodies } from "./highlighted-bodies.ts";
import { highlightedDeclarations } from "./highlighted-declarations.ts";

export * from "./example.ts";

/** Examples of everything that has a colour of its own, for the grammar and for semantic tokens. */
export const highlighted: readonly Highlighted[] = [...highlightedDeclarations, ...highlightedBodies];
