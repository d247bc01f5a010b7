/** Random types, values of them, and wider types than a given one. */
export { numbers } from "./arbitrary/numbers.ts";
export { matching, patterns, strings } from "./arbitrary/texts.ts";
export { table, types, type World, worlds } from "./arbitrary/types.ts";
export { json, valuesOf, widerThan } from "./arbitrary/values.ts";
