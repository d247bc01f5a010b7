import { topologyKinds } from "../../compiler/graph/blocks.ts";
import type { Event } from "../events/event.ts";
import type { Path } from "../path.ts";
import { argumentWords, WAITS } from "./agent-row.ts";
import { clip } from "./columns.ts";
import { count, counted, duration, moment, oneLine, stopWords, wasHalted } from "./words.ts";

/** What one event says on a line of its own, for logs and screen readers; undefined for what would only be noise there. */
export function plainLine(event: Event): string | undefined {
  const words = wordsOf(event);
  return words === undefined ? undefined : `${moment(event.t)} ${words}`;
}

function wordsOf(event: Event): string | undefined {
  const who = shortPath(event.path);
  switch (event.kind) {
    case "run-started":
      return `${event.flow} ${event.resumed ? "goes on" : "started"}, seed ${event.seed}`;
    case "run-ended":
      return `${event.path} ${event.outcome.kind}${event.outcome.kind === "paused" ? ", waits for an answer" : ""}`;
    case "model-loading":
      if (event.doing !== undefined) return `${event.doing}: ${Math.round(100 * event.progress)} %`;
      return event.progress === 0 ? `loading ${event.model === "default" ? "the model" : event.model}` : undefined;
    case "model-ready":
      return `${event.title} ready in ${duration(event.milliseconds)}, ${count(event.cells)} cells, ${counted(event.branches, "branch")}`;
    case "node-started":
      return event.items === undefined
        ? undefined
        : `${who} started, ${counted(event.items, event.node === "chain" ? "step" : "branch")}`;
    case "node-ended":
      // What agents tell of themselves needs no second line; where several end together, that is worth one.
      if (event.outcome.kind === "done") return topologyKinds.has(event.node) ? `${who} done` : undefined;
      return event.outcome.kind === "failed" && event.outcome.failure.path === event.path && event.node !== "agent"
        ? `${who} failed: ${oneLine(event.outcome.failure.message)}`
        : undefined;
    case "context-grown":
      return event.entry === "share" ? `${who} +${count(event.tokens)} tok` : undefined;
    case "agent-started":
      return `${named(who, event.agent)} started${event.attempt > 0 ? `, attempt ${event.attempt + 1}` : ""}`;
    case "agent-ended": {
      const { outcome, tokens, turns } = event;
      const name = named(who, event.agent);
      if (outcome.kind === "failed") return `${name} failed: ${oneLine(outcome.failure.message)}`;
      if (event.restored) return `${name} was done before`;
      const state = outcome.kind === "done" && outcome.recovered ? "recovered" : outcome.kind;
      return `${name} ${state} ${count(tokens)} tok, ${counted(turns, "turn")}`;
    }
    case "tool-started":
      return `${called(who, event.tool)} ${clip(argumentWords(event.arguments), 120)}`;
    case "tool-retrying":
      return `${called(who, event.tool)} failed, again in ${duration(event.delayMs)}: ${oneLine(event.error)}`;
    case "tool-ended": {
      const name = called(who, event.tool);
      if (wasHalted(event)) return `${name} halted`;
      if (event.outcome === "error") return `${name} failed: ${oneLine(event.error ?? "no reason given")}`;
      const marks = [event.joined ? "joined" : "", event.cached ? "cached" : "", event.cut ? "cut" : ""].filter(
        Boolean,
      );
      return `${name} ok ${[duration(event.milliseconds), ...marks].join(", ")}`;
    }
    case "call-refused":
      return `${called(who, oneLine(event.tool))} refused: ${oneLine(event.message)}`;
    case "attempt-failed":
      return `${who} attempt ${event.attempt + 1} failed: ${oneLine(event.error)}`;
    case "recovery-started":
      return `${who} asked for the best value it has: ${oneLine(stopWords(event.reason))}`;
    case "wait-began":
      // Waiting for a tool is told by the tool itself.
      return event.why === "tool"
        ? undefined
        : `${who} ${event.why === "person" ? "waits for a person" : WAITS[event.why]}`;
    case "ask-opened":
      return `${who} asks: ${oneLine(event.prompt)}`;
    case "ask-answered":
      return `${who} was answered ${clip(oneLine(JSON.stringify(event.value)), 120)}`;
    case "warning":
      return `warning: ${oneLine(event.message)}`;
    case "context-opened":
    case "context-released":
    case "turn-started":
    case "turn-delta":
    case "turn-ended":
    case "wait-ended":
    case "engine-tick":
      return undefined;
    default:
      return event satisfies never;
  }
}

// The flow's name stands in the first line; after that it would only push the rest to the right.
function shortPath(path: Path): string {
  const slash = path.indexOf("/");
  return slash === -1 ? path : path.slice(slash + 1);
}

function named(who: string, agent: string): string {
  return who === agent || who.endsWith(`/${agent}`) ? who : `${who} (${agent})`;
}

/** A call of a flow's own stands at a path that mostly names the tool already. */
function called(who: string, tool: string): string {
  const last = who.slice(who.lastIndexOf("/") + 1);
  return last === tool || (last.startsWith(`${tool}.`) && /^\d+$/.test(last.slice(tool.length + 1)))
    ? who
    : `${who} ${tool}`;
}
