/**
 * A help desk over HTTP. `POST /answers` with `{ "question": "…" }` answers with what happens on the way, as server-sent
 * events, and at last with the outcome. Whoever goes away ends the run that was theirs. All requests share one model.
 *
 *     curl -N localhost:8080/answers -d '{ "question": "Where is my order?" }'
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pathToFileURL } from "node:url";
import { type Engine, load, nativeEngine, programOf } from "agentflow";
import type { Program } from "./support.af";

// Its types lie beside it: `agentflow build support.af --types` has written them.
const answer = programOf(await load<Program>(new URL("support.af", import.meta.url))).flow("answer");

/** The service, ready to listen. The engine stays its caller's. */
export function createService(engine: Engine): Server {
  return createServer((request, response) => {
    serve(request, response, engine).catch(() => response.destroy());
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, engine: Engine): Promise<void> {
  if (request.method !== "POST" || request.url !== "/answers") return refuse(response, 404, "POST to /answers.");
  const question = questionIn(await textOf(request));
  if (question === undefined) return refuse(response, 400, 'Send { "question": "…" }.');

  const gone = new AbortController();
  response.on("close", () => gone.abort());
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const run = answer({ question }, { engine, signal: gone.signal });
  for await (const event of run) {
    if (gone.signal.aborted) break;
    // A slow reader slows down what is sent, and not the model.
    if (!response.write(message(event.kind, event))) await once(response, "drain", { signal: gone.signal });
  }
  response.end(message("outcome", await run.outcome));
}

const message = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(`${why}\n`);
}

function questionIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null || !("question" in body)) return undefined;
    return typeof body.question === "string" ? body.question : undefined;
  } catch {
    return undefined;
  }
}

/** More than this is no question. */
const MOST_BYTES = 10_000;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return "";
  }
  return Buffer.concat(chunks).toString("utf8");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { MODEL: file, PORT: port = "8080" } = process.env;
  const engine = nativeEngine(file === undefined ? {} : { file });
  const { title } = await engine.ready();
  const server = createService(engine).listen(Number(port), () => console.log(`${title} answers on port ${port}`));
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      void engine.close();
    });
  }
}
