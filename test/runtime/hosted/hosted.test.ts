import { run as start } from "effection";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../compiler/graph/expression.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { Event, RunOutcome } from "../../../runtime/events/event.ts";
import { useHostedEngine } from "../../../runtime/hosted/hosted-engine.ts";
import { realClock } from "../../../runtime/real-clock.ts";
import { run } from "../../../runtime/run/run.ts";
import { graphOf } from "../run/program.ts";
import { openAiServer, type Received, type Reply } from "./openai-server.ts";

const PROGRAM = `schema Fact { claim: string(1..40), sure: number(0..1) }
/// Looks a word up.
tool lookup(word: string(1..20)) -> string { from: "./tools.ts" }
agent finder(word: string) -> Fact { tools: [lookup], turns: 3, prompt: "Find \${word}." }
agent judge(word: string) -> Fact { prompt: "Judge \${word}." }
agent teller(word: string) { prompt: "Tell of \${word}." }
flow main(word: string = "tea") -> Fact {
  spine { system: "You are a team." }
  return finder(word)
}
flow judged(word: string = "tea") -> Fact { spine { system: "You are a team." } return judge(word) }
flow told(word: string = "tea") -> string { return teller(word) }
flow patient(word: string = "tea") -> Fact { return slow(word) }
agent slow(word: string) -> Fact { timeout: 100ms, prompt: "Judge \${word}." }
flow both() -> Fact[] {
  spine { system: "You are a team." }
  share "Tea is a drink."
  return parallel word in ["tea", "milk"] { judge(word) }
}
`;
const FACT = { claim: "Tea is nice.", sure: 0.5 };
const GOOD: Reply = { text: JSON.stringify(FACT) };

interface Ran {
  readonly outcome: RunOutcome;
  readonly events: readonly Event[];
  readonly received: readonly Received[];
  readonly looked: readonly Json[];
}

/** Runs a flow of the program against a server of that behaviour. Waits cost no time unless `real`. */
async function ran(
  replies: Parameters<typeof openAiServer>[0],
  flow = "judged",
  { patience = 5_000, real = false } = {},
): Promise<Ran> {
  const server = await openAiServer(replies);
  const clock = real ? realClock : createSimulatedClock();
  const events: Event[] = [];
  const looked: Json[] = [];
  const model = { provider: "openai", name: "m", url: server.url, key: "sk-secret", window: 8_000, branches: 4 };
  const outcome = await start(() =>
    run(graphOf(PROGRAM), {
      flow,
      arguments: {},
      clock,
      seed: 1,
      onEvent: (event) => events.push(event),
      grants: new Set(),
      workspace: "/",
      directory: "/",
      engine: () => useHostedEngine({ model, clock, patience }),
      *tools() {
        return {
          kind: "loaded",
          handler({ word }) {
            looked.push(word ?? null);
            return `All about ${word}.`;
          },
        };
      },
    }),
  );
  return { outcome, events, received: server.received, looked };
}

const kinds = (events: readonly Event[], kind: Event["kind"]) => events.filter((event) => event.kind === kind);

describe("a hosted model", () => {
  it("gives a typed value, and tells what it cost as the provider counts it", async () => {
    const { outcome, events, received } = await ran([{ text: JSON.stringify(FACT), cached: 64 }]);
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(kinds(events, "turn-ended")[0]).toMatchObject({ prefilled: 36, shared: 64, sampled: 20, forced: 0 });
    expect(received[0]?.authorization).toBe("Bearer sk-secret");
    expect(received[0]?.body.messages).toMatchObject([
      { role: "system", content: "You are a team." },
      { role: "user", content: expect.stringContaining("Judge tea.") },
    ]);
    expect(received[0]?.body.response_format).toMatchObject({ type: "json_schema", json_schema: { strict: false } });
    expect(received[0]?.body.tools).toBeUndefined();
  });

  it("streams its text as it comes", async () => {
    const { events } = await ran([GOOD]);
    const text = kinds(events, "turn-delta").map((event) => ("text" in event ? event.text : ""));
    expect(text.join("")).toBe(JSON.stringify(FACT));
  });

  it("calls tools with checked arguments, several in one turn, and reads their results", async () => {
    const calls = [
      { name: "lookup", arguments: '{"word":"tea"}' },
      { name: "lookup", arguments: '{"wrong":1}' },
      { name: "lookup", arguments: "no json" },
    ];
    const { outcome, received, looked, events } = await ran([{ calls }, GOOD], "main");
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(looked).toEqual(["tea"]);
    expect(kinds(events, "call-refused")).toHaveLength(2);
    expect(received[0]?.body).toMatchObject({ tools: [{ function: { name: "lookup" } }], tool_choice: "auto" });
    const [, , assistant, ...results] = received[1]?.body.messages ?? [];
    expect(assistant).toMatchObject({ role: "assistant", tool_calls: [{}, {}, {}] });
    expect(results.map(({ content }) => String(content))).toEqual([
      "All about tea.",
      expect.stringContaining("do not fit"),
      expect.stringContaining("do not fit"),
    ]);
  });

  it("forbids calls in the last turn, and holds it to the schema", async () => {
    const call: Reply = { calls: [{ name: "lookup", arguments: '{"word":"tea"}' }] };
    const { outcome, received } = await ran(({ body }) => (body.tool_choice === "none" ? GOOD : call), "main");
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(received).toHaveLength(3);
    expect(received[2]?.body).toMatchObject({ tool_choice: "none", response_format: { type: "json_schema" } });
  });

  it.each([
    ["in a fence", `Here you are:\n\`\`\`json\n${JSON.stringify(FACT)}\n\`\`\``],
    ["among words", `Sure! ${JSON.stringify(FACT)} Anything else?`],
    ["with fields that nobody declared", JSON.stringify({ ...FACT, more: 1 })],
  ])("may write its value %s", async (_, text) => {
    expect((await ran([{ text }])).outcome).toEqual({ kind: "done", value: FACT });
  });

  it("may write a text as it is, or as JSON", async () => {
    expect((await ran([{ text: "Tea is nice." }], "told")).outcome).toMatchObject({ value: "Tea is nice." });
    expect((await ran([{ text: '"Tea is nice."' }], "told")).outcome).toMatchObject({ value: "Tea is nice." });
  });

  it("is told what was wrong with its value, and asked again", async () => {
    const { outcome, received } = await ran([{ text: '{"claim":"","sure":2}' }, GOOD]);
    expect(outcome).toEqual({ kind: "done", value: FACT });
    const told = received[1]?.body.messages.map(({ content }) => String(content)).join("\n");
    expect(told).toContain("does not fit its schema");
    expect(told).toContain("sure");
  });

  it("fails where it never gives a value", async () => {
    const { outcome, received } = await ran([{ text: "I would rather not." }]);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "model", path: "judged/judge" } });
    expect(received).toHaveLength(2);
  });

  it("is sent one beginning by agents that share a spine", async () => {
    const { outcome, received } = await ran([GOOD], "both");
    expect(outcome).toMatchObject({ kind: "done", value: [FACT, FACT] });
    const beginnings = received.map(({ body }) => JSON.stringify(body.messages[0]));
    expect(new Set(beginnings).size).toBe(1);
    expect(received.map(({ body }) => JSON.stringify(body.messages[1]).includes("Tea is a drink."))).toEqual([
      true,
      true,
    ]);
  });
});

describe("a provider in trouble", () => {
  it.each([
    ["too many requests", { status: 429, message: "slow down", headers: { "retry-after": "3" } }, "rate"],
    ["an overloaded server", { status: 503, message: "busy" }, "backoff"],
    ["a stream that is cut", { cut: '{"claim":"Tea' }, "backoff"],
    ["no stream at all", { junk: "<html>gateway</html>" }, "backoff"],
    ["an empty stream", { junk: "" }, "backoff"],
  ] as const)("is waited for: %s", async (_, reply, why) => {
    const { outcome, events, received } = await ran([reply, GOOD]);
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(received).toHaveLength(2);
    expect(kinds(events, "wait-began")).toMatchObject([{ why }]);
    expect(kinds(events, "wait-ended")).toHaveLength(1);
    const text = kinds(events, "turn-delta").map((event) => ("text" in event ? event.text : ""));
    expect(text.join("")).toBe(JSON.stringify(FACT));
  });

  it("counts as gone when it falls silent", async () => {
    const { outcome, received } = await ran([{ hang: '{"claim"' }, GOOD], "judged", { patience: 30 });
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(received).toHaveLength(2);
  });

  it("is given up after some tries, with what it said", async () => {
    const { outcome, received } = await ran([{ status: 500, message: "it burns" }]);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "engine" } });
    expect(JSON.stringify(outcome)).toContain("it burns");
    expect(received).toHaveLength(6);
  });

  it.each([
    ["a wrong key", { status: 401, message: "bad key sk-secret" }, "refuses the key"],
    ["no such model", { status: 404, message: "no model m" }, "knows no such model"],
    ["a quota that is used up", { status: 429, message: "You exceeded your current quota" }, "quota"],
    ["a wait of an hour", { status: 429, message: "later", headers: { "retry-after": "3600" } }, "60 minutes"],
    ["a request it can't read", { status: 400, message: "what is this" }, "refuses the request"],
  ] as const)("is not asked again about %s", async (_, reply, words) => {
    const { outcome, received, events } = await ran([reply]);
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "engine" } });
    expect(JSON.stringify(outcome)).toContain(words);
    expect(JSON.stringify(events)).not.toContain("sk-secret");
    expect(received).toHaveLength(1);
  });

  it.each([
    ["a schema", "response_format is not supported", "response_format"],
    ["a temperature", "temperature must be 1 for this model", "temperature"],
    ["max_tokens", "Use max_completion_tokens instead of max_tokens", "max_tokens"],
    ["usage in streams", "unknown field stream_options", "stream_options"],
  ])("is asked again without %s where it takes none", async (_, message, field) => {
    const { outcome, received } = await ran(({ body }) => (field in body ? { status: 400, message } : GOOD));
    expect(outcome).toEqual({ kind: "done", value: FACT });
    expect(received.map(({ body }) => field in body)).toEqual([true, false]);
  });

  it("ends a turn at its agent's time", async () => {
    const { outcome } = await ran([{ hang: '{"claim"' }], "patient", { real: true });
    expect(outcome).toMatchObject({ kind: "failed", failure: { reason: "time" } });
  });
});
