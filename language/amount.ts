/** How messages write how many there are of something. */

/** The plural of an English noun: `calls`, `entries`, `branches`. */
export function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** A number and its noun: `1 agent`, `7 agents`. `write` says how the number is written. */
export function counted(value: number, noun: string, write: (value: number) => string = String): string {
  return `${write(value)} ${value === 1 ? noun : plural(noun)}`;
}
