import { run } from "effection";
import { expect, it } from "vitest";
import { useScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import type { EventBody } from "../../../runtime/events/event.ts";
import { makeGauge } from "../../../runtime/events/gauge.ts";

it("tells of an engine at most five times a second, however often it is asked", async () => {
  await run(function* () {
    const engine = yield* useScriptedEngine();
    const { clock } = engine;
    const ticks: EventBody[] = [];
    const gauge = makeGauge(clock, "default", engine, (tick) => ticks.push(tick));
    for (let i = 0; i < 100; i++) {
      gauge();
      yield* clock.sleep(20);
    }
    expect(ticks.length).toBe(10);
    expect(ticks[0]).toMatchObject({ kind: "engine-tick", model: "default", limit: engine.limits.cells, cells: 0 });
  });
});
