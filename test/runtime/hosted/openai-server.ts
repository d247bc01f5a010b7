/**
 * A server that speaks OpenAI's chat protocol, well or badly, as each request asks for.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it came in. */
export interface Received {
  readonly body: Readonly<Record<string, unknown>> & {
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  };
  readonly authorization: string | undefined;
}

/** What the server does with a request. */
export type Reply =
  /** Streams the text in pieces, with the usage at the end unless told otherwise. */
  | { readonly text: string; readonly cached?: number; readonly usage?: false; readonly finish?: string }
  | { readonly calls: readonly { readonly name: string; readonly arguments: string }[] }
  | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** Sends the text, then drops the connection. */
  | { readonly cut: string }
  /** Sends the text and nothing more. */
  | { readonly hang: string }
  /** Sends what is no event stream at all. */
  | { readonly junk: string };

export interface OpenAiServer {
  readonly url: string;
  readonly received: readonly Received[];
}

/** Serves one reply after another, the last for all that follow; closed when the test is over. */
export async function openAiServer(replies: readonly Reply[] | ((request: Received) => Reply)): Promise<OpenAiServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const one: Received = {
        body: JSON.parse(body) as Received["body"],
        authorization: request.headers.authorization,
      };
      received.push(one);
      const reply =
        typeof replies === "function" ? replies(one) : replies[Math.min(received.length, replies.length) - 1];
      if (reply) answer(response, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, received };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(response: ServerResponse, reply: Reply): void {
  if ("status" in reply) {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(JSON.stringify({ error: { message: reply.message, type: "error" } }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  if ("junk" in reply) {
    response.end(reply.junk);
    return;
  }
  const send = (delta: object, finish: string | null = null): void => {
    const choice = { index: 0, delta, finish_reason: finish };
    response.write(
      `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [choice] })}\n\n`,
    );
  };
  if ("calls" in reply) {
    for (const [index, call] of reply.calls.entries())
      send({ tool_calls: [{ index, id: `id${index}`, type: "function", function: call }] });
    end(send, response, "tool_calls", {});
    return;
  }
  const text = "cut" in reply ? reply.cut : "hang" in reply ? reply.hang : reply.text;
  for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) send({ content: piece });
  if ("cut" in reply) response.write("data: ", () => response.destroy());
  else if ("text" in reply)
    end(send, response, reply.finish ?? "stop", reply.usage === false ? undefined : { cached: reply.cached });
}

function end(
  send: (delta: object, finish: string) => void,
  response: ServerResponse,
  finish: string,
  usage: { readonly cached?: number | undefined } | undefined,
): void {
  send({}, finish);
  if (usage) {
    const tokens = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
    const details = { prompt_tokens_details: { cached_tokens: usage.cached ?? 0 } };
    response.write(`data: ${JSON.stringify({ id: "1", choices: [], usage: { ...tokens, ...details } })}\n\n`);
  }
  response.end("data: [DONE]\n\n");
}
