import { type Operation, scoped } from "effection";
import { compile } from "../../../compiler/compile.ts";
import type { Graph } from "../../../compiler/graph/graph.ts";
import { type Context, entriesOf } from "../../../runtime/context/context.ts";
import type { Device } from "../../../runtime/engine/device.ts";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import { fileHost } from "../../../runtime/host.ts";
import type { Layout, Piece, Standing } from "../../../runtime/layout/layout.ts";
import { realClock } from "../../../runtime/real-clock.ts";
import { run } from "../../../runtime/run/run.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";
import { calculate } from "../../std/math.ts";
import type { Kind, Lesson } from "./lesson.ts";
import { searcherOf } from "./lookup.ts";
import { makeTeacher } from "./teacher.ts";

/** A stretch of an agent's context: read, or written by the model. */
export interface Segment {
  readonly written: boolean;
  readonly pieces: readonly Piece[];
}

/** One agent's context from its beginning to its answer, as the native engine reads and writes it. */
export interface Sample {
  readonly kind: Kind;
  readonly segments: readonly Segment[];
}

/** The graph of a lesson's program. Throws where it has none: a generator made a wrong program. */
export function graphOf(source: string): Graph {
  const { graph, diagnostics } = compile("main.af", {
    read: (path) => (path === "main.af" ? source : (library.get(path) ?? readLibrary(path))),
  });
  if (graph) return graph;
  throw new Error(`${diagnostics.map(({ message }) => message).join("\n")}\n\n${source}`);
}

const files = fileHost(".");
const library = new Map<string, string | undefined>();
function readLibrary(path: string): string | undefined {
  const text = files.read(path);
  library.set(path, text);
  return text;
}

/** The index of a node's call in the list that it runs over; 0 where it runs over none. */
export function indexOf(path: string): number {
  return Number(/\[(\d+)\][^[]*$/.exec(path)?.[1] ?? 0);
}

/** The turns that a lesson wants of an agent at a path. */
export function turnsAt(
  lesson: Lesson,
  agent: string,
  path: string,
): { readonly kind: Kind; readonly turns: readonly ScriptTurn[] } {
  const pupil = lesson.pupils[agent];
  const turns = pupil?.turns[indexOf(path)];
  if (!pupil || !turns) throw new Error(`Nobody says what ${agent} does at ${path}.\n\n${lesson.source}`);
  return { kind: pupil.kind, turns };
}

/**
 * Runs a lesson with its right answers and gives what every agent read and wrote, in the runtime's own rendering.
 */
export function* teach(lesson: Lesson, layout: Layout, tokenize: Device["tokenize"]): Operation<readonly Sample[]> {
  const graph = graphOf(lesson.source);
  /** Agents by the paths of their nodes. */
  const agents = new Map<string, string>();
  const at = (path: string) => turnsAt(lesson, agents.get(path) ?? path, path);
  const ended: { readonly path: string; readonly context: Context }[] = [];
  const outcome = yield* scoped(() =>
    run(graph, {
      flow: graph.main ?? "main",
      arguments: lesson.arguments,
      *engine() {
        return makeTeacher({
          layout,
          tokenize,
          types: new Map(Object.entries(graph.types)),
          script: ({ path, turn }) => at(path).turns[turn],
          onEnd: (path, context) => ended.push({ path, context }),
        });
      },
      *tools({ name }) {
        const handler = handlersOf(lesson)[name];
        return handler ? { kind: "loaded", handler } : { kind: "missing", message: `No tool ${name}.` };
      },
      clock: realClock,
      seed: 1,
      onEvent(event) {
        if (event.kind === "agent-started") agents.set(event.path, event.agent);
      },
      grants: new Set(),
      workspace: ".",
      directory: ".",
    }),
  );
  if (outcome.kind !== "done") throw new Error(`${JSON.stringify(outcome)}\n\n${lesson.source}`);
  return ended.map(({ path, context }) => ({
    kind: at(path).kind,
    segments: segmentsOf(context, layout),
  }));
}

function handlersOf(lesson: Lesson): Readonly<Record<string, ToolHandler>> {
  const search = searcherOf(lesson.corpus ?? []);
  return {
    calculate,
    search: ({ query, limit }) => search(String(query), typeof limit === "number" ? limit : 3) as never,
  };
}

/** A context as stretches that are read and stretches that the model writes, the mark that ends its turn among them. */
export function segmentsOf(context: Context, layout: Layout): Segment[] {
  const segments: Segment[] = [];
  let standing: Standing = "start";
  for (const entry of entriesOf(context)) {
    const rendered = layout.render(entry, standing);
    if (entry.kind === "turn") {
      segments.push({ written: false, pieces: layout.openTurn(standing) });
      // What is forced is tokenised in one go with what is drawn: the marks are all that parts a turn's text.
      segments.push({ written: true, pieces: [{ text: entry.text, special: true }] });
    } else segments.push({ written: false, pieces: rendered.pieces });
    standing = rendered.standing;
  }
  return segments;
}
