/** Counts for the plan with a real tokenizer and a real layout: those of the engine that would run the flow. */
import type { Graph } from "../compiler/graph/graph.ts";
import { byteMeasure, type Measure } from "../compiler/plan/measure.ts";
import { number } from "../compiler/plan/size.ts";
import type { Entry } from "./context/entry.ts";
import type { Engine } from "./engine/engine.ts";
import { answerNote } from "./layout/answer-note.ts";

/**
 * A {@link Measure} that counts as `engine` does. Marks are counted around a short text, so each of them is a token or two
 * too many rather than too few: where two texts meet, a tokenizer may cut them otherwise than each by itself.
 */
export function engineMeasure(engine: Pick<Engine, "count" | "title">, graph: Graph): Measure {
  const count = (...entries: readonly Entry[]): number => engine.count(entries);
  const beyond = (more: readonly Entry[], ...before: readonly Entry[]): number =>
    count(...before, ...more) - count(...before);
  const user = text("x");
  const paragraph = beyond([user], user);
  const name = longestName(graph);
  const called: Entry = { kind: "turn", text: "", calls: [{ id: "c", name, arguments: {} }] };
  const results = (times: number): Entry => ({
    kind: "results",
    results: Array.from({ length: times }, () => ({ call: "c", name, text: "x", ok: false })),
  });
  return {
    ...byteMeasure,
    counted: engine.title,
    text: (known) => number(known === "" ? 0 : beyond([text(`x${known}`)], user)),
    opening: count({ kind: "system", text: "x" }, user) + beyond([user], { kind: "system", text: "x" }),
    paragraph,
    turn: beyond([{ kind: "turn", text: "", calls: [] }, user], user),
    // The marks before the first one and after the last one may be more than those between two.
    result: Math.max(beyond([results(1)], user, called), beyond([results(2)], user, called, results(1))),
    tools: (tools) => number(tools.length === 0 ? 0 : beyond([{ kind: "tools", tools }], user)),
    answer: (schema) => number(beyond([text(answerNote(schema))], user)),
  };
}

function text(written: string): Entry {
  return { kind: "text", of: "note", text: written };
}

function longestName(graph: Graph): string {
  const names = [...Object.values(graph.tools), ...Object.values(graph.agents)].map((entry) => entry.name);
  return names.reduce((longest, name) => (name.length > longest.length ? name : longest), "x");
}
