/**
 * Random agents on the branch engine, by the ten thousands of operations, with halts and failures in between: `npm run
 * soak:engine -- --device native|scripted --operations 100000 --seed 1 [--streams separate]`. Tells where it is on
 * stderr and prints what came of it as JSON; ends with 1 if anything was wrong or memory grew.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Operation, run } from "effection";
import { writeUntrainedModel } from "../../stdlib/model/untrained-model.ts";
import { grownBy, type MemorySample } from "./memory.ts";
import { type SoakState, soak } from "./soak.ts";
import { useNativeWorld, useScriptedWorld, type World } from "./world.ts";

const { values } = parseArgs({
  options: {
    device: { type: "string", default: "native" },
    operations: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    streams: { type: "string", default: "unified" },
  },
});
const seed = Number(values.seed);
const operations = Number(values.operations);
if (!["native", "scripted"].includes(values.device) || !["unified", "separate"].includes(values.streams))
  throw new Error("--device is native or scripted, --streams unified or separate.");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const folder = mkdtempSync(join(tmpdir(), "agentflow-soak-"));
const memory: MemorySample[] = [];
const began = performance.now();
let shown = 0;
let last: SoakState = { operations: 0, deeds: {}, checks: 0 };

function* useWorld(): Operation<World> {
  if (values.device === "scripted") return yield* useScriptedWorld(seed);
  const file = join(folder, "small.gguf");
  writeUntrainedModel(file);
  const streams = values.streams === "separate" ? ("separate" as const) : ("unified" as const);
  return yield* useNativeWorld(file, streams === "separate" ? { streams, context: 10 * 512 } : { streams });
}

let failure: string | undefined;
try {
  await run(function* () {
    const world = yield* useWorld();
    yield* soak(world, {
      seed,
      operations,
      onCheck(state) {
        last = state;
        if (state.operations < shown) return;
        shown += Math.max(500, operations / 50);
        collect();
        const { rss, heapUsed } = process.memoryUsage();
        memory.push({ operations: state.operations, rss, heap: heapUsed });
        const seconds = ((performance.now() - began) / 1000).toFixed(0);
        process.stderr.write(
          `${state.operations} operations, ${state.checks} checks, ${seconds} s, ${(rss / 1e6).toFixed(1)} MB resident, ${(heapUsed / 1e6).toFixed(1)} MB heap\n`,
        );
      },
    });
  });
} catch (error) {
  failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const growth = grownBy(memory);
const { device, streams } = values;
const seconds = Math.round((performance.now() - began) / 1000);
console.log(JSON.stringify({ device, streams, seed, seconds, ...last, growth, memory, failure }, null, 2));
process.exitCode = failure === undefined && growth.flat ? 0 : 1;
