import type { Lesson } from "../lesson.ts";
import { prompt } from "../lesson.ts";
import { THINGS } from "../lexicon.ts";
import type { Speaker } from "../speaker.ts";
import { listed } from "../text.ts";

/** What a paragraph may lack: the remark that says so, and the sentence that heeds it. */
const PARTS = [
  {
    remark: "Begin with a question.",
    sentence: (topic: string) => `Have you ever wondered about ${topic}?`,
  },
  {
    remark: "Give an example.",
    sentence: (topic: string) => `For example, look for ${topic} in a book.`,
  },
  {
    remark: "End with something to try.",
    sentence: (topic: string) => `Try it: tell a friend one thing about ${topic}.`,
  },
] as const;

/** A paragraph with those parts that `has` says. */
function paragraph(topic: string, has: readonly boolean[]): string {
  const [question, example, trial] = PARTS.map(({ sentence }, at) => (has[at] ? [sentence(topic)] : []));
  const middle = `Today we look at ${topic}. Think of what you know about ${topic}, and of what you would like to know.`;
  return [...(question ?? []), middle, ...(example ?? []), ...(trial ?? [])].join(" ");
}

const DRAFTERS = [
  "Write a paragraph on ${topic}.",
  "Write a paragraph on ${topic}.",
  "Write about ${topic}.",
  "Write a short text about ${topic}.",
  "Draft a paragraph about ${topic}.",
];
const CRITICS = [
  "Review the draft above.",
  "Review the draft above.",
  "Review the draft.",
  "What does the draft lack?",
];
const EDITORS = [
  "Rewrite the draft above; heed every remark.",
  "Rewrite the draft above; heed every remark.",
  "Rewrite the draft and heed the remarks.",
  "Mend the draft as the review says.",
];
const SYSTEMS = [
  "You write for children of ten.",
  "You write for children of ten.",
  "You write for children.",
  "You write for beginners.",
  "You are a team of writers.",
];

/** A paragraph is drafted, reviewed and rewritten. */
export function draftLesson(speaker: Speaker): Lesson {
  const topic = topicOf(speaker);
  const drafted = speaker.chance(60);
  const has = drafted ? [false, false, false] : PARTS.map(() => speaker.chance(50));
  const text = paragraph(topic, has);
  const ok = has.every((each) => each);
  const remarks = PARTS.filter((_, at) => !has[at]).map(({ remark }) => remark);
  const system = speaker.chance(80) ? speaker.wording(SYSTEMS) : undefined;
  const spine = system === undefined ? "" : `  spine { system: ${prompt(system)} }\n`;
  const steps = drafted
    ? "  let steps = chain {\n    draft: drafter(topic)\n    review: critic()\n    final: editor()\n  }\n  return steps.final\n"
    : "  share draft\n  let review = critic()\n  share review\n  return editor()\n";
  const source = [
    "schema Draft { text: string(1..600) }",
    "schema Review { ok: bool, remarks: string(1..160)[0..3] }",
    `agent drafter(topic: string) -> Draft { prompt: ${prompt(speaker.wording(DRAFTERS))} }`,
    `agent critic() -> Review { prompt: ${prompt(speaker.wording(CRITICS))} }`,
    `agent editor() -> Draft { prompt: ${prompt(speaker.wording(EDITORS))} }`,
    `flow polish(${drafted ? "topic: string" : "draft: Draft"}) -> Draft {\n${spine}${steps}}`,
  ].join("\n");
  return {
    source,
    arguments: drafted ? { topic } : { draft: { text } },
    pupils: {
      drafter: { kind: "draft", turns: [[{ answer: { text } }]] },
      critic: { kind: "draft", turns: [[{ answer: { ok, remarks } }]] },
      editor: { kind: "draft", turns: [[{ answer: { text: paragraph(topic, [true, true, true]) } }]] },
    },
  };
}

function topicOf(speaker: Speaker): string {
  const one = (): string => (speaker.chance(65) ? speaker.word(THINGS) : speaker.madeUp(2));
  const way = speaker.below(10);
  if (way < 4) return `the ${one()}`;
  if (way < 7) return one();
  if (way < 8) return `how ${one()} works`;
  if (way < 9) return `${one()} in ${speaker.proper()}`;
  return listed([one(), one()]);
}
