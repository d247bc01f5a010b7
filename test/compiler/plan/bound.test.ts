import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../compiler/index.ts";
import { hostOfEntry } from "../../../runtime/host.ts";
import { runs } from "../../runs.ts";
import { fixtures, graphOf } from "../sources.ts";
import { programs } from "./generated.ts";
import { type Compared, compare, randomValue } from "./usage.ts";

const RUNS = 6;

/** Whatever a generated program does is compared for cells, calls, tool calls and tokens: a run of it counts for as many. */
const PER_RUN = 4;

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

function expectWithin({ used, counted, bounded }: Compared, what: string): void {
  for (const plan of [counted, bounded]) {
    const over = Object.entries(used).filter(([key, value]) => value > plan[key as keyof typeof plan]);
    expect(over, `${what}: used ${JSON.stringify(used)}, planned ${JSON.stringify(plan)}`).toEqual([]);
  }
}

const FIXTURES = readdirSync("test/compiler/fixtures").filter((name) => name.endsWith(".af"));
const EXAMPLES = readdirSync("examples").filter((name) => name.endsWith(".af"));

describe("What a run uses stays within the plan", () => {
  const programsOfFiles = [
    ...FIXTURES.map((name) => [name, () => compile(name, fixtures)] as const),
    ...EXAMPLES.map((name) => {
      const { host, entry } = hostOfEntry(`examples/${name}`);
      return [`examples/${name}`, () => compile(entry, host)] as const;
    }),
  ];
  it.each(programsOfFiles)(
    "of %s",
    async (_name, compiled) => {
      const { graph } = compiled();
      if (!graph) throw new Error("The program has errors.");
      const table = new Map(Object.entries(graph.types));
      for (const flow of Object.values(graph.flows)) {
        for (let seed = 0; seed <= RUNS; seed++) {
          const random = randomOf(seed);
          const args = Object.fromEntries(
            flow.parameters.map((p) => [
              p.name,
              randomValue(graph.types[p.type]?.type ?? { kind: "json" }, table, random),
            ]),
          );
          expectWithin(await compare(graph, flow.id, args, random, seed === RUNS), `${flow.id}, seed ${seed}`);
        }
      }
    },
    60_000,
  );

  it("of generated programs", async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.integer(), async (source, seed) => {
        const graph = graphOf(source);
        const random = randomOf(seed);
        const args = { topic: "the sea ".repeat(Math.floor(random() * 20)), words: ["a", "b b", "ccc", "d", "e"] };
        expectWithin(await compare(graph, "main", args, random, seed % 5 === 0), source);
      }),
      { numRuns: Math.ceil(runs(120) / PER_RUN) },
    );
  }, 3_600_000);
});
