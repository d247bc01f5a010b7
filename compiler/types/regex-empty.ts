/** Patterns without the empty text, which a repetition of them would take any number of times. */
import type { Regex } from "./regex.ts";

/** Whether the empty text matches. */
export function mayBeEmpty(regex: Regex): boolean {
  switch (regex.kind) {
    case "chars":
      return false;
    case "sequence":
      return regex.items.every(mayBeEmpty);
    case "choice":
      return regex.options.some(mayBeEmpty);
    case "repeat":
      return regex.min === 0 || mayBeEmpty(regex.item);
  }
}

/** The texts of `regex` without the empty one; undefined if there is no other. The same object where it is asked again. */
export function notEmpty(regex: Regex): Regex | undefined {
  if (!mayBeEmpty(regex)) return regex;
  if (!known.has(regex)) known.set(regex, without(regex));
  return known.get(regex);
}

const known = new WeakMap<Regex, Regex | undefined>();

function without(regex: Regex): Regex | undefined {
  switch (regex.kind) {
    case "chars":
      return regex;
    case "choice":
      return choiceOf(regex.options.map(notEmpty));
    case "repeat": {
      const item = regex.max === 0 ? undefined : notEmpty(regex.item);
      return item && { kind: "repeat", item, min: 1, ...(regex.max !== undefined && { max: regex.max }) };
    }
    case "sequence":
      // The first part that is not empty is one of the items; those before it are.
      return choiceOf(
        regex.items.map((item, i) => {
          const head = notEmpty(item);
          return head && { kind: "sequence", items: [head, ...regex.items.slice(i + 1)] };
        }),
      );
  }
}

function choiceOf(options: readonly (Regex | undefined)[]): Regex | undefined {
  const able = options.filter((option) => option !== undefined);
  return able.length > 1 ? { kind: "choice", options: able } : able[0];
}
