/** The longest answer of a type, as ordinary text would fill it: what tells whether an answer may be cut. */
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";
import { textBounds } from "../types/assign.ts";
import { canonicalText } from "../types/canonical.ts";
import { mostCharacters } from "../types/text-length.ts";
import type { Measure } from "./measure.ts";
import { evaluate } from "./size.ts";

export interface Longest {
  /** Characters of its text; infinite where there is no end to it. */
  readonly characters: number;
  /** Tokens, where they are counted. */
  readonly tokens?: number;
}

/** Longer ones are not written out only to be counted. */
const MOST_COUNTED = 20_000;

/** What the longest value of `type` takes; it is counted if `measure` counts. */
export function longestAnswer(type: Type, { measure, types }: { measure: Measure; types: TypeTable }): Longest {
  const characters = mostCharacters(type, types);
  if (measure.counted === null || characters > MOST_COUNTED) return { characters };
  return { characters, tokens: evaluate(measure.text(longestText(type, types)), new Map()) };
}

const ORDINARY = "The sea is calm today, and the boats go out before it is light. ";

/** A text as long as the longest value's; the type has an end. */
function longestText(type: Type, types: TypeTable): string {
  const target = resolve(type, types);
  const inner = (t: Type) => longestText(t, types);
  switch (target.kind) {
    case "string": {
      const { max = 0 } = textBounds(target);
      return `"${ORDINARY.repeat(Math.ceil(max / ORDINARY.length)).slice(0, max)}"`;
    }
    case "list":
      return `[${Array.from({ length: target.max ?? 0 }, () => inner(target.element)).join(",")}]`;
    case "record":
      return `{${target.fields.map((field) => `${JSON.stringify(field.name)}:${inner(field.type)}`).join(",")}}`;
    case "union": {
      const texts = target.members.map(inner);
      return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), "");
    }
    case "literal":
      return canonicalText(target.value);
    case "number":
      return "1".repeat(mostCharacters(target, types));
    default:
      return "false";
  }
}
