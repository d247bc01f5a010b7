import { QUALITIES, SMALL_WORDS, THINGS, VERBS } from "../words.ts";
import type { Speaker } from "./speaker.ts";
import { capital } from "./text.ts";

/** Nobody would know what it means: words in a row, for texts that are to be copied or passed over, not understood. */
export function ramble(speaker: Speaker, least: number, most: number): string {
  const count = least + speaker.below(most - least + 1);
  const words: string[] = [];
  while (words.length < count) {
    const kind = speaker.below(20);
    if (kind < 8) words.push(speaker.pick(SMALL_WORDS));
    else if (kind < 13) words.push(speaker.pick(THINGS) + speaker.pick(["", "", "s"]));
    else if (kind < 15) words.push(speaker.pick(VERBS));
    else if (kind < 17) words.push(speaker.pick(QUALITIES));
    else if (kind < 18) words.push(speaker.madeUp(speaker.pick([1, 2, 2, 3])));
    else if (kind < 19) words.push(speaker.proper());
    else words.push(String(speaker.whole(2, 2000)));
  }
  return words.map((word, at) => (at > 1 && at < count - 1 && speaker.chance(6) ? `${word},` : word)).join(" ");
}

/** The same with a capital and a full stop. */
export function rambling(speaker: Speaker, least = 5, most = 14): string {
  return `${capital(ramble(speaker, least, most))}.`;
}
