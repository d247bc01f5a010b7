import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { load, nativeEngine, programOf, scriptedEngine } from "agentflow";
import { describe, expect, it, onTestFinished } from "vitest";
import { emitModule } from "../../compiler/emit/module.ts";
import { createService } from "../../examples/http-service/service.ts";

/** The service on a port of its own, gone after the test. */
async function serving(engine: Parameters<typeof createService>[0]): Promise<string> {
  const server = createService(engine).listen(0);
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await engine.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/answers`;
}

const ask = (url: string, question: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(url, { method: "POST", body: JSON.stringify({ question }), ...(signal && { signal }) });

/** The events of a whole answer, by name, with their data. */
async function eventsOf(response: Response): Promise<readonly { readonly name: string; readonly data: unknown }[]> {
  const parts = (await response.text()).trim().split("\n\n");
  return parts.map((part) => {
    const [, name = "", data = ""] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? [];
    return { name, data: JSON.parse(data) as unknown };
  });
}

describe("the HTTP service among the examples", () => {
  it("streams what happens, and then the outcome", async () => {
    const topic = { area: "billing", urgent: true };
    const answer = { text: "We have sent it again." };
    const url = await serving(scriptedEngine({ "answer/topic": [{ answer: topic }], "answer/helper": [{ answer }] }));
    const response = await ask(url, "Where is my bill?");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = await eventsOf(response);
    expect(events[0]).toMatchObject({ name: "run-started", data: { arguments: { question: "Where is my bill?" } } });
    expect(events.filter(({ name }) => name === "agent-ended")).toHaveLength(2);
    expect(events.at(-1)).toEqual({ name: "outcome", data: { kind: "done", value: { topic, answer } } });
  });

  it("ends the run of a client that goes away", async () => {
    const engine = scriptedEngine({ "answer/topic": [{ hang: true }] });
    const url = await serving(engine);
    const leaving = new AbortController();
    const response = await ask(url, "Where is my bill?", leaving.signal);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = ""; !read.includes("event: turn-started"); ) read += (await reader?.read())?.value ?? "";
    expect(engine.usage()?.cells).toBeGreaterThan(0);
    leaving.abort();
    while ((engine.usage()?.branches ?? 0) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.usage()).toMatchObject({ branches: 0, cells: 0 });
  });

  it("serves several at once on the model that ships", async () => {
    const url = await serving(nativeEngine());
    const answers = await Promise.all(["Where is my bill?", "How do I log in?"].map((each) => ask(url, each)));
    for (const answer of answers)
      expect((await eventsOf(answer)).at(-1)).toMatchObject({ name: "outcome", data: { kind: "done" } });
  }, 120_000);

  it("tells what a request lacks", async () => {
    const url = await serving(scriptedEngine());
    expect((await ask(url, 3)).status).toBe(400);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(url, { method: "POST", body: "x".repeat(20_000) })).status).toBe(400);
    const tooLong = await eventsOf(await ask(url, "?".repeat(2_000)));
    expect(tooLong.at(-1)).toMatchObject({ data: { kind: "failed", failure: { reason: "check" } } });
  });

  it("has the types of its program beside it", async () => {
    const { graph } = programOf(await load("examples/http-service/support.af"));
    const setting = { source: "support.af", tools: "imported" } as const;
    const { declarations } = emitModule(graph, setting, { directory: '""' });
    expect(readFileSync("examples/http-service/support.d.af.ts", "utf8")).toBe(declarations);
  });
});
