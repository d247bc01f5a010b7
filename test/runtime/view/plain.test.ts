import { describe, expect, it } from "vitest";
import { plainLine } from "../../../runtime/view/plain.ts";
import { AT, agentDone, agentStarted, failure, middle, story } from "./story.ts";

describe("plainLine", () => {
  it("tells a run a line an event", () => {
    const lines = middle.map(plainLine).filter((line) => line !== undefined);
    expect(`${lines.join("\n")}\n`).toMatchSnapshot();
  });

  it("tells what goes wrong, and what is done about it", () => {
    const path = "f/work[1]/a";
    const events = story(
      [1000, path, agentStarted("a", 1)],
      [
        1100,
        path,
        { kind: "call-refused", tool: "look", call: "1", reason: "unknown", message: "There is no tool `look`." },
      ],
      [1200, path, { kind: "tool-retrying", tool: "search", call: "2", attempt: 1, error: "down", delayMs: 500 }],
      [
        1300,
        path,
        { kind: "tool-ended", tool: "search", call: "2", outcome: "error", error: "still\ndown", milliseconds: 9 },
      ],
      [
        1400,
        path,
        { kind: "tool-ended", tool: "search", call: "3", outcome: "ok", cached: true, cut: true, milliseconds: 9 },
      ],
      [1500, path, { kind: "attempt-failed", attempt: 0, error: "no value" }],
      [1600, path, { kind: "recovery-started", reason: "its turns are used up" }],
      [1700, path, { kind: "wait-began", why: "room" }],
      [1750, path, { kind: "wait-began", why: "tool" }],
      [1800, path, agentDone("a", 1200, true)],
      [
        1900,
        path,
        {
          kind: "agent-ended",
          agent: "a",
          outcome: { kind: "failed", failure: failure(path, "No tokens are left.") },
          turns: 2,
          tokens: 9,
        },
      ],
      [2000, "f", { kind: "warning", message: "The cache is nearly full." }],
      [2100, "f", { kind: "run-ended", outcome: { kind: "halted" } }],
    );
    const lines = events.map(plainLine).filter((line) => line !== undefined);
    expect(`${lines.join("\n")}\n`).toMatchSnapshot();
  });

  it("tells what keeps a model from loading, and how far that is", () => {
    const events = story(
      [0, "f", { kind: "model-loading", model: "default", progress: 0 }],
      [900, "f", { kind: "model-loading", model: "default", progress: 0.2, doing: "compiling the engine" }],
      [1900, "f", { kind: "model-loading", model: "default", progress: 0.9 }],
    );
    expect(events.map(plainLine)).toEqual([
      "00:00.0 loading the model",
      "00:00.9 compiling the engine: 20 %",
      undefined,
    ]);
  });

  it("names a tool once, counts a chain's steps, and calls nothing failed that was halted", () => {
    const ended = { kind: "tool-ended", tool: "nap", milliseconds: 9 } as const;
    const events = story(
      [0, "f/steps", { kind: "node-started", node: "chain", label: "chain", at: AT, items: 8 }],
      [100, "f/nap", { kind: "tool-started", tool: "nap", call: "1", arguments: { ms: 9 } }],
      [200, "f/nap", { ...ended, call: "1", outcome: "ok" }],
      [300, "f/nap.2", { ...ended, call: "2", outcome: "error", error: "halted" }],
      [400, "f/pause", { ...ended, call: "3", outcome: "ok" }],
    );
    expect(events.map(plainLine)).toEqual([
      "00:00.0 steps started, 8 steps",
      "00:00.1 nap 9",
      "00:00.2 nap ok 0.0 s",
      "00:00.3 nap.2 halted",
      "00:00.4 pause nap ok 0.0 s",
    ]);
  });
});
