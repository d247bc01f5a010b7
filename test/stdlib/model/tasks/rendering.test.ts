import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Operation, run as start, until } from "effection";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Context, emptyContext } from "../../../../runtime/context/context.ts";
import type { Engine } from "../../../../runtime/engine/engine.ts";
import { useNativeEngine } from "../../../../runtime/engine/native-engine.ts";
import { createPromptTokens } from "../../../../runtime/engine/prompt-tokens.ts";
import { makeLayout } from "../../../../runtime/layout/make-layout.ts";
import { readModelFacts } from "../../../../runtime/models/facts.ts";
import { useNativeDevice } from "../../../../runtime/native/device.ts";
import { realClock } from "../../../../runtime/real-clock.ts";
import { run } from "../../../../runtime/run/run.ts";
import { writeRandomModel } from "../../../../stdlib/model/random-model.ts";
import type { Lesson } from "../../../../stdlib/model/tasks/lesson.ts";
import { searcherOf } from "../../../../stdlib/model/tasks/lookup.ts";
import { graphOf } from "../../../../stdlib/model/tasks/teach.ts";
import { calculate } from "../../../../stdlib/std/math.ts";
import { layout, lessonsOf, taught, tokenize, vocabulary } from "./tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-tasks-"));
const file = join(folder, "random.gguf");

beforeAll(() => {
  const shape = { layers: 1, width: 32, heads: 1, keyHeads: 1, feedForward: 32, context: 2048 };
  const model = { ...shape, vocabulary: vocabulary.tokens.length, name: "random", type: "f16", seed: 3 } as const;
  writeRandomModel(file, model, vocabulary);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The contexts with which agents begin their first turns, when a lesson's program really runs. */
function* opened(lesson: Lesson, engine: Engine): Operation<Context[]> {
  const graph = graphOf(lesson.source);
  const contexts: Context[] = [];
  const search = searcherOf(lesson.corpus ?? []);
  const watched: Engine = {
    ...engine,
    *admit(request) {
      const lease = yield* engine.admit(request);
      let turns = 0;
      return {
        ...lease,
        get context() {
          return lease.context;
        },
        turn(asked) {
          if (turns++ === 0) contexts.push(lease.context);
          return lease.turn({ ...asked, tokens: Math.min(asked.tokens, 16) });
        },
      };
    },
  };
  yield* run(graph, {
    flow: graph.main ?? "main",
    arguments: lesson.arguments,
    *engine() {
      return watched;
    },
    *tools({ name }) {
      const handler = name === "calculate" ? calculate : ({ query }: { query?: unknown }) => search(String(query));
      return { kind: "loaded", handler: handler as typeof calculate };
    },
    clock: realClock,
    seed: 1,
    onEvent: () => {},
    grants: new Set(),
    workspace: folder,
    directory: folder,
  });
  return contexts;
}

describe("what the small model is trained on", () => {
  it("is what the native engine reads, token for token", async () => {
    const facts = await readModelFacts(file);
    expect(facts.layout.version).toBe(vocabulary.layout);
    // A later agent of a team reads what the earlier ones wrote, which a random model gets wrong: the first ones only.
    const lessons = lessonsOf("eval", 13).filter(({ source }) => !/flow (investigate|polish)/.test(source));
    expect(lessons.length).toBeGreaterThan(6);
    await start(function* () {
      const device = yield* useNativeDevice({ file, context: 2048, branches: 4, streams: "unified" });
      const engine = yield* useNativeEngine({ file, context: 2048 });
      const read = createPromptTokens(device, makeLayout(facts.layout), "");
      for (const lesson of lessons) {
        const contexts = yield* opened(lesson, engine);
        const real = contexts.map((context) => [...read.since(emptyContext, context), ...read.openTurn(context)]);
        const samples = yield* until(taught([lesson]));
        const ours = samples.map(({ segments }) => {
          const first = segments.findIndex(({ written }) => written);
          return segments.slice(0, first).flatMap(({ pieces }) => [...tokenize(pieces)]);
        });
        const sorted = (lists: readonly (readonly number[])[]): string[] => lists.map((list) => list.join(" ")).sort();
        expect(sorted(ours)).toEqual(sorted(real));
      }
    });
  }, 120_000);

  it("has what agents write as llama.cpp would cut it", async () => {
    const samples = await taught(lessonsOf("train", 17));
    expect(layout.version).toBe(vocabulary.layout);
    await start(function* () {
      const device = yield* useNativeDevice({ file, context: 2048, branches: 4, streams: "unified" });
      for (const { pieces } of samples.flatMap(({ segments }) => segments)) {
        expect([...tokenize(pieces)]).toEqual([...device.tokenize(pieces)]);
      }
    });
  }, 60_000);
});
