import { type Enforcement, enforcementOf } from "../decode/enforcement.ts";
import type { Type, TypeTable } from "../graph/type.ts";

/** Constraints that are listed of one type; of more, only how many there are. */
const MOST_LISTED = 12;

/** What of the constraints of a type is enforced while a model writes its value, and what is checked after, as Markdown. */
export function enforcedText(type: Type, table: TypeTable): string | undefined {
  const all = enforcementOf(type, table);
  const decoding = all.filter(({ how }) => how === "decoding");
  const after = all.filter(({ how }) => how === "after");
  const lines = [
    ...(decoding.length > 0 ? [`While it is written: ${listed(decoding)}.`] : []),
    ...(after.length > 0 ? [`Once it is written: ${listed(after)}.`] : []),
  ];
  return lines.length > 0 ? lines.join("  \n") : undefined;
}

function listed(constraints: readonly Enforcement[]): string {
  const shown = constraints
    .slice(0, MOST_LISTED)
    .map(({ path, constraint }) => (path === "" ? constraint : `\`${path}\` ${constraint}`));
  const more = constraints.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
