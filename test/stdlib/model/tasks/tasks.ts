import { readFileSync } from "node:fs";
import { type Operation, run as start } from "effection";
import { JinjaTemplateChatWrapper } from "node-llama-cpp";
import { layoutOf } from "../../../../runtime/layout/probe-layout.ts";
import { CHAT_TEMPLATE } from "../../../../stdlib/model/chat-template.ts";
import { KINDS, type Kind, type Lesson } from "../../../../stdlib/model/tasks/lesson.ts";
import { LESSONS } from "../../../../stdlib/model/tasks/lessons.ts";
import { makeSpeaker, type Split } from "../../../../stdlib/model/tasks/speaker.ts";
import { type Sample, teach } from "../../../../stdlib/model/tasks/teach.ts";
import { tokenizerOf } from "../../../../stdlib/model/tasks/tokens.ts";
import type { Vocabulary } from "../../../../stdlib/model/vocabulary.ts";

/** The vocabulary that tasks are written in, and the layout's version that it was made for. */
export const vocabulary: Vocabulary & { readonly layout: number } = JSON.parse(
  readFileSync(new URL("../../../../stdlib/model/tasks/vocabulary.json", import.meta.url), "utf8"),
);

const found = layoutOf(new JinjaTemplateChatWrapper({ template: CHAT_TEMPLATE }), { end: "<|im_end|>" });
if (!found) throw new Error("The small model's chat template has no layout.");
/** The small model's layout. */
export const layout = found;
export const tokenize = tokenizerOf(vocabulary);

/** Lessons of all who make them, or of those who make some kinds. */
export function lessonsOf(split: Split, seed: number, kinds: readonly Kind[] = KINDS): Lesson[] {
  const makers = new Set(kinds.flatMap((kind) => LESSONS[kind]));
  return [...makers].map((maker, at) => maker(makeSpeaker(seed + at, split), 2));
}

/** What all agents of the lessons read and write. */
export function taught(lessons: readonly Lesson[]): Promise<readonly Sample[]> {
  return start(function* (): Operation<readonly Sample[]> {
    const samples: Sample[] = [];
    for (const lesson of lessons) samples.push(...(yield* teach(lesson, layout, tokenize)));
    return samples;
  });
}

/** What of a sample is read, or written, as text. */
export function textOf(sample: Sample, written: boolean): string {
  return sample.segments
    .filter((segment) => segment.written === written)
    .flatMap(({ pieces }) => pieces.map(({ text }) => text))
    .join("");
}
