import type { TypeTable } from "../graph/type.ts";
import { assemble } from "./assemble.ts";
import { frame, type Sequence } from "./grammar.ts";
import type { Machine } from "./machine.ts";
import { pack } from "./pack.ts";
import { regularDfa } from "./regular.ts";

/**
 * The tables that accept exactly the texts of `sequence`. Throws {@link Ambiguous} or {@link TooManyStates} where there are none;
 * types that went through {@link decodable} always have them.
 */
export function machineOf(sequence: Sequence, table: TypeTable): Machine {
  return pack(assemble(sequence, table, regularDfa));
}

/** Any JSON value: what a type without tables of its own is decoded as. */
export const anyJson: Sequence = [frame({ kind: "json" })];
