import type { Lesson } from "../lesson.ts";
import { prompt } from "../lesson.ts";
import { bestSentence, searcherOf } from "../lookup.ts";
import { schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";
import { reportShape } from "./merge.ts";
import { makeTopic, TEAM_SYSTEMS } from "./questions.ts";
import { answerTo, corpusOf, effectSentence, findingShape, keywords, UNSURE } from "./search.ts";

/** A team: one plans the questions, others look them up side by side, the last writes the report. */
export function researchLesson(speaker: Speaker): Lesson {
  let topic = makeTopic(speaker);
  while (topic.questions.length > 3) topic = makeTopic(speaker);
  const shape = findingShape(speaker);
  const report = reportShape(speaker, shape);
  const facts = topic.questions.map((question, at) => {
    const subject = topic.causes[at] ?? topic.text;
    return { question, query: keywords(question), subject, sentence: effectSentence(speaker, subject, topic.target) };
  });
  const corpus = corpusOf(speaker, facts);
  const search = searcherOf(corpus);
  const bests = facts.map(({ query }) => bestSentence(search(query), query));
  const findings = bests.map((best) => answerTo(shape, best));
  const confidences = bests.map((best) => (best?.complete ? 1 : UNSURE));
  const plan = { questions: topic.questions };
  const system = speaker.chance(70) ? (TEAM_SYSTEMS[0] ?? "") : speaker.wording(TEAM_SYSTEMS);
  const onSpine = speaker.chance(80);
  const source = [
    'import { search } from "std/corpus"',
    shape.head,
    schemaText("Plan", [{ name: "questions", type: "string(1..120)[1..4]" }]),
    report.head,
    `agent planner(topic: string) -> Plan { prompt: ${prompt('Break "${topic}" into independent questions.')} }`,
    `agent researcher(question: string) -> ${shape.name} { tools: [search], turns: 3, prompt: "Find out: \${question}" }`,
    `agent writer(topic: string) -> ${report.name} { prompt: "Write the report on \${topic} from what the team found." }`,
    `flow investigate(topic: string) -> ${report.name} {`,
    `  spine { system: ${prompt(system)}${onSpine ? ", tools: [search]" : ""} }`,
    "  let plan = planner(topic)",
    "  share plan",
    "  let findings = parallel question in plan.questions { researcher(question) }",
    "  share findings",
    "  return writer(topic)",
    "}",
  ].join("\n");
  return {
    source,
    arguments: { topic: topic.text },
    corpus,
    pupils: {
      planner: { kind: "questions", turns: [[{ answer: plan }]] },
      researcher: {
        kind: "search",
        turns: facts.map(({ query }, at) => [
          { calls: [{ name: "search", arguments: { query } }] },
          { answer: findings[at] ?? null },
        ]),
      },
      writer: { kind: "merge", turns: [[{ answer: report.answer(topic.text, findings, confidences) }]] },
    },
  };
}
