/**
 * `npm run model:eval`: freshly seeded tasks of every kind, through the real runtime on the real engine.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Operation, scoped, run as start } from "effection";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Engine } from "../../../runtime/engine/engine.ts";
import { useNativeEngine } from "../../../runtime/engine/native-engine.ts";
import { shippedModel } from "../../../runtime/models/shipped.ts";
import { realClock } from "../../../runtime/real-clock.ts";
import { run } from "../../../runtime/run/run.ts";
import { toolsOf } from "../../../runtime/tools/lookup.ts";
import { researchLesson } from "./kinds/research.ts";
import { KINDS, type Kind, type Lesson, type Passage } from "./lesson.ts";
import { LESSONS } from "./lessons.ts";
import { type Marks, marksOf } from "./right.ts";
import { makeSpeaker } from "./speaker.ts";
import { graphOf, turnsAt } from "./teach.ts";

const { values: options } = parseArgs({
  options: {
    model: { type: "string" },
    tasks: { type: "string", default: "200" },
    seed: { type: "string", default: "4711" },
    kinds: { type: "string", default: KINDS.join(",") },
    split: { type: "string", default: "eval" },
    ways: { type: "string", default: "alone,neighbours" },
    misses: { type: "string", default: "0" },
    json: { type: "string" },
  },
});

/** What a model that ships must reach of each kind, in percent. */
const MARKS: Readonly<Record<Kind, number>> = {
  record: 97,
  label: 97,
  sum: 95,
  search: 95,
  questions: 85,
  judge: 85,
  merge: 85,
  draft: 85,
};

interface Task extends Marks {
  readonly kind: Kind;
  /** A value of its type came out. */
  readonly valid: boolean;
  readonly wanted: Json;
  readonly given: Json | undefined;
  readonly lesson: Lesson;
}

/** Inputs of one lesson: so many agents are in one batch. */
const INPUTS = 8;
/** How many agents are in the batch at once. */
const WAYS = [
  ["alone", 1],
  ["neighbours", 16],
] as const;

/** Runs a lesson on an engine and gives what came of every task in it. */
function* carryOut(lesson: Lesson, engine: Engine, directory: string): Operation<Task[]> {
  const graph = graphOf(lesson.source);
  const tasks: Task[] = [];
  yield* scoped(() =>
    run(graph, {
      flow: graph.main ?? "main",
      arguments: lesson.arguments,
      *engine() {
        return engine;
      },
      tools: toolsOf(directory),
      clock: realClock,
      seed: 1,
      onEvent(event) {
        if (event.kind !== "agent-ended" || event.outcome.kind === "halted") return;
        const { kind, turns } = turnsAt(lesson, event.agent, event.path);
        const last = turns.at(-1);
        const wanted = last && "answer" in last ? last.answer : null;
        const given = event.outcome.kind === "done" ? event.outcome.value : undefined;
        const marks = given === undefined ? { exact: false, right: false } : marksOf(kind, wanted, given);
        tasks.push({ kind, valid: given !== undefined, wanted, given, lesson, ...marks });
      },
      grants: new Set(),
      workspace: directory,
      directory,
    }),
  );
  return tasks;
}

/** Writes a corpus as files, for the real `search`. */
function writeCorpus(directory: string, passages: readonly Passage[]): void {
  const folder = join(directory, "corpus");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, string[]>();
  for (const { source, text } of passages) files.set(source, [...(files.get(source) ?? []), text]);
  for (const [source, texts] of files) writeFileSync(join(folder, source), `${texts.join("\n\n")}\n`);
}

/** The lesson of this number of a kind. */
function lessonOf(kind: Kind, at: number): Lesson {
  const speaker = makeSpeaker(Number(options.seed) * 7919 + at, options.split === "train" ? "train" : "eval");
  // A team's later agents read what its earlier ones wrote: they are tried, each alone, by the other lessons.
  const makers = LESSONS[kind].filter((maker) => maker !== researchLesson);
  return speaker.pick(makers)(speaker, INPUTS);
}

/** As many tasks of a kind as are wanted, carried out. */
function* tasksOf(kind: Kind, engine: Engine): Operation<Task[]> {
  const tasks: Task[] = [];
  for (let at = 0; tasks.length < Number(options.tasks); at++) {
    const lesson = lessonOf(kind, at);
    if (lesson.corpus) writeCorpus(directory, lesson.corpus);
    tasks.push(...(yield* carryOut(lesson, engine, directory)));
  }
  return tasks.slice(0, Number(options.tasks));
}

interface Row {
  readonly kind: Kind;
  readonly tasks: number;
  readonly exact: number;
  readonly right: number;
  readonly valid: number;
}

function rowOf(kind: Kind, tasks: readonly Task[]): Row {
  const share = (of: (task: Task) => boolean): number =>
    Math.round((tasks.filter(of).length / Math.max(1, tasks.length)) * 1000) / 10;
  return {
    kind,
    tasks: tasks.length,
    exact: share(({ exact }) => exact),
    right: share(({ right }) => right),
    valid: share(({ valid }) => valid),
  };
}

const file = options.model ?? shippedModel();
const kinds = KINDS.filter((kind) => options.kinds.split(",").includes(kind));
const directory = mkdtempSync(join(tmpdir(), "agentflow-eval-"));

await start(function* () {
  const results: Record<string, Row[]> = {};
  for (const [way, branches] of WAYS.filter(([name]) => options.ways.split(",").includes(name))) {
    const engine = yield* useNativeEngine({ file, branches });
    const rows: Row[] = [];
    for (const kind of kinds) {
      const began = performance.now();
      const kept = yield* tasksOf(kind, engine);
      const row = rowOf(kind, kept);
      rows.push(row);
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      console.error(
        `${way.padEnd(11)}${kind.padEnd(11)}${row.tasks} tasks  exact ${row.exact}%  right ${row.right}%  valid ${row.valid}%  ` +
          `(${MARKS[kind]}% wanted)  ${seconds} s`,
      );
      for (const miss of kept.filter(({ right }) => !right).slice(0, Number(options.misses))) {
        console.error(`  wanted ${JSON.stringify(miss.wanted)}\n  given  ${JSON.stringify(miss.given)}`);
      }
    }
    results[way] = rows;
  }
  rmSync(directory, { recursive: true, force: true });
  const json = JSON.stringify({ model: file, seed: Number(options.seed), tasks: Number(options.tasks), ...results });
  console.log(json);
  if (options.json) writeFileSync(options.json, `${json}\n`);
});
