import { describe, expect, it } from "vitest";
import type { Event, EventBody, GrownText } from "../../../runtime/events/event.ts";
import { entriesIn, entryAt } from "../../../runtime/view/buckets.ts";
import { RATE_WINDOW_MS, tokensPerSecond } from "../../../runtime/view/rate.ts";
import { reduceView } from "../../../runtime/view/reduce.ts";
import { emptyView, nodeAt, type ViewState } from "../../../runtime/view/state.ts";
import { agentDone, agentNode, agentStarted, answers, failure, middle, started, story, turnEnded } from "./story.ts";

const view = (events: readonly Event[]): ViewState => events.reduce(reduceView, emptyView);
const agentAt = (state: ViewState, path: string) => nodeAt(state, path)?.agent;

describe("reduceView", () => {
  it("knows what contexts are made of, turns included", () => {
    const grown = (
      context: string,
      before: string,
      entry: "system" | "turn",
      texts?: readonly GrownText[],
    ): EventBody => ({
      kind: "context-grown",
      context,
      entry,
      tokens: 9,
      shared: 0,
      before,
      ...(texts ? { texts } : {}),
    });
    const state = view(
      story(
        [0, "f", started],
        [1, "f", grown("s", "", "system", [{ of: "system", text: "Be brief." }])],
        [1, "f/a", agentStarted("a")],
        [1, "f/a", { kind: "context-opened", context: "s", tokens: 9, shared: 9 }],
        [2, "f/a", { ...answers("one ", 3), runs: [0, 4] } as EventBody],
        [3, "f/a", answers("two", 2)],
        [4, "f/a", grown("t", "s", "turn")],
      ),
    );
    expect(entryAt(state.contexts, "t")).toEqual({ before: "s", tokens: 9, texts: [{ of: "turn", text: "one two" }] });
    expect(agentAt(state, "f/a")).toMatchObject({ base: "s", read: 9, reused: 9 });
    expect(agentAt(state, "f/a")?.transcript).toMatchObject([{ text: "one two", runs: [0, 4, 3] }]);
  });

  it("measures rates over the last seconds, and they fall to nothing when nothing comes", () => {
    const state = view(middle);
    const model = state.models.get("local");
    expect(model && tokensPerSecond(model, state.now)).toBeGreaterThan(30);
    expect(model && tokensPerSecond(model, state.now + RATE_WINDOW_MS)).toBe(0);
  });

  it("puts the items of a parallel under it, with their index as their place", () => {
    const state = view(middle);
    expect(state.roots).toEqual(["investigate/plan", "investigate/share", "investigate/findings"]);
    expect(nodeAt(state, "investigate/findings")?.children).toHaveLength(4);
    expect(nodeAt(state, "investigate/findings[2]/researcher")?.place).toBe("[2]");
  });

  it("knows what each agent does", () => {
    const state = view(middle);
    const doing = [0, 1, 2, 3].map(
      (index) => agentAt(state, `investigate/findings[${index}]/researcher`)?.activity.kind,
    );
    expect(doing).toEqual(["writing", "tools", "writing", "waiting"]);
  });

  it("sums up tokens over turns, and joins what one turn writes on one channel", () => {
    const state = view(
      story(
        [0, "f", started],
        [1, "f/a", agentStarted("a")],
        [1, "f/a", { kind: "context-opened", context: "c", tokens: 150, shared: 120 }],
        [1, "f/a", { kind: "context-grown", context: "d", entry: "text", tokens: 10, shared: 0 }],
        [1, "f/a", { kind: "turn-started", turn: 0 }],
        [2, "f/a", answers("one ", 3, 1)],
        [3, "f/a", answers("two", 2)],
        [4, "f/a", turnEnded(5, 1)],
        [5, "f/a", agentDone("a", 6)],
      ),
    );
    expect(agentAt(state, "f/a")).toMatchObject({ sampled: 5, forced: 1, read: 160, reused: 120, turns: 1 });
    expect(agentAt(state, "f/a")?.transcript).toEqual([
      { kind: "told", texts: [], tokens: 10 },
      { kind: "text", turn: 0, channel: "answer", text: "one two", sampled: 5, forced: 1, runs: [7] },
    ]);
    expect(state.totals).toMatchObject({ agents: 1, sampled: 5, forced: 1, prefilled: 40, shared: 120 });
  });

  it("keeps a second attempt on the line of the first, and steers the one that runs", () => {
    const state = view(
      story(
        [0, "f", started],
        [1, "f/a", agentNode("a()")],
        [1, "f/a", agentStarted("a")],
        [2, "f/a", { kind: "attempt-failed", attempt: 0, error: "no value" }],
        [3, "f/a!1", agentStarted("a", 1)],
        [4, "f/a!1", answers("x", 1)],
      ),
    );
    expect(entriesIn(state.nodes).map(([path]) => path)).toEqual(["f/a"]);
    expect(agentAt(state, "f/a")).toMatchObject({ attempt: 1, steer: "f/a!1", sampled: 1 });
    expect(agentAt(state, "f/a")?.transcript[0]).toEqual({ kind: "note", text: "attempt 1 failed: no value" });
  });

  it("shows several calls at once, and the rest when one ends", () => {
    const calls = story(
      [0, "f", started],
      [1, "f/a", agentStarted("a")],
      [2, "f/a", { kind: "tool-started", tool: "search", call: "1", arguments: { query: "tea" } }],
      [3, "f/a", { kind: "tool-started", tool: "search", call: "2", arguments: { query: "coffee" } }],
      [9, "f/a", { kind: "tool-ended", tool: "search", call: "1", outcome: "ok", joined: true, milliseconds: 7 }],
    );
    const state = view(calls);
    expect(agentAt(state, "f/a")?.activity).toMatchObject({ kind: "tools", calls: [{ id: "2" }] });
    expect(state.totals).toMatchObject({ tools: 1, joined: 1 });
    expect(agentAt(state, "f/a")?.transcript[0]).toMatchObject({ end: { ok: true, note: "0.0 s, joined" } });
  });

  it("leaves nothing running once the run has ended", () => {
    const state = view([
      ...middle,
      ...story([3000, "investigate", { kind: "run-ended", outcome: { kind: "halted" } }]),
    ]);
    expect(entriesIn(state.nodes).filter(([, node]) => node.phase.kind === "running")).toEqual([]);
    expect(nodeAt(state, "investigate/plan")?.phase.kind).toBe("done");
  });

  it("counts agents by how they ended", () => {
    const state = view(
      story(
        [0, "f", started],
        [1, "f/a", agentStarted("a")],
        [1, "f/b", agentStarted("b")],
        [2, "f/a", agentDone("a", 3, true)],
        [
          2,
          "f/b",
          {
            kind: "agent-ended",
            agent: "b",
            outcome: { kind: "failed", failure: failure("f/b", "No tokens are left.") },
            turns: 1,
            tokens: 9,
          },
        ],
      ),
    );
    expect(state.totals).toMatchObject({ agents: 2, recovered: 1, failed: 1 });
    expect(nodeAt(state, "f/b")?.phase.kind).toBe("failed");
  });

  it("does not change the state it is given", () => {
    const before = view(middle.slice(0, 10));
    const copy = structuredClone(before);
    middle.slice(10).reduce(reduceView, before);
    expect(before).toEqual(copy);
  });
});
