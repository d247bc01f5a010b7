import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { GOODS } from "../lexicon.ts";
import { listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";
import { capital, listed } from "../text.ts";

/** Names of a label, and words by which a text belongs to it. */
interface Label {
  readonly names: readonly string[];
  readonly words: readonly string[];
}

const label = (names: string, words: string): Label => ({ names: names.split(" "), words: words.split(" ") });

/** What texts are about. */
const TOPICS: readonly Label[] = [
  label(
    "sport sports",
    "goal match team ball coach stadium race runner medal referee score tennis football league swimmer",
  ),
  label("food cooking", "soup bread recipe kitchen oven dinner cheese sauce pepper salad baker chef taste lunch spice"),
  label(
    "weather climate",
    "rain storm wind snow cloud frost sunshine thunder fog hail forecast temperature breeze drizzle",
  ),
  label("music songs", "song concert piano guitar violin singer melody drum choir orchestra album tune rhythm band"),
  label("travel trips", "train ticket hotel airport flight passport suitcase beach tourist map journey station island"),
  label("health medicine", "doctor fever medicine hospital nurse pill cough headache patient vaccine dentist bandage"),
  label("money finance", "bank loan tax salary price coin budget wage savings interest debt invoice market shares"),
  label("school education", "teacher pupil lesson homework classroom exam blackboard student grammar college lecture"),
  label("garden plants", "flower seed tree soil rose leaf root lawn tulip weed hedge gardener compost watering"),
  label("animals pets", "dog cat horse bird puppy rabbit paw tail kitten sheep feather zoo hamster pony"),
  label("cars driving", "engine car wheel brake driver garage petrol motorway tyre truck parking clutch steering"),
  label(
    "computers software",
    "computer keyboard software file server code program laptop password browser network screen",
  ),
  label("space astronomy", "planet rocket star moon astronaut telescope orbit comet galaxy satellite mars eclipse"),
  label("law politics", "judge court vote minister election parliament lawyer president law party senate mayor trial"),
];

const MOODS: readonly Label[] = [
  label(
    "positive good happy",
    "wonderful great excellent lovely perfect delightful brilliant friendly beautiful superb",
  ),
  label("negative bad unhappy", "terrible awful broken disappointing rude horrible useless dirty slow ugly dreadful"),
  label("neutral mixed", "usual ordinary average grey normal plain common standard regular"),
];

/** Texts with two words of a topic, `{a}` and `{b}`; `{n}` is a person. */
const TEXTS = [
  "{n} talked about the {a} and the {b}.",
  "Yesterday there was a {a}, and then a {b}.",
  "The {a} was near the {b}.",
  "We saw a {a} and a {b} with {n}.",
  "{n} wrote about a {a}. The {b} came later.",
  "First the {a}, then the {b}: what a day!",
  "Nobody had thought of the {a} or the {b}.",
  "A {a} is nothing without a {b}, says {n}.",
  "Every {a} needs a {b}.",
  "In {p} the {a} is as old as the {b}.",
  "{n} asked whether the {a} or the {b} was better.",
  "What {n} likes best is the {a}, and after it the {b}.",
];
const MOOD_TEXTS = [
  "The {g} was {a}.",
  "The {g} is {a} and {b}.",
  "{n} found the {g} {a}.",
  "What a {a} {g}!",
  "A {a} {g}, and the service was {b}.",
  "{n} says that the {g} from {p} is {a}.",
  "I think the {g} was {a}.",
  "We had a {a} time in {p}.",
];
const RULED_TEXTS = [
  "{n} bought two {a}s.",
  "The {a} is in {p}.",
  "Where did {n} put the {a}?",
  "{n} has a {a} from {p}.",
  "I lost my {a} yesterday.",
  "A {a} stood by the door.",
];

const PROMPTS = [
  "Sort this text into one of: {l}.\n\n${text}",
  "Labels: {l}.\n\n${text}",
  "Which of {l} fits this text?\n\n${text}",
  "Is this about {o}? ${text}",
  "Label this as {o}: ${text}",
  "Choose {o}.\n\n${text}",
  "Put this under {o}.\n\n${text}",
];
const SYSTEMS = [
  "You sort texts.",
  "You label texts.",
  "You are a librarian.",
  "You are careful.",
  "You sort the mail.",
];

/** A text is sorted into the labels that the prompt names. */
export function labelLesson(speaker: Speaker, inputs: number): Lesson {
  const ways = speaker.below(10);
  const made = ways < 5 ? byTopic(speaker, inputs) : ways < 7 ? byMood(speaker, inputs) : byRule(speaker, inputs);
  const { names, texts, rule } = made;
  const union = names.map((name) => `"${name}"`).join(" | ");
  const field = speaker.chance(45) ? undefined : speaker.pick(["label", "label", "topic", "kind", "category"]);
  const or = listed(names, "or");
  const listedNames = speaker.chance(50) ? names.join(", ") : listed(names);
  const prompt = rule
    ? `${rule}\n\n\${text}`
    : speaker
        .wording(PROMPTS)
        .replace("{l}", () => listedNames)
        .replace("{o}", () => or);
  const near = neighbours(speaker);
  const agent = speaker.pick(["sorter", "labeller", "reader", "clerk"]);
  const name = speaker.pick(["Label", "Sorted", "Topic"]);
  return {
    source: listProgram({
      head: field ? schemaText(name, [{ name: field, type: union }]) : "",
      agent,
      parameters: { text: "string" },
      result: field ? name : `(${union})`,
      prompt,
      system: speaker.chance(60) ? speaker.wording(SYSTEMS) : undefined,
      shares: near.shares,
    }),
    arguments: { items: texts.map(({ text }) => text), ...near.values },
    pupils: {
      [agent]: {
        kind: "label",
        turns: texts.map(({ is }): [{ answer: Json }] => [{ answer: field ? { [field]: is } : is }]),
      },
    },
  };
}

interface Sorted {
  readonly names: readonly string[];
  readonly texts: readonly { readonly text: string; readonly is: string }[];
  /** The whole prompt but the text, where labels mean nothing without it. */
  readonly rule?: string;
}

function byTopic(speaker: Speaker, inputs: number): Sorted {
  const chosen = speaker.some(TOPICS, 2, 5).map((topic) => ({ topic, name: speaker.pick(topic.names) }));
  const texts = Array.from({ length: inputs }, () => {
    const { topic, name } = speaker.pick(chosen);
    const [a = "", b = ""] = speaker.some(topic.words, 2);
    return { text: filled(speaker, speaker.wording(TEXTS), a, b), is: name };
  });
  return { names: chosen.map(({ name }) => name), texts };
}

function byMood(speaker: Speaker, inputs: number): Sorted {
  const row = speaker.below(3);
  const moods = speaker.chance(50) ? MOODS.slice(0, 2) : MOODS;
  const chosen = speaker
    .some(moods, moods.length)
    .map((mood) => ({ mood, name: mood.names[Math.min(row, mood.names.length - 1)] ?? "" }));
  const texts = Array.from({ length: inputs }, () => {
    const { mood, name } = speaker.pick(chosen);
    const [a = "", b = ""] = speaker.some(mood.words, 2);
    return { text: filled(speaker, speaker.wording(MOOD_TEXTS), a, b), is: name };
  });
  return { names: chosen.map(({ name }) => name), texts };
}

/** Labels that mean nothing in themselves: the prompt says which goes with what. */
function byRule(speaker: Speaker, inputs: number): Sorted {
  const count = 2 + speaker.below(2);
  const names: string[] = [];
  while (names.length < count) {
    const next = speaker.madeUp(speaker.pick([1, 2, 2]));
    if (!names.includes(next)) names.push(next);
  }
  const goods: string[] = [];
  while (goods.length < count) {
    const next = speaker.word(GOODS);
    if (!goods.includes(next)) goods.push(next);
  }
  const say = speaker.wording(["Say {n} if a {g} is named", "Take {n} for a {g}", "A {g} is {n}", "{n} is for a {g}"]);
  const rule = names.map((name, at) => say.replace("{n}", () => name).replace("{g}", () => goods[at] ?? "")).join(". ");
  const texts = Array.from({ length: inputs }, () => {
    const at = speaker.below(count);
    return { text: filled(speaker, speaker.wording(RULED_TEXTS), goods[at] ?? "", ""), is: names[at] ?? "" };
  });
  return { names: speaker.some(names, count), texts, rule: `${capital(rule)}.` };
}

function filled(speaker: Speaker, text: string, a: string, b: string): string {
  return text
    .replace(/\b([Aa]) \{a\}/, (_, article: string) => `${/^[aeiou]/.test(a) ? `${article}n` : article} ${a}`)
    .replace("{a}", () => a)
    .replace(/\ba \{b\}/, () => `${/^[aeiou]/.test(b) ? "an" : "a"} ${b}`)
    .replace("{b}", () => b)
    .replace("{g}", () => speaker.word(GOODS))
    .replace("{n}", () => speaker.given())
    .replace("{p}", () => speaker.proper());
}
