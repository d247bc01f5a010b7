import type { AnswerNote } from "./layout.ts";

/** The paragraph that tells a model the shape of its answer. It stands last, right before the model's turn. */
export const answerNote: AnswerNote = (schema) =>
  `Answer with JSON of this schema, and nothing else:\n${JSON.stringify(schema)}`;
