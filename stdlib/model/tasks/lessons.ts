import { orderLesson } from "./kinds/order.ts";
import { questionsLesson } from "./kinds/questions.ts";
import { searchLesson } from "./kinds/search.ts";
import { sumLesson } from "./kinds/sum.ts";
import { ticketLesson } from "./kinds/ticket.ts";
import type { Kind, LessonMaker } from "./lesson.ts";

/** Who makes lessons of each kind; one named twice is taken twice as often. */
export const LESSONS: Readonly<Partial<Record<Kind, readonly LessonMaker[]>>> = {
  record: [ticketLesson, ticketLesson, orderLesson],
  sum: [sumLesson],
  questions: [questionsLesson],
  search: [searchLesson],
};
