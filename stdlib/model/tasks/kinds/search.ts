import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson, Passage } from "../lesson.ts";
import { GOODS } from "../lexicon.ts";
import { type Best, bestSentence, searcherOf } from "../lookup.ts";
import { listProgram, neighbours, schemaText } from "../program.ts";
import { ramble, rambling } from "../ramble.ts";
import type { Speaker } from "../speaker.ts";
import { capital, listed } from "../text.ts";
import { cause, questionOf, TEAM_SYSTEMS } from "./questions.ts";

/** A question and the sentence that answers it. */
export interface Fact {
  readonly question: string;
  readonly query: string;
  readonly sentence: string;
  /** What file it would stand in. */
  readonly subject: string;
}

/** Words of a question that nobody would search for. */
const STOP_WORDS = new Set(
  (
    "what is are was were the a an of on in at to for and or how does do did can who which where when why much many " +
    "long it its effect affect known about there have has with by from that this be should"
  ).split(" "),
);

/** The keywords of a question, as they stand in it. */
export function keywords(question: string): string {
  return question
    .replace(/[?.!,"]/g, "")
    .split(" ")
    .filter((word) => !STOP_WORDS.has(word.toLowerCase()))
    .join(" ");
}

const percent = (speaker: Speaker): string => `${speaker.whole(2, 95)} percent`;

/** One thing about which something is known: the question, and the sentence with all of its keywords. */
export function makeFact(
  speaker: Speaker,
  about?: { readonly one: string; readonly target: string | undefined },
): Fact {
  const one = about?.one ?? cause(speaker);
  const Name = speaker.proper();
  const kind = about ? 0 : speaker.below(10);
  if (kind < 5) {
    const target = about ? about.target : cause(speaker);
    const asked =
      about || target === undefined || speaker.chance(60)
        ? questionOf(one, target)
        : speaker.pick([
            `How does ${one} affect ${target}?`,
            `Does ${one} affect ${target}?`,
            `How do ${one} affect ${target}?`,
          ]);
    return fact(asked, one, effectSentence(speaker, one, target));
  }
  const item = speaker.word(GOODS);
  const place = speaker.proper();
  const number = speaker.whole(2, 990);
  const year = speaker.whole(1200, 2020);
  switch (kind) {
    case 5:
      return fact(
        `Who founded ${Name}?`,
        Name,
        speaker.pick([
          `${Name} was founded by ${speaker.person()} in ${year}.`,
          `In ${year} ${speaker.person()} founded ${Name}.`,
        ]),
      );
    case 6:
      return fact(`Where is the ${Name} ${item} made?`, Name, `The ${Name} ${item} is made in ${place}.`);
    case 7:
      return fact(
        `How many ${item}s does ${Name} sell?`,
        Name,
        speaker.pick([`${Name} sells ${number} ${item}s a year.`, `Each year ${Name} sells ${number} ${item}s.`]),
      );
    case 8:
      return fact(
        `What does the ${Name} ${item} cost?`,
        Name,
        `The ${Name} ${item} costs ${number} dollars.`.replace("costs", speaker.pick(["costs", "has a cost of"])),
      );
    default:
      return fact(
        `When was ${Name} built?`,
        Name,
        speaker.pick([`${Name} was built in ${year}.`, `In ${year} ${Name} was built by ${speaker.person()}.`]),
      );
  }
}

function fact(question: string, subject: string, sentence: string): Fact {
  return { question, query: keywords(question), sentence, subject };
}

/** A sentence that says what one thing does to another. */
export function effectSentence(speaker: Speaker, one: string, target: string | undefined): string {
  const One = capital(one);
  if (target === undefined)
    return speaker.pick([
      `${One} is mostly found near ${speaker.proper()}.`,
      `Most of what is called ${one} comes from ${speaker.proper()}.`,
      `In ${speaker.proper()} ${one} is older than ${speaker.whole(20, 900)} years.`,
    ]);
  const verb = speaker.pick([
    "lower",
    "raise",
    "improve",
    "harm",
    "delay",
    "slow",
    "double",
    "change",
    "weaken",
    "strengthen",
  ]);
  const s = one.endsWith("s") ? "" : "s";
  if (speaker.chance(30)) return longEffect(speaker, one, target, verb);
  return speaker.pick([
    `${One} ${verb}${s} ${target} by ${percent(speaker)}.`,
    `In a study in ${speaker.proper()}, ${one} ${verb}${s} ${target} by ${percent(speaker)}.`,
    `Too much ${one} can ${verb} ${target}.`,
    `${One} can ${verb} ${target} within ${speaker.whole(2, 90)} ${speaker.pick(["days", "weeks", "hours", "minutes"])}.`,
    `After ${speaker.whole(2, 90)} days, ${one} ${verb}${s} ${target} in most people.`,
    `${speaker.person()} found that ${one} ${verb}${s} ${target}.`,
    `No effect of ${one} on ${target} was found in ${speaker.proper()}.`,
  ]);
}

/** The same in more words, as people write. */
function longEffect(speaker: Speaker, one: string, target: string, verb: string): string {
  const s = one.endsWith("s") ? "" : "s";
  const text = speaker.pick([
    `${one} ${verb}${s} ${target}, ${ramble(speaker, 4, 10)}.`,
    `${ramble(speaker, 3, 8)}, ${one} can ${verb} ${target} ${ramble(speaker, 2, 7)}.`,
    `that ${one} ${verb}${s} ${target} is often said, but ${ramble(speaker, 3, 8)}.`,
    `people who have ${one} late in the day lose ${percent(speaker)} of their ${target}.`,
    `the more ${one}, the less ${target}, ${ramble(speaker, 2, 8)}.`,
    `of all ${ramble(speaker, 2, 5)} it is ${one} that does the most for ${target}.`,
    `for ${target} such an amount of ${one} makes no difference that has been measured.`,
  ]);
  return capital(text);
}

/** A sentence that has something to do with a subject and answers nothing. */
function filler(speaker: Speaker, subject: string): string {
  if (speaker.chance(40)) return rambling(speaker);
  const Subject = capital(subject);
  return speaker.pick([
    `${speaker.person()} wrote about ${subject} in ${speaker.whole(1500, 2020)}.`,
    `Many people in ${speaker.proper()} like ${subject}.`,
    `The word ${subject} is old.`,
    `There are ${speaker.whole(2, 80)} kinds of ${subject}.`,
    `${Subject} was first seen in ${speaker.proper()}.`,
    `It was told by ${speaker.person()}.`,
    `This is not known in ${speaker.proper()}.`,
    `A museum of ${subject} is in ${speaker.proper()}.`,
  ]);
}

/** Files in which a fact stands, and others that have something to do with it. */
export function corpusOf(speaker: Speaker, facts: readonly Fact[]): Passage[] {
  const passages: Passage[] = [];
  for (const { subject, sentence, query } of facts) {
    const source = `${subject.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")}${speaker.pick(["", "", `-${speaker.whole(2, 90)}`, "-notes"])}.${speaker.pick(["md", "md", "txt"])}`;
    const around = (): string[] =>
      Array.from({ length: speaker.pick([0, 0, 0, 1, 1, 2]) }, () => filler(speaker, subject));
    const before = around();
    const after = around();
    passages.push({ source, text: [...before, sentence, ...after].join(" ") });
    if (speaker.chance(35))
      passages.push({
        source,
        text: `# ${capital(subject)}${speaker.chance(25) ? ` and ${query.split(" ").at(-1)}` : ""}`,
      });
    if (speaker.chance(70))
      passages.push({
        source: speaker.chance(50) ? source : `${speaker.madeUp(2)}.md`,
        text: [filler(speaker, subject), ...(speaker.chance(30) ? [filler(speaker, subject)] : [])].join(" "),
      });
  }
  // In the order of files, as a folder is searched: of two that fit equally well the first comes first.
  return passages.sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
}

const PROMPTS = [
  "Find out: ${question}",
  "Find out: ${question}",
  "Search for the answer: ${question}",
  "${question}",
  "Look this up: ${question}",
  "Answer with a source: ${question}",
  "What do the files say? ${question}",
];

/** The shape of a finding: its fields in order. */
export interface FindingShape {
  readonly name: string;
  readonly head: string;
  readonly claim: string;
  readonly source: string;
  readonly confidence: string | undefined;
  readonly order: readonly string[];
}

export function findingShape(speaker: Speaker): FindingShape {
  const name = speaker.pick(["Finding", "Finding", "Finding", "Note", "Fact", "Answer"]);
  const claim = speaker.pick(["claim", "claim", "claim", "answer", "sentence", "text"]);
  const source = speaker.pick(["source", "source", "source", "file", "from"]);
  const confidence = speaker.chance(60) ? speaker.pick(["confidence", "confidence", "certainty"]) : undefined;
  const documented = speaker.chance(40);
  const fields = [
    {
      name: claim,
      type: speaker.pick(["string(1..280)", "string(1..280)", "string(1..300)"]),
      doc: documented ? speaker.pick(["One sentence.", "One sentence.", "What is known."]) : undefined,
    },
    ...(confidence ? [{ name: confidence, type: "number(0..1)" }] : []),
    { name: source, type: "string(1..80)", doc: documented && speaker.chance(30) ? "The file." : undefined },
  ];
  const ordered = speaker.chance(80) ? fields : speaker.some(fields, fields.length);
  const doc = speaker.chance(50)
    ? speaker.wording([
        "One checkable statement and where it comes from.",
        "A statement and its source.",
        "What was found, and where.",
        "One thing that is known.",
      ])
    : undefined;
  return {
    name,
    head: schemaText(name, ordered, doc),
    claim,
    source,
    confidence,
    order: ordered.map((field) => field.name),
  };
}

/** How sure a finding is in which the sentence has all that was asked for. */
export const SURE = 0.9;

export function findingOf(
  shape: FindingShape,
  sentence: string,
  source: string,
  confidence = SURE,
): Record<string, Json> {
  const values = {
    [shape.claim]: sentence,
    [shape.source]: source,
    ...(shape.confidence && { [shape.confidence]: confidence }),
  };
  return Object.fromEntries(shape.order.map((name) => [name, values[name] ?? ""]));
}

/** How sure one is in which it has only some of it. */
export const UNSURE = 0.5;

/** The finding of a sentence; where none was found, the answer says so. */
export function answerTo(shape: FindingShape, best: Best | undefined): Record<string, Json> {
  if (!best) return findingOf(shape, "Nothing was found.", "none", 0);
  return findingOf(shape, best.sentence, best.source, best.complete ? SURE : UNSURE);
}

/** A question is looked up, and the sentence that answers it reported with its source. */
export function searchLesson(speaker: Speaker, inputs: number): Lesson {
  const shape = findingShape(speaker);
  const target = speaker.chance(40) ? cause(speaker) : undefined;
  const facts = Array.from({ length: inputs }, () =>
    makeFact(speaker, target === undefined ? undefined : { one: cause(speaker), target }),
  ).filter((each, index, all) => all.findIndex((other) => other.query === each.query) === index);
  const missing = speaker.chance(20) ? speaker.below(facts.length) : -1;
  const corpus = corpusOf(
    speaker,
    facts.filter((_, index) => index !== missing),
  );
  const search = searcherOf(corpus);
  const topic =
    target === undefined ? undefined : `how ${listed(facts.map(({ subject }) => subject))} affect ${target}`;
  const planned = topic !== undefined && speaker.chance(50);
  const near = planned
    ? {
        shares: { plan: "{ questions: string[] }" },
        values: { plan: { questions: facts.map(({ question }) => question) } },
      }
    : neighbours(speaker);
  const system = speaker.chance(70) ? speaker.wording(TEAM_SYSTEMS) : undefined;
  const agent = speaker.pick(["researcher", "researcher", "finder", "reader", "scout"]);
  return {
    source: listProgram({
      head: `import { search } from "std/corpus"\n${shape.head}`,
      agent,
      parameters: { question: "string" },
      result: shape.name,
      prompt: speaker.chance(30) ? (PROMPTS[0] ?? "") : speaker.wording(PROMPTS),
      settings: ["tools: [search]", `turns: ${2 + speaker.below(3)}`],
      system: system?.replace(
        "${topic}",
        () => topic ?? `how ${cause(speaker)} and ${cause(speaker)} affect ${cause(speaker)}`,
      ),
      ...(speaker.chance(60) && { tools: "search" }),
      shares: near.shares,
    }),
    arguments: { items: facts.map(({ question }) => question), ...near.values },
    corpus,
    pupils: {
      [agent]: {
        kind: "search",
        turns: facts.map(({ query }) => [
          { calls: [{ name: "search", arguments: { query } }] },
          { answer: answerTo(shape, bestSentence(search(query), query)) },
        ]),
      },
    },
  };
}
