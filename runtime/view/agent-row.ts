import type { Json } from "../../compiler/graph/expression.ts";
import type { WaitReason } from "../events/event.ts";
import type { NodeRow } from "./node-row.ts";
import type { AgentView, ModelView, RunningCall } from "./state.ts";
import { count, duration, oneLine } from "./words.ts";

/** What an agent at work says of itself, on top of what its node says. */
export function workingRow(
  base: Omit<NodeRow, "mark">,
  agent: AgentView,
  model: ModelView | undefined,
  now: number,
): NodeRow {
  const label = agent.attempt > 0 ? `${base.label}, attempt ${agent.attempt + 1}` : base.label;
  const row = { ...base, label, amount: amountOf(agent) };
  const { activity } = agent;
  switch (activity.kind) {
    case "starting":
      return { ...row, mark: "waits", status: model && model.progress < 1 ? "waits for model" : "starts" };
    case "reading":
      return { ...row, mark: "works", status: "reads", ...lastWords(agent) };
    case "writing": {
      const status = agent.concludes === undefined ? WRITES[activity.channel] : "concludes";
      return { ...row, mark: "writes", status, ...lastWords(agent), time: rateOf(agent) ?? row.time };
    }
    case "tools": {
      const [first, ...others] = activity.calls;
      if (first === undefined) return { ...row, mark: "works", status: "calls" };
      const status = first.tool + (others.length > 0 ? ` +${others.length}` : "");
      return {
        ...row,
        mark: "works",
        status: oneLine(status),
        words: callWords(first),
        time: duration(now - first.since),
      };
    }
    case "waiting":
      return { ...row, mark: "waits", status: WAITS[activity.why], time: duration(now - activity.since) };
    case "ended":
      return { ...row, mark: "works" };
    default:
      return activity satisfies never;
  }
}

const WRITES = { reason: "thinks", answer: "answers", calls: "calls" } as const;

/** What an agent waits for, as people say it. */
export const WAITS: Readonly<Record<WaitReason, string>> = {
  room: "waits for room",
  rate: "waits for its rate",
  limit: "waits its turn",
  tool: "waits for a tool",
  person: "waits for you",
  backoff: "waits to retry",
};

/** A call's arguments in a few words: a single text as it is, anything else as JSON. */
export function argumentWords(value: Json): string {
  const values = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.values(value) : [];
  const only = values.length === 1 ? values[0] : value;
  return oneLine(JSON.stringify(only));
}

function callWords({ arguments: given, retry }: RunningCall): string {
  const words = argumentWords(given);
  return retry === undefined ? words : `try ${retry.attempt + 1} after: ${oneLine(retry.error)} · ${words}`;
}

/** What it wrote; before that what it reads. */
function amountOf(agent: AgentView): string {
  const written = agent.sampled + agent.forced;
  if (written > 0) return `${count(written)} tok`;
  return agent.activity.kind === "reading" && agent.read > 0 ? `${count(agent.read)} read` : "";
}

/** Enough for the widest line. */
const TAIL = 400;

function lastWords(agent: AgentView): Pick<NodeRow, "words" | "cut"> {
  const last = agent.transcript.findLast((part) => part.kind === "text");
  const text = last?.kind === "text" ? oneLine(last.text.slice(-TAIL)).trim() : "";
  return { words: text, cut: "start" };
}

function rateOf(agent: AgentView): string | undefined {
  const spent = agent.turn.last - agent.turn.began;
  // Before a tenth of a second a rate says nothing.
  return spent < 100 ? undefined : `${count((1000 * agent.turn.tokens) / spent)}/s`;
}
