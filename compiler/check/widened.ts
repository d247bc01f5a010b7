import type { Type } from "../graph/type.ts";
import { sameOrigin } from "../types/field-origin.ts";
import { join } from "../types/union.ts";

/** A type without literals and bounds, which a loop could move on each round. */
export function widened(type: Type): Type {
  switch (type.kind) {
    case "literal":
      if (typeof type.value === "boolean") return { kind: "bool" };
      if (typeof type.value === "string") return { kind: "string" };
      return { kind: "number", integer: Number.isInteger(type.value) };
    case "number":
      return { kind: "number", integer: type.integer };
    case "list":
      return { kind: "list", element: widened(type.element) };
    case "record":
      return {
        kind: "record",
        fields: type.fields.map((field) => sameOrigin({ ...field, type: widened(field.type) }, field)),
      };
    case "union":
      return join(type.members.map(widened));
    default:
      return type;
  }
}
