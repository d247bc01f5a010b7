import { plural } from "../../../language/amount.ts";
import { evaluate, type Inputs, print, readable, type Size } from "../size.ts";

/** How sizes are written: as a number where the inputs are known that they depend on, else as an expression. */
export interface Amounts {
  (size: Size): string;
  /** Its number; infinite where it is not known. */
  readonly value: (size: Size) => number;
}

export function amountsWith(inputs: Inputs): Amounts {
  const value = (size: Size) => evaluate(size, inputs);
  const write = (size: Size): string => {
    const found = value(size);
    return Number.isFinite(found) ? figure(Math.ceil(found)) : print(readable(size, inputs));
  };
  return Object.assign(write, { value });
}

/** `11,200`. */
export const figure = (n: number): string => (Number.isFinite(n) ? n.toLocaleString("en-US") : "∞");

/** `1 call`, `≤ 2 calls`, `≤ #words calls`: with `most`, one of them at most. */
export function count(size: Size, noun: string, amounts: Amounts, sign = ""): string {
  const text = amounts(size);
  return `${sign}${text} ${text === "1" ? noun : plural(noun)}`;
}

/** Names that a line has room for. */
const MOST_NAMES = 4;

/** `planner, writer and 3 more`. */
export function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${more} more` : names.join(", ");
}
