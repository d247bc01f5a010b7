import { joinRuns } from "../events/coalesce.ts";
import type { Event } from "../events/event.ts";
import type { Path } from "../path.ts";
import { type Activity, type AgentView, type NodeView, nodeAt, type Part, type ViewState } from "./state.ts";
import { around, endNode, patchNode, startNode } from "./tree.ts";
import { duration, stopWords, wasHalted } from "./words.ts";

/** What an agent does, and what tools and people do for it. */
export type AgentEvent = Extract<
  Event,
  {
    kind:
      | "agent-started"
      | "agent-ended"
      | "context-opened"
      | "context-grown"
      | "turn-started"
      | "turn-delta"
      | "turn-ended"
      | "call-refused"
      | "tool-started"
      | "tool-retrying"
      | "tool-ended"
      | "wait-began"
      | "wait-ended"
      | "attempt-failed"
      | "recovery-started"
      | "ask-opened"
      | "ask-answered";
  }
>;

/** The part of `reduceView` that changes one agent's node. */
export function reduceAgent(state: ViewState, event: AgentEvent): ViewState {
  const path = ownerOf(state, event.path);
  switch (event.kind) {
    case "agent-started": {
      const at = startNode(state, {
        path,
        kind: "agent",
        label: event.agent,
        ...(event.parent === undefined ? {} : { parent: event.parent }),
      });
      return patchNode(at, path, (node) => ({
        ...node,
        agent: node.agent
          ? { ...node.agent, steer: event.path, attempt: event.attempt, activity: { kind: "starting" } }
          : newAgent(event),
      }));
    }
    case "agent-ended": {
      const { outcome } = event;
      const recovered = outcome.kind === "done" && outcome.recovered;
      const ended = patchAgent(state, path, (agent) => ({
        ...agent,
        activity: { kind: "ended" },
        recovered,
        ...(outcome.kind === "halted" ? { halted: true } : {}),
        ...(event.restored ? { restored: true } : {}),
      }));
      // The node's own end may come later and says more (a preview); until then this is all that is known.
      const phase = outcome.kind === "done" ? ({ kind: "done" } as const) : outcome;
      return endNode(ended, path, phase);
    }
    case "context-opened":
      return patchAgent(state, path, (agent) => ({
        ...agent,
        read: event.tokens,
        reused: event.shared,
        base: event.context,
      }));
    case "context-grown":
      // What it writes itself is counted as sampled and forced.
      if (event.entry === "turn") return state;
      return patchAgent(state, path, (agent) => ({
        ...agent,
        read: agent.read + event.tokens,
        transcript: [...agent.transcript, { kind: "told", texts: event.texts ?? [], tokens: event.tokens }],
      }));
    case "turn-started":
      return patchAgent(state, path, (agent) => ({
        ...agent,
        turns: agent.turns + 1,
        activity: { kind: "reading" },
        turn: { began: event.t, tokens: 0, last: event.t },
      }));
    case "turn-delta": {
      const { channel, text, sampled, forced, turn } = event;
      const runs = event.runs ?? [text.length];
      return patchAgent(state, path, (agent) => ({
        ...agent,
        activity: { kind: "writing", channel },
        sampled: agent.sampled + sampled,
        forced: agent.forced + forced,
        turn: { ...agent.turn, tokens: agent.turn.tokens + sampled + forced, last: event.t },
        transcript: joinText(agent.transcript, { kind: "text", turn, channel, text, sampled, forced, runs }),
      }));
    }
    case "turn-ended":
      return patchAgent(state, path, (agent) => ({
        ...agent,
        activity: agent.activity.kind === "writing" ? { kind: "reading" } : agent.activity,
      }));
    case "call-refused":
      return note(state, path, `${event.tool} was refused: ${event.message}`);
    case "tool-started": {
      const { call: id, tool, arguments: args } = event;
      const told = patchNode(state, path, (node) => (node.kind === "tool" ? { ...node, given: args } : node));
      return patchAgent(told, path, (agent) => ({
        ...agent,
        activity: {
          kind: "tools",
          calls: [...running(agent.activity), { id, tool, arguments: args, since: event.t }],
        },
        transcript: [...agent.transcript, { kind: "tool", id, tool, arguments: args }],
      }));
    }
    case "tool-retrying":
      return patchAgent(
        note(state, path, `${event.tool} failed (${event.error}); again in ${duration(event.delayMs)}`),
        path,
        (agent) => retried(agent, event.call, { attempt: event.attempt, error: event.error }),
      );
    case "tool-ended": {
      const halted = wasHalted(event) ? ({ halted: true } as const) : {};
      const end = { ok: event.outcome === "ok", ...halted, note: toolNote(event) };
      return patchAgent(state, path, (agent) => {
        const calls = running(agent.activity).filter((call) => call.id !== event.call);
        return {
          ...agent,
          activity: calls.length > 0 ? { kind: "tools", calls } : { kind: "reading" },
          transcript: agent.transcript.map((part) =>
            part.kind === "tool" && part.id === event.call && !part.end ? { ...part, end } : part,
          ),
        };
      });
    }
    case "wait-began":
      // While its tools run the calls say more than the wait does.
      if (event.why === "tool") return state;
      return patchAgent(state, path, (agent) => ({
        ...agent,
        activity: { kind: "waiting", why: event.why, since: event.t },
      }));
    case "wait-ended":
      return patchAgent(state, path, (agent) =>
        agent.activity.kind === "waiting" && agent.activity.why === event.why
          ? { ...agent, activity: { kind: "reading" } }
          : agent,
      );
    case "attempt-failed":
      return note(state, path, `attempt ${event.attempt + 1} failed: ${event.error}`);
    case "recovery-started":
      return patchAgent(
        note(state, path, `asked for the best value it has: ${stopWords(event.reason)}`),
        path,
        (agent) => ({
          ...agent,
          concludes: event.reason,
        }),
      );
    case "ask-opened":
      return note(state, path, `asks: ${event.prompt}`);
    case "ask-answered":
      return note(state, path, `was answered: ${JSON.stringify(event.value)}`);
    default:
      return event satisfies never;
  }
}

function newAgent(event: Extract<AgentEvent, { kind: "agent-started" }>): AgentView {
  const { agent: name, path: steer, model, attempt, t } = event;
  return {
    name,
    steer,
    model,
    attempt,
    turns: 0,
    activity: { kind: "starting" },
    sampled: 0,
    forced: 0,
    read: 0,
    reused: 0,
    turn: { began: t, tokens: 0, last: t },
    transcript: [],
    recovered: false,
  };
}

// A second attempt (`p!1`) and a turn (`p:0`) belong to the node at `p`.
function ownerOf(state: ViewState, path: Path): Path {
  for (let at: Path | undefined = path; at !== undefined && /[!:]\d+$/.test(at); at = around(at)) {
    const above = around(at);
    if (above !== undefined && nodeAt(state, above)) return above;
  }
  return path;
}

/** The agent that an event at `path` is about, if it is told of already. */
export function agentAt(state: ViewState, path: Path): AgentView | undefined {
  return nodeAt(state, ownerOf(state, path))?.agent;
}

function patchAgent(state: ViewState, path: Path, change: (agent: AgentView) => AgentView): ViewState {
  return patchNode(state, path, (node): NodeView => (node.agent ? { ...node, agent: change(node.agent) } : node));
}

function note(state: ViewState, path: Path, text: string): ViewState {
  return patchAgent(state, path, (agent) => ({ ...agent, transcript: [...agent.transcript, { kind: "note", text }] }));
}

function retried(agent: AgentView, id: string, retry: { attempt: number; error: string }): AgentView {
  const calls = running(agent.activity).map((call) => (call.id === id ? { ...call, retry } : call));
  return calls.length > 0 ? { ...agent, activity: { kind: "tools", calls } } : agent;
}

function running(activity: Activity): Extract<Activity, { kind: "tools" }>["calls"] {
  return activity.kind === "tools" ? activity.calls : [];
}

function joinText(transcript: readonly Part[], more: Extract<Part, { kind: "text" }>): readonly Part[] {
  const last = transcript.at(-1);
  if (last?.kind !== "text" || last.turn !== more.turn || last.channel !== more.channel) return [...transcript, more];
  const joined: Part = {
    ...last,
    text: last.text + more.text,
    sampled: last.sampled + more.sampled,
    forced: last.forced + more.forced,
    runs: joinRuns(last.runs, more.runs),
  };
  return [...transcript.slice(0, -1), joined];
}

function toolNote(event: Extract<AgentEvent, { kind: "tool-ended" }>): string {
  if (event.outcome === "error") return event.error ?? "failed";
  const marks = [
    event.tokens === undefined ? undefined : `${event.tokens} tok`,
    event.joined ? "joined" : undefined,
    event.cached ? "cached" : undefined,
    event.cut ? "cut" : undefined,
  ];
  return [duration(event.milliseconds), ...marks.filter((mark) => mark !== undefined)].join(", ");
}
