/** Where the fields of records were written, for whoever goes from the reading of a field to its declaration. */
import type { Name } from "../../language/ast.ts";
import type { FieldType } from "../graph/type.ts";

/** A name in the tree, and the file that it stands in. */
export interface FieldOrigin {
  readonly name: Name;
  readonly file: string;
}

/** Beside the types, which are plain data of the graph: a type that nobody asks of keeps nothing alive. */
const origins = new WeakMap<FieldType, FieldOrigin>();

/** Notes that a field was written at `name`, and gives it back. */
export function writtenAt(field: FieldType, name: Name, file: string): FieldType {
  origins.set(field, { name, file });
  return field;
}

/** Notes that a field is another with a type of its own, and gives it back. */
export function sameOrigin(field: FieldType, of: FieldType): FieldType {
  const origin = origins.get(of);
  if (origin) origins.set(field, origin);
  return field;
}

/** Where a field was written; undefined for those that the language itself adds, `ok` and `value` of a result. */
export function originOf(field: FieldType): FieldOrigin | undefined {
  return origins.get(field);
}
