import { compile, type Event, nativeEngine, programOf } from "agentflow";
import { afterAll, describe, expect, it } from "vitest";
import { GREET } from "./programs.ts";

const greet = programOf(compile(GREET)).flow("greet");
const handbook = "Whoever is greeted is greeted by name, once, and without a question. ".repeat(10);

describe("a native engine that is embedded", () => {
  const engine = nativeEngine({ context: 2048, branches: 4 });
  afterAll(() => engine.close());

  it("runs flows of several programs side by side, and holds nothing after", async () => {
    const other = programOf(compile("agent a() -> int(3..9) {}\nflow f() -> int { return a() }")).flow("f");
    const results = await Promise.all([
      ...["Ada", "Bo", "Cy"].map((name) => greet({ name }, { engine, seed: 1 })),
      other({}, { engine, seed: 1 }),
    ]);
    expect(results.slice(0, 3)).toEqual(Array(3).fill({ text: expect.any(String) }));
    expect(Number(results[3])).toBeGreaterThanOrEqual(3);
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
  }, 120_000);

  it("decodes an open context once for all flows over it", async () => {
    const context = await engine.context({ system: "You are kind.", share: { handbook } });
    const before = engine.usage()?.prefilled ?? 0;
    const read: { readonly prefilled: number; readonly shared: number }[] = [];
    const onEvent = (event: Event): void => {
      if (event.kind === "turn-ended") read.push(event);
    };
    await Promise.all(["Ada", "Bo", "Cy", "Di"].map((name) => greet({ name }, { context, onEvent })));
    expect(read).toHaveLength(4);
    for (const { shared } of read) expect(shared).toBeGreaterThanOrEqual(context.tokens);
    // Four prompts, and not once more what they have in common.
    expect((engine.usage()?.prefilled ?? 0) - before).toBeLessThan(context.tokens);
    expect(engine.usage()).toMatchObject({ cells: context.tokens });
    await context.close();
    expect(engine.usage()).toMatchObject({ cells: 0, branches: 0 });
  }, 120_000);

  it("ends a run that is aborted in the middle of a pass, and goes on with others", async () => {
    const controller = new AbortController();
    const run = greet({}, { engine, signal: controller.signal });
    for await (const event of run) if (event.kind === "turn-started") controller.abort();
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
    expect(await greet({}, { engine })).toEqual({ text: expect.any(String) });
  }, 120_000);
});
