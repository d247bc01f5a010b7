import { all } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodable } from "../../../compiler/decode/decodable.ts";
import { FIRST_MARKER, text } from "../../../compiler/decode/grammar.ts";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { check } from "../../../compiler/types/check.ts";
import type { TablesDecoder } from "../../../runtime/engine/decoder.ts";
import type { GenerateEnd } from "../../../runtime/engine/device.ts";
import { worlds } from "../../compiler/arbitrary.ts";
import { onDevice, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();
const hot = (seed: number) => ({ temperature: 1.5, topK: 0, topP: 1, minP: 0, seed });

function tablesOf(type: Type, table: TypeTable = new Map()): TablesDecoder {
  const found = decodable(type, table);
  return { kind: "tables", machine: machineOf(sequenceOf(found.type) ?? [], found.table), markers: [] };
}

const string = (max: number): Type => ({ kind: "string", min: 1, max });
const report: Type = {
  kind: "record",
  fields: [
    { name: "title", type: string(40), optional: false },
    { name: "score", type: { kind: "number", integer: false, min: 0, max: 1 }, optional: false },
    { name: "tags", type: { kind: "list", element: string(300), max: 4 }, optional: true },
    {
      name: "verdict",
      type: {
        kind: "union",
        members: [{ kind: "literal", value: "supported" }, { kind: "literal", value: "refuted" }, { kind: "null" }],
      },
      optional: false,
    },
  ],
};

const counted = (end: GenerateEnd, forced: boolean) =>
  end.runs.reduce((sum, count, i) => sum + ((i % 2 === 1) === forced ? count : 0), 0);

describe("decoder tables", () => {
  it("hold every text to its type, at any temperature", async () => {
    await onDevice({ file }, function* (device) {
      for (let seed = 0; seed < 40; seed++) {
        const branch = device.fork();
        const options = { decoder: tablesOf(report), sampling: seed % 2 ? hot(seed) : sampling(seed), tokens: 1500 };
        const end = yield* write(device, branch, options);
        expect(end.reason).toBe("complete");
        expect(check(JSON.parse(end.text) as Json, report, new Map())).toMatchObject({ ok: true });
        yield* device.release(branch);
      }
    });
  });

  it("hold texts of random types to them", async () => {
    await onDevice({ file }, function* (device) {
      for (const { type, table } of fc.sample(worlds, { numRuns: 40, seed: 7 })) {
        const branch = device.fork();
        const end = yield* write(device, branch, { decoder: tablesOf(type, table), sampling: hot(3), tokens: 200 });
        expect(end.reason).toBe("complete");
        if (decodable(type, table).loosened.length === 0)
          expect(check(JSON.parse(end.text) as Json, type, table)).toMatchObject({ ok: true });
        yield* device.release(branch);
      }
    });
  });

  it("draw nothing that has to follow anyway", async () => {
    await onDevice({ file }, function* (device) {
      const before = device.usage();
      const end = yield* write(device, device.fork(), {
        decoder: tablesOf(report),
        sampling: sampling(5),
        tokens: 400,
      });
      const after = device.usage();
      expect(counted(end, true)).toBeGreaterThan(5);
      expect(after.forced - before.forced).toBe(counted(end, true));
      expect(after.sampled - before.sampled).toBe(counted(end, false));
      // Each pass draws one token at most; what is forced stands beside it, the beginning beside what opens the text.
      expect(after.ticks - before.ticks).toBeLessThanOrEqual(counted(end, false) + 1);
      expect(device.usage().cells).toBe(end.tokens.length + 1);
    });
  });

  it("end a text in a valid value with whatever tokens it has, if the shortest value fits", async () => {
    await onDevice({ file }, function* (device) {
      const decoder = tablesOf(report);
      let closed = 0;
      for (let tokens = 25; tokens < 60; tokens++) {
        const branch = device.fork();
        const end = yield* write(device, branch, { decoder, sampling: hot(tokens), tokens });
        expect(end.reason).toBe("complete");
        expect(end.tokens.length).toBeLessThanOrEqual(tokens);
        expect(check(JSON.parse(end.text) as Json, report, new Map())).toMatchObject({ ok: true });
        if (end.closed) closed++;
        yield* device.release(branch);
      }
      expect(closed).toBeGreaterThan(0);
    });
  });

  it("close several texts at once whose ends are longer than a pass", async () => {
    const choice: Type = {
      kind: "union",
      members: [
        { kind: "literal", value: "q7z" },
        { kind: "literal", value: "x9k" },
      ],
    };
    const long: Type = {
      kind: "record",
      fields: [
        { name: "text", type: { kind: "string", min: 300, max: 4000 }, optional: false },
        { name: "list", type: { kind: "list", element: choice, min: 40, max: 40 }, optional: false },
      ],
    };
    await onDevice({ file, branches: 4, batch: 24 }, function* (device) {
      const branches = Array.from({ length: 4 }, () => device.fork());
      const ends = yield* all(
        branches.map((branch, seed) =>
          write(device, branch, { decoder: tablesOf(long), sampling: sampling(seed), tokens: 280 }),
        ),
      );
      const lengths = new Map(branches.map((branch, i) => [branch, 1 + (ends[i]?.tokens.length ?? 0)]));
      const cells = [...lengths.values()].reduce((sum, n) => sum + n, 0);
      expect(device.usage().cells).toBe(cells);
      expect(yield* device.recount()).toEqual({ cells, branches: lengths });
      expect(ends.filter((end) => end.closed && counted(end, true) > 24)).not.toEqual([]);
      for (const end of ends) {
        expect(end.reason).toBe("complete");
        expect(check(JSON.parse(end.text) as Json, long, new Map())).toMatchObject({ ok: true });
      }
    });
  });

  it("call no text whole whose end is too far away to be written", async () => {
    await onDevice({ file, context: 8192 }, function* (device) {
      const branch = device.fork();
      const decoder = tablesOf({ kind: "string", min: 4200 });
      let deltas = 0;
      const end = yield* write(device, branch, { decoder, sampling: sampling(1), tokens: 4190 }, () => {
        if (++deltas === 10) device.stop(branch, "time");
      });
      expect(end.reason).toBe("time");
    });
  });

  it("choose what the model would among what still fits, and open nothing that could not be closed", async () => {
    const choice: Type = {
      kind: "record",
      fields: [
        { name: "text", type: { kind: "string", max: 2000 }, optional: false },
        {
          name: "list",
          type: { kind: "list", element: { kind: "string", min: 5, max: 50 }, max: 30 },
          optional: false,
        },
        { name: "verdict", type: { kind: "string", pattern: "(aa|bb|cc|dd)+" }, optional: false },
      ],
    };
    await onDevice({ file }, function* (device) {
      const verdicts = new Set<string>();
      for (let seed = 0; seed < 60; seed++) {
        const branch = device.fork();
        const end = yield* write(device, branch, { decoder: tablesOf(choice), sampling: hot(seed), tokens: 40 + seed });
        expect(end).toMatchObject({ reason: "complete" });
        expect(end.tokens.length).toBeLessThanOrEqual(40 + seed);
        const value = JSON.parse(end.text) as { verdict: string };
        expect(check(value as Json, choice, new Map())).toMatchObject({ ok: true });
        if (end.closed) verdicts.add(value.verdict);
        yield* device.release(branch);
      }
      expect(verdicts.size).toBeGreaterThan(1);
    });
  });

  it("end a text whose shortest end is thousands of bytes away, in a valid value within its tokens", async () => {
    const long: Type = {
      kind: "record",
      fields: [
        { name: "a", type: { kind: "string", min: 1500, max: 9000 }, optional: false },
        { name: "b", type: { kind: "list", element: { kind: "string", min: 3 }, min: 70, max: 90 }, optional: false },
      ],
    };
    await onDevice({ file, context: 4096 }, function* (device) {
      const branch = device.fork();
      const end = yield* write(device, branch, { decoder: tablesOf(long), sampling: sampling(2), tokens: 700 });
      expect(end).toMatchObject({ reason: "complete", closed: true });
      expect(end.tokens.length).toBeLessThanOrEqual(700);
      expect(check(JSON.parse(end.text) as Json, long, new Map())).toMatchObject({ ok: true });
    });
  });

  it("stop at the limit where not even the shortest value fits, and keep what is there", async () => {
    await onDevice({ file }, function* (device) {
      const end = yield* write(device, device.fork(), { decoder: tablesOf(report), sampling: sampling(1), tokens: 6 });
      expect(end.reason).toBe("tokens");
      expect(end.tokens.length).toBe(6);
      expect(device.usage().cells).toBe(7);
    });
  });

  it("write a marker as its control token, which no text can pose as", async () => {
    await onDevice({ file }, function* (device) {
      expect(device.controlsIn("a<tool_call>b</tool_call>")).toEqual(["<tool_call>", "</tool_call>"]);
      const [mark] = device.tokenize([{ text: "<tool_call>", special: true }]);
      const machine = machineOf(
        [{ kind: "bytes", bytes: [FIRST_MARKER] }, text("x"), ...(sequenceOf(string(30)) ?? [])],
        new Map(),
      );
      const decoder: TablesDecoder = { kind: "tables", machine, markers: ["<tool_call>"] };
      for (let seed = 0; seed < 10; seed++) {
        const branch = device.fork();
        const end = yield* write(device, branch, { decoder, sampling: hot(seed), tokens: 100 });
        expect(end).toMatchObject({ reason: "complete" });
        expect([...end.tokens].filter((token) => token === mark)).toEqual([mark]);
        expect(end.tokens[0]).toBe(mark);
        expect(end.text.startsWith('<tool_call>x"')).toBe(true);
        yield* device.release(branch);
      }
    });
  });

  it("keep the accounts exact with many branches that write at once", async () => {
    await onDevice({ file, branches: 16, batch: 24 }, function* (device) {
      const branches = Array.from({ length: 12 }, () => device.fork());
      const ends = yield* all(
        branches.map((branch, seed) =>
          write(device, branch, { decoder: tablesOf(report), sampling: hot(seed), tokens: 90 }),
        ),
      );
      const lengths = new Map(branches.map((branch, i) => [branch, 1 + (ends[i]?.tokens.length ?? 0)]));
      const cells = [...lengths.values()].reduce((sum, n) => sum + n, 0);
      expect(device.usage().cells).toBe(cells);
      expect(yield* device.recount()).toEqual({ cells, branches: lengths });
      for (const end of ends) expect(end.reason).toBe("complete");
    });
  });

  it("that are damaged are refused, not followed", async () => {
    await onDevice({ file }, function* (device) {
      const good = tablesOf(report);
      const decoder = { ...good, machine: { ...good.machine, calls: Uint32Array.of(1_000_000, 0) } };
      const branch = device.fork();
      let message = "";
      try {
        yield* write(device, branch, { decoder, tokens: 10 });
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain("a call leads nowhere");
    });
  });
});
