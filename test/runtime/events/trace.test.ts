import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, scoped } from "effection";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeEmitter } from "../../../runtime/events/emitter.ts";
import { useTrace } from "../../../runtime/events/trace.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "agentflow-trace-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("writes each event as a line as soon as it happens, for its owner's eyes", async () => {
  const file = join(folder, "run.jsonl");
  await run(() =>
    scoped(function* () {
      const write = yield* useTrace(file, () => {});
      const emit = makeEmitter({ now: () => 5, *sleep() {} }, write);
      emit("main", undefined, { kind: "warning", message: "one\nline" });
      emit("main/a", "main", { kind: "turn-started", turn: 0 });
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        { v: 1, seq: 0, t: 0, path: "main", kind: "warning", message: "one\nline" },
        { v: 1, seq: 1, t: 0, path: "main/a", parent: "main", kind: "turn-started", turn: 0 },
      ]);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }),
  );
});
