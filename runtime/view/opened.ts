import type { GrownText } from "../events/event.ts";
import { argumentWords } from "./agent-row.ts";
import { entryAt } from "./buckets.ts";
import { fill, rowsOfText } from "./columns.ts";
import { dim, type Line, plain, type Span } from "./line.ts";
import { valueSoFar } from "./so-far.ts";
import type { AgentView, ContextView, Part, ViewState } from "./state.ts";
import { count, counted, visible } from "./words.ts";

/** What an opened agent's context came to, in a line: what was there, what was read, what it wrote. */
export function sumsOf({ turns, read, reused, sampled, forced }: AgentView): string {
  const fresh = Math.max(0, read - reused);
  return `${counted(turns, "turn")}   ${count(reused)} shared   ${count(fresh)} prefilled   ${count(sampled)} sampled   ‹${count(forced)} forced›`;
}

/** The whole context of an agent as lines of at most `columns`: what it shares, what was prefilled, and what it wrote. */
export function openedLines(state: ViewState, agent: AgentView, columns: number): readonly Line[] {
  const width = Math.max(10, columns - MARGIN);
  const lines: Line[] = [];
  let reused = agent.reused;
  for (const { texts, tokens } of contextsUpTo(state, agent.base)) {
    // What the cache had already is the beginning of the context.
    const how = reused >= tokens ? "shared" : "prefilled";
    reused -= tokens;
    lines.push(...texts.flatMap((text) => textLines(how, text, width)));
  }
  for (const part of agent.transcript) lines.push(...partLines(part, width));
  // What is done stands there whole already.
  const soFar = agent.activity.kind === "ended" ? [] : valueSoFar(agent);
  lines.push(...soFar.flatMap(([name, text]) => labelled(SO_FAR, name, spansOf(text), width)));
  return lines;
}

/** Columns before the text: how it came there, and what it is. */
const MARGIN = 22;

interface How {
  readonly word: string;
  readonly color?: NonNullable<Span["color"]>;
}

const HOWS: Readonly<Record<"shared" | "prefilled" | "written", How>> = {
  shared: { word: "shared", color: "green" },
  prefilled: { word: "prefilled", color: "yellow" },
  written: { word: "written", color: "cyan" },
};
const SO_FAR: How = { word: "so far" };
const NOTHING: How = { word: "" };

/** The contexts that a context grew from, first to last, as far as events have told of them. */
function contextsUpTo(state: ViewState, id: string | undefined): readonly ContextView[] {
  const chain: ContextView[] = [];
  for (
    let at = id === undefined ? undefined : entryAt(state.contexts, id);
    at;
    at = entryAt(state.contexts, at.before ?? "")
  )
    chain.push(at);
  return chain.reverse();
}

function textLines(how: keyof typeof HOWS, { of, text }: GrownText, width: number): readonly Line[] {
  return labelled(HOWS[how], of, spansOf(text, how === "shared"), width);
}

function partLines(part: Part, width: number): readonly Line[] {
  switch (part.kind) {
    case "text":
      return labelled(HOWS.written, part.channel, writtenSpans(part), width);
    case "told":
      return part.texts.flatMap((text) => textLines("prefilled", text, width));
    case "tool": {
      const call = labelled(NOTHING, "", spansOf(`→ ${part.tool} ${argumentWords(part.arguments)}`), width);
      if (part.end === undefined) return call;
      const { ok, halted, note } = part.end;
      const end = halted ? "← halted" : `← ${ok ? "ok" : "failed"}, ${note}`;
      return [...call, ...labelled(NOTHING, "", spansOf(end), width)];
    }
    case "note":
      return labelled(NOTHING, "", spansOf(`· ${part.text}`, true), width);
    default:
      return part satisfies never;
  }
}

const spansOf = (text: string, quiet = false): readonly Span[] => [quiet ? dim(visible(text)) : plain(visible(text))];

/** What an agent wrote: forced stretches stand in ‹ ›. */
function writtenSpans({ text, runs }: Extract<Part, { kind: "text" }>): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  runs.forEach((length, index) => {
    const words = visible(text.slice(from, from + length));
    from += length;
    if (words !== "") spans.push(index % 2 === 0 ? plain(words) : { text: `‹${words}›`, color: "magenta" });
  });
  return spans;
}

/** Spans as lines behind a margin that names them once. */
function labelled(how: How, of: string, spans: readonly Span[], width: number): readonly Line[] {
  const { word, color } = how;
  const named: Line = [
    { text: ` ${fill(word, 10)}`, ...(color === undefined ? {} : { color }) },
    plain(fill(of, MARGIN - 13)),
    plain("  "),
  ];
  const lines = wrapped(spans, width);
  return lines.map((line, index) => [...(index === 0 ? named : [plain(" ".repeat(MARGIN))]), ...line]);
}

/** Spans broken into lines at their line breaks and at `width`. */
function wrapped(spans: readonly Span[], width: number): readonly Line[] {
  const text = spans.map((span) => span.text).join("");
  const lines: Line[] = [];
  let at = 0;
  for (const written of text.split("\n")) {
    for (const row of rowsOfText(written, width)) {
      lines.push(slice(spans, at, at + row.trimEnd().length));
      at += row.length;
    }
    at += 1;
  }
  return lines;
}

function slice(spans: readonly Span[], from: number, to: number): Line {
  const line: Span[] = [];
  let start = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (text !== "") line.push({ ...span, text });
    start += span.text.length;
  }
  return line;
}
