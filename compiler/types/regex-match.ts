import type { CharRange, Regex } from "./regex.ts";
import { notEmpty } from "./regex-empty.ts";

/**
 * Whether the whole of `text` matches. All ways are followed at once (Antimirov's partial derivatives), so no text takes
 * long, where a backtracking RegExp may try exponentially many; and a count is a number, however high.
 */
export function matches(regex: Regex, text: string): boolean {
  const rests = new Rests();
  let ways = rests.waysOn([rests.of(regex, null)]);
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    const able = ways.open.filter(({ ranges }) => ranges.some(([from, to]) => from <= code && code <= to));
    if (able.length === 0) return false;
    ways = rests.waysOn(able.map(({ rest }) => rest));
  }
  return ways.ended;
}

/** A shortest text of at least `min` code points that matches, with characters of the caller's choice; undefined if none is found soon. */
export function shortestMatch(
  regex: Regex,
  min: number,
  charOf: (ranges: readonly CharRange[]) => string,
): string | undefined {
  const rests = new Rests();
  let texts = new Map<Rest | null, string>([[rests.of(regex, null), ""]]);
  for (let length = 0, steps = 0; texts.size > 0 && steps < MOST_STEPS; length++) {
    const longer = new Map<Rest | null, string>();
    for (const [from, text] of texts) {
      const { open, ended } = rests.waysOn([from]);
      if (ended && length >= min) return text;
      for (const { ranges, rest } of open) if (!longer.has(rest)) longer.set(rest, text + charOf(ranges));
      steps += open.length + 1;
    }
    texts = longer;
  }
  return undefined;
}

const MOST_STEPS = 100_000;

/** What is still to be matched; null for nothing. */
interface Rest {
  readonly id: number;
  readonly head: Regex;
  readonly tail: Rest | null;
}

interface Ways {
  /** Each up to its next character. */
  readonly open: readonly { readonly ranges: readonly CharRange[]; readonly rest: Rest | null }[];
  /** Nothing need follow. */
  readonly ended: boolean;
}

/** The rests of one match: what is the same text is the same object. */
class Rests {
  readonly #rests = new Map<string, Rest>();
  readonly #ids = new Map<Regex, number>();

  of(head: Regex, tail: Rest | null): Rest {
    const what = head.kind === "repeat" ? `${this.#idOf(head.item)},${head.min},${head.max ?? ""}` : this.#idOf(head);
    const key = `${what} ${tail?.id}`;
    let rest = this.#rests.get(key);
    if (!rest) {
      rest = { id: this.#rests.size, head, tail };
      this.#rests.set(key, rest);
    }
    return rest;
  }

  waysOn(from: readonly (Rest | null)[]): Ways {
    const open: { ranges: readonly CharRange[]; rest: Rest | null }[] = [];
    const seen = new Set<Rest | null>(from);
    const pending = [...seen];
    const go = (rest: Rest | null) => {
      if (seen.has(rest)) return;
      seen.add(rest);
      pending.push(rest);
    };
    for (let rest = pending.pop(); rest !== undefined; rest = pending.pop()) {
      if (rest === null) continue;
      const { head, tail } = rest;
      switch (head.kind) {
        case "chars":
          open.push({ ranges: head.ranges, rest: tail });
          break;
        case "sequence":
          go(head.items.reduceRight<Rest | null>((after, item) => this.of(item, after), tail));
          break;
        case "choice":
          for (const option of head.options) go(this.of(option, tail));
          break;
        case "repeat": {
          const { max } = head;
          const item = max === 0 ? undefined : notEmpty(head.item);
          // What may be empty may be so as often as it has to be.
          const min = item === head.item ? head.min : 0;
          if (min === 0) go(tail);
          if (!item) break;
          const fewer: Regex = {
            kind: "repeat",
            item,
            min: Math.max(0, min - 1),
            ...(max !== undefined && { max: max - 1 }),
          };
          go(this.of(item, max === 1 ? tail : this.of(fewer, tail)));
          break;
        }
        default:
          head satisfies never;
      }
    }
    return { open, ended: seen.has(null) };
  }

  #idOf(regex: Regex): number {
    const known = this.#ids.get(regex);
    if (known !== undefined) return known;
    this.#ids.set(regex, this.#ids.size);
    return this.#ids.size - 1;
  }
}
