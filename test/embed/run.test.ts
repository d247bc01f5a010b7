import { run as runTask, sleep, spawn } from "effection";
import { describe, expect, it } from "vitest";
import {
  compile,
  type Event,
  FlowFailed,
  FlowPaused,
  type Program,
  programOf,
  refused,
  scriptedEngine,
} from "../../embed/index.ts";
import { agentflow, folderWith } from "../cli/terminal.ts";
import { GREET, INVESTIGATE } from "./programs.ts";

const program = (source: string): Program => programOf(compile(source));
const greet = program(GREET).flow("greet");
const hello = { "greet/greeter": [{ answer: { text: "Hello, Ada." } }] };
const hanging = { "greet/greeter": [{ hang: true as const, text: '{"text":"Hel' }] };

describe("a run", () => {
  it("gives the result to whoever awaits it", async () => {
    await using engine = scriptedEngine(hello);
    expect(await greet({ name: "Ada" }, { engine })).toEqual({ text: "Hello, Ada." });
  });

  it("gives its events from the first on, whenever they are asked for, and then its result", async () => {
    await using engine = scriptedEngine(hello);
    const run = greet({ name: "Ada" }, { engine });
    const first: Event[] = [];
    for await (const event of run) first.push(event);
    expect(first.map(({ seq }) => seq)).toEqual(first.map((_, index) => index));
    expect(first[0]?.kind).toBe("run-started");
    expect(first.at(-1)).toMatchObject({ kind: "run-ended", outcome: { kind: "done", value: await run } });
    const again: Event[] = [];
    for await (const event of run) again.push(event);
    expect(again).toEqual(first);
  });

  it("goes on when whoever reads its events stops", async () => {
    await using engine = scriptedEngine(hello);
    const run = greet({}, { engine });
    for await (const _ of run) break;
    expect(await run).toEqual({ text: "Hello, Ada." });
  });

  it("gives what agents write as values that grow", async () => {
    await using engine = scriptedEngine(hello, { passMilliseconds: 200 });
    const values: unknown[] = [];
    for await (const part of greet({}, { engine }).partialResults()) values.push(part);
    expect(values.length).toBeGreaterThan(1);
    expect(values.at(-1)).toEqual({
      agent: "greeter",
      path: "greet/greeter",
      done: true,
      value: { text: "Hello, Ada." },
    });
    expect(values[0]).toMatchObject({ done: false, agent: "greeter" });
  });

  it("is an operation that lives in the scope of its caller", async () => {
    await using engine = scriptedEngine({ ...hello });
    const outcome = await runTask(() => greet.operation({ name: "Ada" }, { engine }));
    expect(outcome).toEqual({ kind: "done", value: { text: "Hello, Ada." } });
  });

  it("ends with the scope of the operation that it is", async () => {
    await using engine = scriptedEngine(hanging);
    const events: Event[] = [];
    await runTask(function* () {
      const task = yield* spawn(() => greet.operation({}, { engine, onEvent: (event) => events.push(event) }));
      while (!events.some(({ kind }) => kind === "turn-started")) yield* sleep(1);
      yield* task.halt();
    });
    expect(events.at(-1)).toMatchObject({ kind: "run-ended", outcome: { kind: "halted" } });
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0 });
  });

  it("ends when its signal aborts, with the signal's reason, and gives everything back", async () => {
    await using engine = scriptedEngine(hanging);
    const controller = new AbortController();
    const run = greet({}, { engine, signal: controller.signal });
    for await (const event of run) if (event.kind === "turn-started") controller.abort();
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(await run.outcome).toEqual({ kind: "halted" });
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0 });
  });

  it("does not begin where its signal has aborted already", async () => {
    await using engine = scriptedEngine(hello);
    const reason = new Error("the visitor left");
    const run = greet({}, { engine, signal: AbortSignal.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(engine.usage()).toBeUndefined();
  });

  it("can be halted, and disposed of", async () => {
    await using engine = scriptedEngine(hanging);
    const run = greet({}, { engine });
    for await (const event of run) if (event.kind === "turn-started") break;
    await run.halt();
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    {
      await using other = greet({}, { engine });
      expect(other).toBeDefined();
    }
    expect(engine.usage()).toMatchObject({ branches: 0 });
  });

  it("ends, and rejects, when whoever listens to its events throws", async () => {
    await using engine = scriptedEngine(hello);
    const run = greet(
      {},
      {
        engine,
        onEvent() {
          throw new Error("the listener is broken");
        },
      },
    );
    await expect(run).rejects.toThrow("the listener is broken");
    await expect(run.outcome).rejects.toThrow("the listener is broken");
    expect(engine.usage()?.branches ?? 0).toBe(0);
  });

  it("gives the same for the same seed", async () => {
    await using engine = scriptedEngine(hello);
    const seeds = async (seed?: number) => {
      for await (const event of greet({}, { engine, ...(seed !== undefined && { seed }) }))
        if (event.kind === "run-started") return event.seed;
      return undefined;
    };
    expect(await seeds(7)).toBe(7);
    expect(await seeds()).not.toBe(await seeds());
  });
});

describe("a run that fails", () => {
  it("rejects with the node, its place in the source, and the mend", async () => {
    await using engine = scriptedEngine({ "greet/greeter": () => ({ fail: "the device is gone" }) });
    const run = greet({}, { engine });
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(FlowFailed);
    if (!(error instanceof FlowFailed)) return;
    expect(error.failure).toMatchObject({
      reason: "model",
      path: "greet/greeter",
      place: { file: "main.af", line: 2, column: expect.any(Number) },
    });
    expect(error.stack).toContain("at greet/greeter (main.af:2:");
    expect(await run.outcome).toEqual({ kind: "failed", failure: error.failure });
  });

  it("is told to those who read its events only as an event", async () => {
    await using engine = scriptedEngine({ "greet/greeter": () => ({ fail: "the device is gone" }) });
    const events: Event[] = [];
    for await (const event of greet({}, { engine })) events.push(event);
    expect(events.at(-1)).toMatchObject({ kind: "run-ended", outcome: { kind: "failed" } });
  });

  it("says which parameter is wrong", async () => {
    await using engine = scriptedEngine();
    const run = program(GREET).flow("greet")({ name: 3 }, { engine });
    expect(await run.outcome).toMatchObject({
      kind: "failed",
      failure: { message: expect.stringContaining("`name`") },
    });
    const other = await greet({ nam: "Ada" }, { engine }).outcome;
    expect(other).toMatchObject({ failure: { message: "`greet` has no parameter `nam`.", hint: "It takes name." } });
    const cyclic: Record<string, unknown> = {};
    cyclic.name = cyclic;
    expect(await greet(cyclic, { engine }).outcome).toMatchObject({ failure: { reason: "check" } });
  });

  it("comes to the limits that it was given", async () => {
    await using engine = scriptedEngine(hanging);
    const slow = await greet({}, { engine, limits: { milliseconds: 20 } }).outcome;
    expect(slow).toMatchObject({ kind: "failed", failure: { reason: "time", path: "greet" } });
    await using other = scriptedEngine();
    const investigate = program(INVESTIGATE).flow("investigate");
    const tools = { lookup: () => [], publish: () => true };
    const run = investigate({ topic: "tea" }, { engine: other, tools, limits: { turns: 1 } });
    expect(await run.outcome).toMatchObject({ kind: "failed", failure: { reason: "turns" } });
    for await (const event of run)
      if (event.kind === "run-ended") expect(event.outcome).toMatchObject({ failure: { reason: "turns" } });
    const long = await greet({}, { engine: other, limits: { tokens: 1 } }).outcome;
    expect(long).toMatchObject({ kind: "failed", failure: { reason: "tokens" } });
  });
});

describe("tools of a run", () => {
  const investigate = program(INVESTIGATE).flow("investigate");
  const script = {
    "investigate/plan": [{ answer: { questions: ["Why?"] } }],
    "investigate/parallel[*]/researcher": ({ turn }: { readonly turn: number }) =>
      turn === 0
        ? { calls: [{ name: "lookup", arguments: { word: "tea" } }] }
        : { answer: { claim: "Tea is hot.", source: "a cup" } },
  };

  it("are functions of the program that embeds it", async () => {
    await using engine = scriptedEngine(script);
    const asked: unknown[] = [];
    const lookup = (args: { readonly word: string; readonly limit: number }) => {
      asked.push(args);
      return [{ title: "Tea", pages: 12 }];
    };
    expect(await investigate({ topic: "tea" }, { engine, tools: { lookup } })).toEqual([
      { claim: "Tea is hot.", source: "a cup" },
    ]);
    expect(asked).toEqual([{ word: "tea", limit: 2 }]);
  });

  it("are held to their declarations", async () => {
    await using engine = scriptedEngine(script);
    const errors: unknown[] = [];
    const onEvent = (event: Event): void => {
      if (event.kind === "tool-ended" && event.outcome === "error") errors.push(event.error);
    };
    await investigate({ topic: "tea" }, { engine, tools: { lookup: () => "nothing" }, onEvent });
    expect(errors).toEqual([expect.stringContaining("the tool's result is not what it declares")]);
  });

  it("are missing where a program was compiled from its text, and none was passed", async () => {
    await using engine = scriptedEngine(script);
    const outcome = await investigate({ topic: "tea" }, { engine }).outcome;
    expect(outcome).toMatchObject({
      failure: { reason: "tool", hint: "Pass its function to the run: tools: { lookup }.", place: { line: 11 } },
    });
  });

  it("that no program declares are a mistake that is told", async () => {
    await using engine = scriptedEngine(script);
    const outcome = await investigate({ topic: "tea" }, { engine, tools: { lokup: () => [] } }).outcome;
    expect(outcome).toMatchObject({
      failure: { message: "The program has no tool `lokup`.", hint: "Did you mean `lookup`?" },
    });
  });

  it("can be given once for many runs", async () => {
    await using engine = scriptedEngine(script);
    const ready = investigate.with({ engine, tools: { lookup: () => [{ title: "Tea" }] } });
    const results = await Promise.all([ready({ topic: "tea" }), ready({ topic: "coffee" })]);
    expect(results).toHaveLength(2);
    expect(ready.name).toBe("investigate");
  });

  it("that are protected run where they are granted, and ask else", async () => {
    await using engine = scriptedEngine();
    const announce = program(INVESTIGATE).flow("announce");
    let published = 0;
    const tools = {
      publish: () => {
        published++;
        return true;
      },
    };
    expect(await announce({ text: "Hi" }, { engine, tools, grants: ["publish"] })).toBe(true);
    const refusedRun = await announce({ text: "Hi" }, { engine, tools }).outcome;
    expect(refusedRun).toMatchObject({ kind: "failed", failure: { message: expect.stringContaining("protected") } });
    const asked: unknown[] = [];
    const ask = (question: { readonly call?: unknown }) => {
      asked.push(question.call);
      return true;
    };
    expect(await announce({ text: "Hi" }, { engine, tools, ask })).toBe(true);
    expect(asked).toEqual([{ tool: "publish", arguments: { text: "Hi" } }]);
    expect(published).toBe(2);
  });
});

describe("questions of a run", () => {
  const decide = program('flow decide() -> int(1..9) { return ask int(1..9) "How many?" }').flow("decide");

  it("are answered by a function, and asked again where the answer is of another type", async () => {
    const problems: unknown[] = [];
    const ask = (question: { readonly problem?: string }) => {
      problems.push(question.problem);
      return problems.length === 1 ? "many" : 3;
    };
    expect(await decide({}, { ask })).toBe(3);
    expect(problems).toEqual([undefined, expect.any(String)]);
  });

  it("can be refused, can fail, and fail where there is nobody", async () => {
    expect(await decide({}, { ask: () => refused }).outcome).toMatchObject({ failure: { reason: "refused" } });
    const threw = await decide(
      {},
      {
        ask() {
          throw new Error("the line is dead");
        },
      },
    ).outcome;
    expect(threw).toMatchObject({ failure: { message: expect.stringContaining("the line is dead") } });
    expect(await decide().outcome).toMatchObject({ failure: { message: "There is nobody to answer: How many?" } });
  });

  it("are withdrawn when the run ends", async () => {
    const controller = new AbortController();
    const withdrawn = new Promise<void>((resolve) => {
      const ask = (_: unknown, signal: AbortSignal) => {
        signal.addEventListener("abort", () => resolve());
        controller.abort();
        return new Promise<never>(() => {});
      };
      decide({}, { ask, signal: controller.signal }).catch(() => {});
    });
    await expect(withdrawn).resolves.toBeUndefined();
  });

  it("pause a run that is recorded", async () => {
    const folder = folderWith({});
    const run = decide({}, { journal: { folder } });
    expect(await run.outcome).toEqual({ kind: "paused", ask: "decide/ask" });
    await expect(run).rejects.toBeInstanceOf(FlowPaused);
    const resumed = await agentflow(["resume", "last", "--answer", "3"], { runs: folder });
    expect(resumed).toMatchObject({ code: 0, out: "3\n" });
  });
});
