import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { check } from "../../../compiler/types/check.ts";
import { smallestValue } from "../../../compiler/types/smallest.ts";
import type { CallSyntax } from "../../layout/layout.ts";
import type { Path } from "../../path.ts";
import type { TurnRequest } from "../engine.ts";

/** What the scripted model does in one turn. */
export type ScriptTurn = (
  | { readonly answer: Json }
  | { readonly calls: readonly { readonly name: string; readonly arguments: Json }[] }
  /** Any text, also one that no grammar would let through. */
  | { readonly text: string }
  /** The device fails. */
  | { readonly fail: string }
  /** It writes the text, and then nothing more until it is stopped or halted. */
  | { readonly hang: true; readonly text?: string }
) & {
  /** What it thinks first, where the turn asks for thinking. */
  readonly reason?: string;
  /** Milliseconds before its first token. */
  readonly after?: number;
  /** Sum of −ln p over its tokens; 0 if left out. */
  readonly surprisal?: number;
  /** Stretches of its text, in order, that the decoder forces; all else is sampled. */
  readonly forced?: readonly string[];
  /** Its end was written by the decoder, whose tokens were running out. Only what comes to an end can be closed. */
  readonly closed?: true;
};

/** What a script can look at. */
export interface ScriptRequest {
  /** The node's path, without the turn. */
  readonly path: Path;
  /** The turn of that node's lease, from 0. */
  readonly turn: number;
  /** All that the model reads. */
  readonly prompt: string;
  readonly request: TurnRequest;
}

/**
 * The turns of each agent, by its node's path. In a path `*` stands for anything but a `/`: `triage/items[*]/reader`. The
 * path itself goes before patterns, a longer pattern before a shorter one. An agent that no entry is for gives the
 * smallest value of its type.
 */
export type Script =
  | Readonly<Record<string, readonly ScriptTurn[] | ((request: ScriptRequest) => ScriptTurn)>>
  | ((request: ScriptRequest) => ScriptTurn | undefined);

/** A turn as the device plays it. */
export interface PlayedTurn {
  readonly text: string;
  /** Lengths of stretches of the text, by turns sampled and forced, sampled first. */
  readonly runs: readonly number[];
  readonly closed: boolean;
  readonly end: "complete" | "hang" | { readonly fail: string };
  readonly after: number;
  readonly surprisal: number;
}

/** Finds what a script says to a request, and makes its text. A script that is wrong is the test's mistake: it throws. */
export function playTurn(
  script: Script,
  asked: ScriptRequest,
  part: "reason" | "rest",
  syntax: CallSyntax,
  types: TypeTable,
): PlayedTurn {
  const turn = lookUp(script, asked) ?? smallestTurn(asked, types);
  const surprisal = turn.surprisal ?? 0;
  if (part === "reason")
    return played(`${turn.reason ?? ""}\n</think>`, { end: "complete", after: turn.after ?? 0, surprisal: 0 });
  const after = asked.request.reason > 0 ? 0 : (turn.after ?? 0);
  const { closed = false } = turn;
  if (closed && ("fail" in turn || "hang" in turn))
    throw new Error(`The script of ${asked.path} closes a turn that does not end.`);
  if ("fail" in turn) return played("", { end: { fail: turn.fail }, after, surprisal });
  const text = "hang" in turn ? (turn.text ?? "") : textOf(turn, asked, syntax, types);
  const runs = runsOf(text, turn.forced ?? [], asked.path);
  return played(text, { runs, closed, end: "hang" in turn ? "hang" : "complete", after, surprisal });
}

type HowPlayed = Pick<PlayedTurn, "end" | "after" | "surprisal"> & Partial<Pick<PlayedTurn, "runs" | "closed">>;

function played(text: string, how: HowPlayed): PlayedTurn {
  return { text, runs: [text.length], closed: false, ...how };
}

function runsOf(text: string, forced: readonly string[], path: Path): readonly number[] {
  const runs: number[] = [];
  let at = 0;
  for (const stretch of forced) {
    const from = text.indexOf(stretch, at);
    if (from < 0 || stretch === "")
      throw new Error(`The script of ${path} forces ${JSON.stringify(stretch)}, which is not in what it writes.`);
    runs.push(from - at, stretch.length);
    at = from + stretch.length;
  }
  return [...runs, text.length - at];
}

function lookUp(script: Script, asked: ScriptRequest): ScriptTurn | undefined {
  if (typeof script === "function") return script(asked);
  const patterns = Object.keys(script).filter((key) => key === asked.path || matches(key, asked.path));
  const key = patterns.sort((a, b) => (a === asked.path ? -1 : b === asked.path ? 1 : b.length - a.length))[0];
  const found = key === undefined ? undefined : script[key];
  if (!found) return undefined;
  if (typeof found === "function") return found(asked);
  const turn = found[asked.turn];
  if (!turn) throw new Error(`The script of ${asked.path} has ${found.length} turns, and one more is asked for.`);
  return turn;
}

function matches(pattern: string, path: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return pattern.includes("*") && new RegExp(`^${source.join("[^/]*")}$`).test(path);
}

function smallestTurn(asked: ScriptRequest, types: TypeTable): ScriptTurn {
  const { answer, calls } = asked.request;
  if (answer) return { answer: smallest(answer.type, types, asked.path) };
  return {
    calls: calls.slice(0, 1).map(({ name, arguments: { type } }) => ({ name, arguments: smallest(type, types, name) })),
  };
}

function smallest(type: Type, types: TypeTable, of: string): Json {
  const value = smallestValue(type, types);
  if (value === undefined)
    throw new Error(`There is no smallest value of the type asked of ${of}: its script must give one.`);
  return value;
}

function textOf(turn: ScriptTurn, asked: ScriptRequest, syntax: CallSyntax, types: TypeTable): string {
  if ("text" in turn) return turn.text ?? "";
  const { path, request } = asked;
  if ("answer" in turn) {
    if (!request.answer) throw new Error(`The script of ${path} gives an answer, but the turn must be a call.`);
    return held(turn.answer, request.answer.type, types, `The answer in the script of ${path}`);
  }
  if (!("calls" in turn)) return "";
  if (turn.calls.length === 0 || turn.calls.length > request.maxCalls)
    throw new Error(
      `The script of ${path} makes ${turn.calls.length} calls, but the turn may make ${request.maxCalls}.`,
    );
  const calls = turn.calls.map((call) => {
    const callable = request.calls.find(({ name }) => name === call.name);
    if (!callable) throw new Error(`The script of ${path} calls ${call.name}, which the turn may not call.`);
    const text = held(
      call.arguments,
      callable.arguments.type,
      types,
      `The call of ${call.name} in the script of ${path}`,
    );
    return `${syntax.prefix}${call.name}${syntax.between}${text}${syntax.suffix}`;
  });
  return `${syntax.open}${calls.join(syntax.separator)}${syntax.close}`;
}

/** A value as the grammar of its type would let it be written. */
function held(value: Json, type: Type, types: TypeTable, what: string): string {
  const checked = check(value, type, types);
  if (!checked.ok) throw new Error(`${what} is no value of its type: ${checked.problems.join("; ")}.`);
  return canonicalText(checked.value, type, types);
}
