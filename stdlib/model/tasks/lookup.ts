import MiniSearch from "minisearch";
import type { Passage } from "./lesson.ts";

/** Searches passages as `std/corpus` searches files. */
export function searcherOf(corpus: readonly Passage[]): (query: string, limit?: number) => Passage[] {
  const index = new MiniSearch<Passage & { readonly id: number }>({
    fields: ["text", "source"],
    storeFields: ["text", "source"],
  });
  index.addAll(corpus.map((passage, id) => ({ ...passage, id })));
  return (query, limit = 3) =>
    index
      .search(query)
      .slice(0, limit)
      .map((hit) => ({ text: String(hit.text), source: String(hit.source) }));
}

/** The sentence that answers best, and what share of the keywords it has. */
export interface Best {
  readonly sentence: string;
  readonly source: string;
  readonly complete: boolean;
}

const stem = (word: string): string => word.toLowerCase().replace(/s$/, "");
const wordsOf = (text: string): string[] => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);

/** Of the sentences in `hits`, headings left out, the first with the most keywords; undefined if none has any. */
export function bestSentence(hits: readonly Passage[], query: string): Best | undefined {
  const wanted = new Set(wordsOf(query));
  let best: (Best & { readonly score: number }) | undefined;
  for (const { text, source } of hits) {
    if (text.startsWith("#")) continue;
    for (const sentence of text.match(/[^.!?]+(?:[.!?]+(?=\s|$)|[.!?](?=\S)[^.!?]*)*[.!?]*/gu) ?? []) {
      const has = new Set(wordsOf(sentence));
      const score = [...wanted].filter((word) => has.has(word)).length;
      if (score > (best?.score ?? 0))
        best = { sentence: sentence.trim(), source, score, complete: score === wanted.size };
    }
  }
  return best;
}
