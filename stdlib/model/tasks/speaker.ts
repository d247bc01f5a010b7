import { type Dice, makeDice } from "../random.ts";
import * as words from "../words.ts";
import * as lexicon from "./lexicon.ts";
import { capital } from "./text.ts";

/** Whether words, numbers and wordings are those of training, or those kept back from it to evaluate with. */
export type Split = "train" | "eval";

/** One word in so many is kept back. */
const KEPT_BACK = 8;

/**
 * Whether a word or number is kept back from training. By a hash (FNV-1a) of its letters, so that every list and every
 * made-up word is divided in the same way without a second list.
 */
export function isKeptBack(word: string): boolean {
  let hash = 0x811c9dc5;
  for (const char of word.toLowerCase()) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  // The lowest bits of such a hash depend on those of the letters alone.
  return ((hash >>> 13) ^ (hash >>> 3)) % KEPT_BACK === 0;
}

/** Words of which parts are taken for made-up ones. */
const FRAGMENTED = [
  ...[...lexicon.THINGS, ...lexicon.GOODS, ...lexicon.GROUPS, ...lexicon.COLOURS],
  ...[...words.THINGS, ...words.VERBS, ...words.QUALITIES, ...words.SMALL_WORDS, ...words.FIELD_NAMES],
  ...[...words.FIRST_NAMES, ...words.LAST_NAMES, ...words.ENUM_VALUES],
];

/** Says what tasks are made of: names, numbers, words and wordings of one split, from one seed. */
export interface Speaker extends Dice {
  readonly split: Split;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
  /** Some of `items`, in a random order. */
  some<T>(items: readonly T[], least: number, most?: number): T[];
  /** A word of a list of words that are copied: of this split. */
  word(items: readonly string[]): string;
  /** A way to say something; the last of each list of four and more is kept back. */
  wording(items: readonly string[]): string;
  /** A whole number from `from` to `to`; from ten on of this split. */
  whole(from: number, to: number): number;
  /** A made-up word in small letters, of so many syllables. */
  madeUp(syllables: number): string;
  given(): string;
  family(): string;
  /** A person's whole name. */
  person(): string;
  /** A made-up place, firm or thing. */
  proper(): string;
}

/** A speaker. The same seed and split say the same. */
export function makeSpeaker(seed: number, split: Split): Speaker {
  const dice = makeDice(seed);
  const mine = (word: string): boolean => isKeptBack(word) === (split === "eval");
  const chance = (percent: number): boolean => dice.below(100) < percent;

  function until(make: () => string): string {
    let word = make();
    while (!mine(word)) word = make();
    return word;
  }

  /** A part of a word that there is, as long as two syllables are. */
  function fragment(): string {
    const word = dice.pick(FRAGMENTED).toLowerCase();
    const length = 2 + dice.below(4);
    return chance(50) ? word.slice(0, length) : word.slice(-length);
  }

  function madeUp(syllables: number): string {
    return until(() => {
      // Parts of words are other tokens than syllables are, and those too have to be copied.
      if (chance(30)) return Array.from({ length: Math.ceil(syllables / 2) + dice.below(2) }, fragment).join("");
      let word = "";
      for (let at = 0; at < syllables; at++) {
        const coda = at === syllables - 1 || chance(35) ? dice.pick(lexicon.CODAS) : "";
        word += dice.pick(lexicon.ONSETS) + dice.pick(lexicon.VOWELS) + coda;
      }
      if (chance(96)) return word;
      const [plain, accented] = dice.pick(lexicon.ACCENTS);
      return word.replace(plain, accented);
    });
  }

  const word = (items: readonly string[]): string => until(() => dice.pick(items));
  const given = (): string => (chance(40) ? word(lexicon.GIVEN_NAMES) : capital(madeUp(dice.pick([1, 1, 2, 2, 2, 3]))));
  const family = (): string => {
    if (chance(30)) return word(lexicon.FAMILY_NAMES);
    const made = capital(madeUp(dice.pick([1, 1, 2, 2, 2, 3])));
    return chance(5) ? `${dice.pick(["Mc", "O'", "De "])}${made}` : made;
  };

  return {
    ...dice,
    split,
    chance,
    some(items, least, most = least) {
      const rest = [...items];
      const count = Math.min(rest.length, least + dice.below(most - least + 1));
      return Array.from({ length: count }, () => rest.splice(dice.below(rest.length), 1)).flat();
    },
    word,
    wording(items) {
      const kept = items.length >= 4 ? 1 : 0;
      if (split === "eval" && kept > 0 && chance(25)) return items.at(-1) ?? "";
      return dice.pick(items.slice(0, items.length - kept));
    },
    whole(from, to) {
      const make = (): string => String(from + dice.below(to - from + 1));
      let number = make();
      while (number.length > 1 && !mine(number)) number = make();
      return Number(number);
    },
    madeUp,
    given,
    family,
    person: () => `${given()} ${family()}`,
    proper: () => capital(madeUp(dice.pick([1, 2, 2, 2, 3]))),
  };
}
