import { describe, expect, it } from "vitest";
import { KINDS } from "../../../../stdlib/model/tasks/lesson.ts";
import { isKeptBack, makeSpeaker } from "../../../../stdlib/model/tasks/speaker.ts";
import { encodeSample } from "../../../../stdlib/model/tasks/tokens.ts";
import { specialId } from "../../../../stdlib/model/vocabulary.ts";
import { lessonsOf, taught, textOf, tokenize, vocabulary } from "./tasks.ts";

const names = (split: "train" | "eval"): string[] => {
  const speaker = makeSpeaker(3, split);
  return Array.from({ length: 400 }, () => [speaker.given(), speaker.proper(), String(speaker.whole(10, 9999))]).flat();
};

describe("lessons", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(lessonsOf("train", 1)).toEqual(lessonsOf("train", 1));
    expect(lessonsOf("train", 2)).not.toEqual(lessonsOf("train", 1));
  });

  it("have right answers that are values of their types, for every kind and in both splits", async () => {
    // A program with a mistake, or an answer that its type refuses, throws.
    for (const split of ["train", "eval"] as const) {
      const samples = await taught(lessonsOf(split, 7));
      expect(new Set(samples.map(({ kind }) => kind))).toEqual(new Set(KINDS));
    }
  }, 60_000);

  it("keep names and numbers back from training", () => {
    expect(names("train").filter(isKeptBack)).toEqual([]);
    expect(names("eval").filter((name) => !isKeptBack(name))).toEqual([]);
  });

  it("name nobody in training whom an evaluation names", async () => {
    const people = async (split: "train" | "eval"): Promise<Set<string>> => {
      const lessons = [31, 33, 35, 37, 39, 41].flatMap((seed) => lessonsOf(split, seed, ["record"]));
      const records = (await taught(lessons)).map((sample) => textOf(sample, true));
      return new Set(
        records.flatMap((text) =>
          [...text.matchAll(/"(?:customer|name|sender|person|client|buyer|host)":"(?:[^"]*[ '])?([^" ']+)"/g)].map(
            ([, last = ""]) => last,
          ),
        ),
      );
    };
    const [trained, kept] = [await people("train"), await people("eval")];
    expect(trained.size).toBeGreaterThan(5);
    expect([...kept].filter((name) => trained.has(name))).toEqual([]);
  }, 60_000);

  it("fit into what the model was made for", async () => {
    const end = specialId(vocabulary, "<|im_end|>");
    for (const sample of await taught(lessonsOf("train", 5))) {
      const { tokens, loss } = encodeSample(sample, tokenize, end);
      expect(tokens).toHaveLength(loss.length);
      expect(tokens.length).toBeLessThan(1024);
      expect(loss.at(-1)).toBe(1);
      expect(tokens.at(-1)).toBe(end);
    }
  }, 60_000);
});
