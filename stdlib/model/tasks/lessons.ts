import { draftLesson } from "./kinds/draft.ts";
import { judgeLesson } from "./kinds/judge.ts";
import { labelLesson } from "./kinds/label.ts";
import { mergeLesson } from "./kinds/merge.ts";
import { orderLesson } from "./kinds/order.ts";
import { questionsLesson } from "./kinds/questions.ts";
import { researchLesson } from "./kinds/research.ts";
import { searchLesson } from "./kinds/search.ts";
import { sumLesson } from "./kinds/sum.ts";
import { ticketLesson } from "./kinds/ticket.ts";
import type { Kind, LessonMaker } from "./lesson.ts";

/** Who makes lessons of each kind; one named twice is taken twice as often. */
export const LESSONS: Readonly<Record<Kind, readonly LessonMaker[]>> = {
  record: [ticketLesson, ticketLesson, orderLesson],
  label: [labelLesson],
  sum: [sumLesson],
  questions: [questionsLesson, questionsLesson, researchLesson],
  search: [searchLesson, searchLesson, researchLesson],
  judge: [judgeLesson],
  merge: [mergeLesson, mergeLesson, mergeLesson, researchLesson],
  draft: [draftLesson],
};
