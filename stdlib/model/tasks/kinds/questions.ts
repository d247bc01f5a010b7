import type { Lesson } from "../lesson.ts";
import { THINGS } from "../lexicon.ts";
import { listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";
import { listed } from "../text.ts";

/** A topic and the questions that it breaks into. */
export interface Topic {
  readonly text: string;
  readonly causes: readonly string[];
  /** What they act on; nothing in a topic that asks about them alone. */
  readonly target: string | undefined;
  readonly questions: readonly string[];
}

const PROMPTS = [
  'Break "${topic}" into independent questions.',
  'Break "${topic}" into questions.',
  'Plan the questions for "${topic}".',
  "What must we ask to find out ${topic}?",
  "Which questions does ${topic} break into?",
  "Split ${topic} into questions that can be answered one by one.",
  "Topic: ${topic}. List the questions.",
];
export const TEAM_SYSTEMS = [
  "You are one of a team that investigates ${topic}. State only what you can support.",
  "You are one of a team that looks into ${topic}.",
  "We investigate ${topic}.",
  "You plan the work of a team.",
  "State only what you can support.",
  "You are careful.",
];
const VERBS = [
  ...[
    "affect",
    "affect",
    "affect",
    "affect",
    "change",
    "influence",
    "improve",
    "harm",
    "shape",
    "help",
    "reduce",
    "increase",
  ],
  ...["slow", "support", "cause", "damage", "disturb", "raise", "lower"],
];

/** Something that can have an effect: a word or two, real or made up. */
export function cause(speaker: Speaker): string {
  const noun = speaker.chance(70) ? speaker.word(THINGS) : speaker.madeUp(2 + speaker.below(2));
  if (speaker.chance(8))
    return `${speaker.pick(["screen", "air", "sea", "road", "home", "night", "city", "winter"])} ${noun}`;
  if (!speaker.chance(20)) return noun;
  return `${speaker.pick(["green", "black", "cold", "warm", "daily", "loud", "young", "old", "dry", "wet", "long", "short", "heavy", "fresh"])} ${noun}`;
}

/** The question about one cause. */
export function questionOf(one: string, target: string | undefined): string {
  return target === undefined ? `What is known about ${one}?` : `What is the effect of ${one} on ${target}?`;
}

/** What a title may have. */
const LONGEST = 80;

/** A topic of one to four causes. */
export function makeTopic(speaker: Speaker): Topic {
  for (;;) {
    const topic = anyTopic(speaker);
    if (topic.text.length <= LONGEST) return topic;
  }
}

function anyTopic(speaker: Speaker): Topic {
  const count = speaker.pick([1, 2, 2, 2, 2, 3, 3, 4]);
  const causes: string[] = [];
  while (causes.length < count) {
    const next = cause(speaker);
    if (!causes.includes(next)) causes.push(next);
  }
  let target: string | undefined = cause(speaker);
  while (target && causes.includes(target)) target = cause(speaker);
  const all = listed(causes);
  const verb = speaker.pick(VERBS);
  const s = count === 1 && !(causes[0] ?? "").endsWith("s") ? "s" : "";
  const does = count === 1 && s ? "does" : "do";
  const text = speaker.wording([
    `how ${all} ${verb}${s} ${target}`,
    `how ${all} ${verb}${s} ${target}`,
    `how ${all} ${verb}${s} ${target}`,
    `the effect of ${all} on ${target}`,
    `the effects of ${all} on ${target}`,
    `what ${all} ${does} to ${target}`,
    `${all} and how ${count === 1 && s ? "it" : "they"} ${verb}${s} ${target}`,
    `whether ${all} ${verb}${s} ${target}`,
    `how ${target} depends on ${all}`,
    `how ${all} can ${verb} ${target}`,
  ]);
  if (speaker.chance(12)) {
    const alone = speaker.pick([all, all, `the ${causes[0] ?? ""}`]);
    const single = alone === all ? causes : [alone];
    return {
      text: alone,
      causes: single,
      target: undefined,
      questions: single.map((one) => questionOf(one, undefined)),
    };
  }
  return { text, causes, target, questions: causes.map((one) => questionOf(one, target)) };
}

/** A topic is broken into questions. */
export function questionsLesson(speaker: Speaker, inputs: number): Lesson {
  const topics = Array.from({ length: inputs }, () => makeTopic(speaker));
  const field = speaker.pick(["questions", "questions", "questions", "list", "ask"]);
  const bare = speaker.chance(15);
  const type = speaker.pick(["string(1..120)[1..4]", "string(1..120)[1..4]", "string(1..160)[1..5]", "string[1..6]"]);
  const name = speaker.pick(["Plan", "Plan", "Outline", "Questions"]);
  const agent = speaker.pick(["planner", "planner", "lead", "editor"]);
  const near = neighbours(speaker);
  const withTools = speaker.chance(40);
  const system = speaker.chance(70) ? speaker.wording(TEAM_SYSTEMS) : undefined;
  const own = system?.includes("${topic}");
  return {
    source: listProgram({
      head: `${withTools ? 'import { search } from "std/corpus"\n' : ""}${bare ? "" : schemaText(name, [{ name: field, type }])}`,
      agent,
      parameters: { topic: "string" },
      result: bare ? type : name,
      prompt: speaker.chance(40) ? (PROMPTS[0] ?? "") : speaker.wording(PROMPTS),
      // A spine can't know an item's topic: it is said of the first.
      system: own ? system?.replace("${topic}", () => topics[0]?.text ?? "") : system,
      ...(withTools && { tools: "search" }),
      shares: near.shares,
    }),
    arguments: { items: (own ? topics.slice(0, 1) : topics).map(({ text }) => text), ...near.values },
    pupils: {
      [agent]: {
        kind: "questions",
        turns: topics.map(({ questions }) => [{ answer: bare ? questions : { [field]: questions } }]),
      },
    },
  };
}
