import { race } from "effection";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type DeviceOperation, failAt } from "../../../runtime/engine/scripted/scripted-device.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { expectNothingHeld, playing, promptText } from "./playing.ts";
import { playAgents, randomAgents, type World } from "./random-agents.ts";

const programs = fc.record({
  agents: randomAgents,
  cells: fc.integer({ min: 60, max: 500 }),
  branches: fc.integer({ min: 3, max: 10 }),
  streams: fc.constantFrom("unified", "separate"),
  batch: fc.integer({ min: 11, max: 80 }),
  pass: fc.integer({ min: 0, max: 40 }),
  fail: fc.option(
    fc.record({
      index: fc.integer({ min: 0, max: 20 }),
      kind: fc.constantFrom<DeviceOperation["kind"]>("fork", "extend", "generate", "pass"),
    }),
    { nil: undefined },
  ),
});

test("whatever agents do and whenever they are halted, the device is used as it must be and nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const leases: World["leases"] = new Map();
      const turns: World["turns"] = new Map();
      const engines: ScriptedEngine[] = [];
      const ordered = program.fail && failAt(program.fail.index, program.fail.kind);
      let failing = false;
      const failPass = (): void => {
        failing = true;
      };
      await playing(
        {
          // As many cells for each branch as there are for all of them where they share.
          cells: program.cells * (program.streams === "separate" ? program.branches : 1),
          branches: program.branches,
          streams: program.streams,
          batch: program.batch,
          fail(operation) {
            if (!failing || operation.kind !== "pass") return ordered?.(operation);
            failing = false;
            return "This pass failed as it was told to.";
          },
          passMilliseconds() {
            for (const { usage, limits, device } of engines) {
              const { cells, reserved } = usage();
              expect(cells + reserved).toBeLessThanOrEqual(limits.cells);
              expect(device.usage().cells).toBeLessThanOrEqual(cells + reserved);
            }
            return program.pass;
          },
          script({ path, turn, prompt: text, request }) {
            const lease = leases.get(path);
            const reason = request.reason > 0 ? text.slice(text.lastIndexOf("<think>")) : "";
            const begins = text.startsWith(lease ? promptText(lease.context) : "?");
            if (!begins)
              throw new Error(
                `${path} reads ${JSON.stringify(text)} not ${JSON.stringify(lease && promptText(lease.context))}`,
              );
            return { ...(turns.get(`${path}:${turn}`) ?? { answer: "" }), reason: reason ? "thinking" : "" };
          },
        },
        function* (engine) {
          engines.push(engine);
          // On a clock that jumps as soon as nothing happens, an hour passes at once if everything is stuck.
          yield* race([
            playAgents({ engine, clock: engine.clock, scripted: true, leases, turns, failPass }, program.agents),
            (function* () {
              yield* engine.clock.sleep(3_600_000);
              throw new Error("Everything is stuck.");
            })(),
          ]);
          yield* expectNothingHeld(engine);
        },
      );
    }),
    { numRuns: 100 },
  );
}, 120_000);
