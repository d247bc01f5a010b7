import type { Json } from "../../../../compiler/graph/expression.ts";
import type { Lesson } from "../lesson.ts";
import { listProgram, schemaText } from "../program.ts";
import type { Speaker } from "../speaker.ts";
import { capital, listed } from "../text.ts";
import { cause, makeTopic, TEAM_SYSTEMS } from "./questions.ts";
import { effectSentence, type FindingShape, findingOf, findingShape, SURE } from "./search.ts";

const PROMPTS = [
  "Write the report on ${topic} from what the team found.",
  "Write the report on ${topic} from what the team found.",
  "Write the report on ${topic}.",
  "Merge the findings on ${topic} into one report.",
  "Sum up what we know about ${topic}.",
  "Put together what was found about ${topic}.",
  "Report on ${topic} from the findings above.",
];

interface Found {
  readonly claim: string;
  readonly source: string;
  readonly confidence: number;
}

/** What a report says in the end: it depends on how sure its findings are. */
export function verdictOf(confidences: readonly number[]): "supported" | "unclear" {
  return confidences.length > 0 && confidences.every((each) => each > 0.5) ? "supported" : "unclear";
}

/** The shape of a report over findings. */
export interface ReportShape {
  readonly head: string;
  readonly name: string;
  answer(topic: string, findings: readonly Record<string, Json>[], confidences: readonly number[]): Json;
}

/** A report that lists findings as they are, with a title and, where findings say how sure they are, a verdict. */
export function reportShape(speaker: Speaker, finding: FindingShape): ReportShape {
  const title = speaker.pick(["title", "title", "title", "topic"]);
  const findings = speaker.pick(["findings", "findings", "findings", "facts"]);
  const verdict = finding.confidence && speaker.chance(75) ? "verdict" : undefined;
  const name = speaker.pick(["Report", "Report", "Summary"]);
  const fields = [
    { name: title, type: "string(1..80)" },
    { name: findings, type: `${finding.name}[0..8]` },
    ...(verdict ? [{ name: verdict, type: '"supported" | "refuted" | "unclear"' }] : []),
  ];
  return {
    name,
    head: schemaText(name, fields),
    answer: (topic, list, confidences) => ({
      [title]: capital(topic),
      [findings]: list,
      ...(verdict && { [verdict]: verdictOf(confidences) }),
    }),
  };
}

/** Findings become a report. */
export function mergeLesson(speaker: Speaker): Lesson {
  return speaker.pick([reportLesson, reportLesson, summaryLesson, briefLesson])(speaker);
}

function findingsOn(speaker: Speaker, causes: readonly string[], target: string | undefined): Found[] {
  const unsure = speaker.chance(35);
  return causes.map((one) => ({
    claim: effectSentence(speaker, one, target),
    source: `${one.replace(/[^\p{L}\p{N}]+/gu, "-")}.${speaker.pick(["md", "md", "txt"])}`,
    confidence: unsure && speaker.chance(50) ? 0.5 : SURE,
  }));
}

function reportLesson(speaker: Speaker): Lesson {
  const topic = makeTopic(speaker);
  const shape = findingShape(speaker);
  const report = reportShape(speaker, shape);
  const found = findingsOn(speaker, topic.causes.slice(0, 3), topic.target);
  const findings = found.map(({ claim, source, confidence }) => findingOf(shape, claim, source, confidence));
  const confidences = found.map(({ confidence }) => confidence);
  const planned = speaker.chance(30);
  const agent = speaker.pick(["writer", "writer", "editor", "reporter"]);
  return {
    source: listProgram({
      head: shape.head + report.head,
      agent,
      parameters: { topic: "string" },
      result: report.name,
      prompt: speaker.wording(PROMPTS),
      system: spineOf(speaker, topic.text),
      shares: { ...(planned && { plan: "{ questions: string[] }" }), findings: `${shape.name}[]` },
    }),
    arguments: { items: [topic.text], findings, ...(planned && { plan: { questions: topic.questions } }) },
    pupils: { [agent]: { kind: "merge", turns: [[{ answer: report.answer(topic.text, findings, confidences) }]] } },
  };
}

/** Findings become one text and the list of their sources. */
function summaryLesson(speaker: Speaker): Lesson {
  const topic = makeTopic(speaker);
  const shape = findingShape(speaker);
  const found = findingsOn(speaker, topic.causes, topic.target);
  const findings = found.map(({ claim, source, confidence }) => findingOf(shape, claim, source, confidence));
  const text = speaker.pick(["summary", "text", "report"]);
  const sources = speaker.chance(70) ? speaker.pick(["sources", "files"]) : undefined;
  const fields = [
    { name: text, type: "string(1..600)" },
    ...(sources ? [{ name: sources, type: "string(1..80)[0..8]" }] : []),
  ];
  const agent = speaker.pick(["writer", "editor", "merger"]);
  const shared = speaker.chance(60);
  return {
    source: listProgram({
      head: shape.head + schemaText("Summary", fields),
      agent,
      parameters: shared ? { topic: "string" } : { topic: "string", findings: `${shape.name}[]` },
      result: "Summary",
      prompt: shared ? speaker.wording(PROMPTS) : "Sum up what we know about ${topic}: ${findings}",
      system: spineOf(speaker, topic.text),
      shares: shared ? { findings: `${shape.name}[]` } : {},
    }),
    arguments: shared ? { items: [topic.text], findings } : { items: [{ topic: topic.text, findings }] },
    pupils: {
      [agent]: {
        kind: "merge",
        turns: [
          [
            {
              answer: {
                [text]: found.map(({ claim }) => claim).join(" "),
                ...(sources && { [sources]: found.map(({ source }) => source) }),
              },
            },
          ],
        ],
      },
    },
  };
}

/** Briefs on areas become one brief. */
function briefLesson(speaker: Speaker): Lesson {
  const count = 2 + speaker.below(2);
  const areas: string[] = [];
  while (areas.length < count) {
    const next = cause(speaker);
    if (!areas.includes(next)) areas.push(next);
  }
  const briefs = areas.map((area) => ({ area, summary: effectSentence(speaker, area, cause(speaker)) }));
  const agent = speaker.pick(["merger", "editor", "writer"]);
  return {
    source: listProgram({
      head: schemaText("Brief", [
        { name: "area", type: "string(1..120)" },
        { name: "summary", type: "string(1..400)" },
      ]),
      agent,
      parameters: { briefs: "Brief[]" },
      result: "Brief",
      prompt: speaker.wording([
        "Merge these into one brief: ${briefs}",
        "Make one brief of these: ${briefs}",
        "Merge: ${briefs}",
        "Put these together.\n\n${briefs}",
      ]),
      system: speaker.chance(50) ? "You are market analysts." : undefined,
    }),
    arguments: { items: [briefs] },
    pupils: {
      [agent]: {
        kind: "merge",
        turns: [[{ answer: { area: listed(areas), summary: briefs.map(({ summary }) => summary).join(" ") } }]],
      },
    },
  };
}

function spineOf(speaker: Speaker, topic: string): string | undefined {
  return speaker.chance(70) ? speaker.wording(TEAM_SYSTEMS).replace("${topic}", () => topic) : undefined;
}
