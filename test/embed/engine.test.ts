import { describe, expect, it } from "vitest";
import {
  compile,
  EngineProblem,
  type Event,
  hostedEngine,
  nativeEngine,
  programOf,
  scriptedEngine,
} from "../../embed/index.ts";
import { GREET, INVESTIGATE } from "./programs.ts";

const greet = programOf(compile(GREET)).flow("greet");
const handbook = "Whoever is greeted is greeted by name, once, and without a question. ".repeat(20);

/** What the turns of a run read anew, and what was there already. */
function readingOf(events: readonly Event[]) {
  const turns = events.filter((event) => event.kind === "turn-ended");
  return turns.map(({ prefilled, shared }) => ({ prefilled, shared }));
}

describe("an engine", () => {
  it("is opened by the first run that uses it, and shared by all, of whatever program", async () => {
    await using engine = scriptedEngine();
    expect(engine.usage()).toBeUndefined();
    const other = programOf(compile("agent a() -> int(3..9) {}\nflow f() -> int { return a() }")).flow("f");
    const results = await Promise.all([greet({}, { engine }), other({}, { engine }), greet({}, { engine })]);
    expect(results).toEqual([{ text: expect.any(String) }, 3, { text: expect.any(String) }]);
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0 });
  });

  it("says what it is once it is open", async () => {
    await using engine = scriptedEngine({}, { cells: 512 });
    expect(await engine.ready()).toMatchObject({ limits: { cells: 512 }, title: expect.any(String) });
  });

  it("can't be used after it was closed, and says so in a sentence", async () => {
    const engine = scriptedEngine();
    await engine.ready();
    await engine.close();
    await engine.close();
    expect(engine.closed).toBe(true);
    await expect(engine.ready()).rejects.toThrow("The engine is closed.");
    await expect(engine.context({ system: "s" })).rejects.toThrow(EngineProblem);
    const outcome = await greet({}, { engine }).outcome;
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "engine", message: "The engine is closed." } });
  });

  it("that is closed under a run ends that run first", async () => {
    const engine = scriptedEngine({ "greet/greeter": [{ hang: true }] });
    const run = greet({}, { engine });
    for await (const event of run) if (event.kind === "turn-started") break;
    await engine.close();
    expect(await run.outcome).toMatchObject({
      failure: { reason: "engine", message: "The engine was closed while the run used it." },
    });
  });

  it("can be closed before it was ever open, and by a run that was halted before it began", async () => {
    await scriptedEngine().close();
    const engine = scriptedEngine();
    await greet({}, { engine }).halt();
    await engine.close();
    expect(engine.usage()).toBeUndefined();
  });

  it("that can't be opened says why, and may be tried again", async () => {
    await using engine = nativeEngine({ file: "/nowhere/model.gguf" });
    await expect(engine.ready()).rejects.toThrow(EngineProblem);
    const outcome = await greet({}, { engine }).outcome;
    expect(outcome).toMatchObject({ failure: { reason: "engine", message: expect.stringContaining("model.gguf") } });
    await using hosted = hostedEngine("nobody");
    await expect(hosted.ready()).rejects.toThrow("`nobody` names no hosted model.");
  });

  it("stands for the model that an agent names", async () => {
    const source =
      'model big { gguf: "big.gguf" } agent a() -> int(3..9) { model: big }\nflow f() -> int { return a() }';
    await using engine = scriptedEngine({ "f/a": [{ answer: 7 }] });
    const flow = programOf(compile(source)).flow("f");
    expect(await flow({}, { models: { big: engine } })).toBe(7);
    const outcome = await flow({}, { models: { bigg: engine } }).outcome;
    expect(outcome).toMatchObject({
      failure: { message: "The program has no model `bigg`.", hint: "Did you mean `big`?" },
    });
  });
});

describe("a context", () => {
  it("is decoded once, and every flow over it finds it", async () => {
    await using engine = scriptedEngine();
    await using context = await engine.context({ system: "You are kind.", share: { handbook } });
    expect(context.shared).toBe(0);
    expect(engine.usage()).toMatchObject({ prefilled: context.tokens, cells: context.tokens });
    for (const name of ["Ada", "Bo", "Cy"]) {
      const events: Event[] = [];
      await greet({ name }, { context, onEvent: (event) => events.push(event) });
      const [turn] = readingOf(events);
      expect(turn?.shared).toBeGreaterThanOrEqual(context.tokens);
      expect(turn?.prefilled).toBeLessThan(context.tokens);
    }
    // What flows put behind it is gone with them.
    expect(engine.usage()).toMatchObject({ cells: context.tokens });
  });

  it("is what agents read first, and none sees what another flow added", async () => {
    const prompts: string[] = [];
    const script = ({ prompt }: { readonly prompt: string }) => {
      prompts.push(prompt);
      return undefined;
    };
    await using engine = scriptedEngine(script);
    await using context = await engine.context({ system: "You are kind.", share: { handbook: "Be brief." } });
    await greet({ name: "Ada" }, { context });
    await greet({ name: "Bo" }, { context });
    expect(prompts).toHaveLength(2);
    for (const prompt of prompts) expect(prompt).toMatch(/You are kind\.[\s\S]*handbook: Be brief\.[\s\S]*Greet/);
    expect(prompts[1]).not.toContain("Ada");
  });

  it("is extended by flows that open a spine of their own", async () => {
    const prompts: string[] = [];
    await using engine = scriptedEngine(({ prompt }) => {
      prompts.push(prompt);
      return undefined;
    });
    await using context = await engine.context({ system: "You are kind." });
    const investigate = programOf(compile(INVESTIGATE)).flow("investigate");
    await investigate({ topic: "tea" }, { context, tools: { lookup: () => [] } });
    expect(prompts[0]).toMatch(/You are kind\.[\s\S]*You state only what you can support/);
  });

  it("can be extended, and each is closed by itself", async () => {
    await using engine = scriptedEngine();
    const context = await engine.context({ system: "You are kind.", share: { handbook } });
    const more = await context.extend({ share: { day: "It is Monday." } });
    expect(more.shared).toBe(context.tokens);
    expect(more.tokens).toBeGreaterThan(context.tokens);
    await context.close();
    expect(engine.usage()).toMatchObject({ cells: more.tokens });
    await more.close();
    await more.close();
    expect(engine.usage()).toMatchObject({ cells: 0, branches: 0 });
  });

  it("can't be used after it was closed, nor be empty, nor be longer than the model holds", async () => {
    await using engine = scriptedEngine({}, { cells: 256 });
    const context = await engine.context({ system: "You are kind." });
    await context.close();
    expect(await greet({}, { context }).outcome).toMatchObject({ failure: { message: "The context is closed." } });
    await expect(context.extend({ share: { a: "b" } })).rejects.toThrow("The context is closed.");
    await expect(engine.context({})).rejects.toThrow("A context needs something in it.");
    await expect(engine.context({ share: { handbook } })).rejects.toThrow(EngineProblem);
    expect(engine.usage()).toMatchObject({ cells: 0, branches: 0 });
  });

  it("is closed with its engine", async () => {
    const engine = scriptedEngine();
    const context = await engine.context({ system: "You are kind." });
    await engine.close();
    await context.close();
    expect(await greet({}, { context }).outcome).toMatchObject({ failure: { reason: "engine" } });
  });

  it("is not for runs that are recorded", async () => {
    await using engine = scriptedEngine();
    await using context = await engine.context({ system: "You are kind." });
    const outcome = await greet({}, { context, journal: true }).outcome;
    expect(outcome).toMatchObject({ failure: { reason: "check", hint: "Leave out `journal`, or `context`." } });
  });
});
