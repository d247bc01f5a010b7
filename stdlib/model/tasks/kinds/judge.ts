import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { GOODS } from "../lexicon.ts";
import { listProgram, neighbours, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";
import { capital } from "../text.ts";
import { cause } from "./questions.ts";

const VERDICTS = ["supported", "refuted", "unclear"] as const;
type Verdict = (typeof VERDICTS)[number];

/** Names of the three verdicts, in their order. */
const NAMES = [
  ["supported", "refuted", "unclear"],
  ["supported", "refuted", "unclear"],
  ["yes", "no", "unknown"],
  ["true", "false", "open"],
  ["agrees", "contradicts", "silent"],
];

const OPPOSITES = [
  ["lower", "raise"],
  ["improve", "harm"],
  ["weaken", "strengthen"],
  ["slow", "speed"],
  ["increase", "reduce"],
  ["help", "hurt"],
];

// The evidence comes first: what is claimed is then looked up in it, word by word.
const PROMPTS = [
  "Evidence: ${evidence}\n\nClaim: ${claim}",
  "Evidence: ${evidence}\nClaim: ${claim}\nDoes the evidence support the claim?",
  'Does "${evidence}" support the claim "${claim}"?',
  "Judge the claim by the evidence.\n\nEvidence: ${evidence}\n\nClaim: ${claim}",
  "We read: ${evidence} Somebody says: ${claim} Are they right?",
  "What is known: ${evidence}\nCheck this claim: ${claim}",
];
const SYSTEMS = [
  "You judge claims.",
  "You are strict.",
  "You check facts.",
  "State only what you can support.",
  "You are careful.",
];

interface Case {
  readonly evidence: string;
  readonly claim: string;
  readonly verdict: Verdict;
}

/** A claim is held against a sentence. */
export function judgeLesson(speaker: Speaker, inputs: number): Lesson {
  const isBool = speaker.chance(40);
  const names = speaker.pick(NAMES);
  const order = speaker.chance(70) ? names : speaker.some(names, 3);
  const type = isBool ? "bool" : order.map((name) => `"${name}"`).join(" | ");
  const bare = speaker.chance(25);
  const field = speaker.pick(
    isBool ? ["supported", "supported", "ok", "holds", "right"] : ["verdict", "verdict", "judgement", "result"],
  );
  const cases = Array.from({ length: inputs }, () => makeCase(speaker));
  const near = neighbours(speaker);
  const agent = speaker.pick(["judge", "checker", "critic", "auditor"]);
  const name = speaker.pick(["Review", "Judgement", "Check"]);
  return {
    source: listProgram({
      head: bare ? "" : schemaText(name, [{ name: field, type }]),
      agent,
      parameters: speaker.chance(50)
        ? { claim: "string", evidence: "string" }
        : { evidence: "string", claim: "string" },
      result: bare ? (isBool ? type : `(${type})`) : name,
      prompt: speaker.wording(PROMPTS),
      system: speaker.chance(60) ? speaker.wording(SYSTEMS) : undefined,
      shares: near.shares,
    }),
    arguments: { items: cases.map(({ claim, evidence }) => ({ claim, evidence })), ...near.values },
    pupils: {
      [agent]: {
        kind: "judge",
        turns: cases.map(({ verdict }): [{ answer: Json }] => {
          const value = isBool ? verdict === "supported" : (names[VERDICTS.indexOf(verdict)] ?? "");
          return [{ answer: bare ? value : { [field]: value } }];
        }),
      },
    },
  };
}

function makeCase(speaker: Speaker): Case {
  const verdict = speaker.pick(["supported", "supported", "refuted", "unclear"] as const);
  return speaker.pick([effect, effect, effect, founded, sold, placed])(speaker, verdict);
}

function effect(speaker: Speaker, verdict: Verdict): Case {
  const one = cause(speaker);
  const [target, other] = twoOf(() => cause(speaker), one);
  const pair = speaker.pick(OPPOSITES);
  const at = speaker.below(2);
  const verb = pair[at] ?? "";
  const opposite = pair[1 - at] ?? "";
  const number = speaker.whole(2, 95);
  const s = (subject: string, word: string): string => `${word}${subject.endsWith("s") ? "" : "s"}`;
  const can = speaker.chance(30);
  const says = (subject: string, word: string, object: string): string =>
    can ? `${subject} can ${word} ${object}` : `${subject} ${s(subject, word)} ${object}`;
  const stated = says(one, verb, target);
  const evidence = speaker.pick([
    `${capital(stated)}.`,
    `${capital(stated)} by ${number} percent.`,
    `In ${speaker.proper()}, ${stated}.`,
    `${speaker.person()} found that ${stated}.`,
    `After ${number} days ${stated}.`,
  ]);
  const say = (subject: string, word: string, object: string): string => `${capital(says(subject, word, object))}.`;
  if (verdict === "supported") return { evidence, verdict, claim: say(one, verb, target) };
  if (verdict === "refuted") return { evidence, verdict, claim: say(one, opposite, target) };
  return { evidence, verdict, claim: speaker.chance(50) ? say(other, verb, target) : say(one, verb, other) };
}

function founded(speaker: Speaker, verdict: Verdict): Case {
  const [firm, otherFirm] = twoOf(() => speaker.proper());
  const [person, otherPerson] = twoOf(() => speaker.person());
  const [year, otherYear] = twoOf(() => String(speaker.whole(1200, 2020)));
  const evidence = speaker.pick([
    `${firm} was founded by ${person} in ${year}.`,
    `In ${year} ${person} founded ${firm}.`,
  ]);
  const who = (whose: string, what: string): string =>
    speaker.pick([`${whose} founded ${what}.`, `${what} was founded by ${whose}.`]);
  if (verdict === "unclear") return { evidence, verdict, claim: who(person, otherFirm) };
  const byYear = speaker.chance(40);
  const right = verdict === "supported";
  if (byYear) return { evidence, verdict, claim: `${firm} was founded in ${right ? year : otherYear}.` };
  return { evidence, verdict, claim: who(right ? person : otherPerson, firm) };
}

function sold(speaker: Speaker, verdict: Verdict): Case {
  const [firm, otherFirm] = twoOf(() => speaker.proper());
  const [item, otherItem] = twoOf(() => speaker.word(GOODS));
  const [count, otherCount] = twoOf(() => String(speaker.whole(2, 990)));
  const evidence = speaker.pick([
    `${firm} sells ${count} ${item}s a year.`,
    `Each year ${firm} sells ${count} ${item}s.`,
  ]);
  if (verdict === "supported")
    return {
      evidence,
      verdict,
      claim: speaker.pick([`${firm} sells ${item}s.`, `${firm} sells ${count} ${item}s each year.`]),
    };
  if (verdict === "refuted") return { evidence, verdict, claim: `${firm} sells ${otherCount} ${item}s each year.` };
  return {
    evidence,
    verdict,
    claim: speaker.chance(50) ? `${otherFirm} sells ${item}s.` : `${firm} sells ${otherItem}s.`,
  };
}

function placed(speaker: Speaker, verdict: Verdict): Case {
  const [thing, otherThing] = twoOf(() => speaker.word(GOODS));
  const [place, otherPlace] = twoOf(() => speaker.proper());
  const [firm] = twoOf(() => speaker.proper());
  const evidence = speaker.pick([
    `The ${firm} ${thing} is made in ${place}.`,
    `In ${place} they make the ${firm} ${thing}.`,
  ]);
  const claim = (what: string, where: string): string => `The ${firm} ${what} is made in ${where}.`;
  if (verdict === "supported") return { evidence, verdict, claim: claim(thing, place) };
  if (verdict === "refuted") return { evidence, verdict, claim: claim(thing, otherPlace) };
  return { evidence, verdict, claim: claim(otherThing, place) };
}

function twoOf(make: () => string, beside?: string): readonly [string, string] {
  const first = apart(make, [beside]);
  return [first, apart(make, [beside, first])];
}

function apart(make: () => string, others: readonly (string | undefined)[]): string {
  let made = make();
  while (others.includes(made)) made = make();
  return made;
}
