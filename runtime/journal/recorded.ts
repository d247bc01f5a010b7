/**
 * What an earlier session of a run wrote down, read whole when the run is taken up again.
 */
import type { Context } from "../context/context.ts";
import type { Completion } from "../run/frame.ts";
import type { Origin } from "../run/origin.ts";
import type { Database } from "./database.ts";
import { contextsOf, type EntryRow } from "./entry-rows.ts";
import type {
  AgentRecord,
  AnswerRecord,
  AttemptRecord,
  CallKey,
  CallOutcome,
  CallRecord,
  SettledRecord,
  TurnRecord,
} from "./journal.ts";
import type { StoredAgent, StoredOrigin, StoredSettled, StoredTurn } from "./stored.ts";

/** The lookups of a journal. */
export interface Recorded {
  agent(path: string, inputs: string): AgentRecord | undefined;
  attempts(path: string, inputs: string): readonly AttemptRecord[];
  turn(path: string, turn: number, before: Context): TurnRecord | undefined;
  settled(path: string, inputs: string): SettledRecord | undefined;
  call(key: CallKey): CallRecord | undefined;
  answer(ask: string, inputs: string): AnswerRecord | undefined;
  /** Paths of what ended well: agents, calls of flows, and nodes that settled. */
  finished(): readonly string[];
  /** Questions that nobody has answered. */
  open(): readonly { readonly ask: string; readonly prompt: string; readonly schema: string }[];
  /** Ids of all entries. */
  entries(): Iterable<string>;
}

/** Reads all that a file holds. */
export function readRecorded(database: Database): Recorded {
  const table = (name: string, key: (row: Row) => string): ReadonlyMap<string, Row> =>
    new Map(database.all(`SELECT * FROM ${name}`).map((row) => [key(row), row]));
  const entries = new Map(database.all("SELECT * FROM entries").map((row) => [text(row.id), entryRow(row)]));
  const contextOf = contextsOf(entries);
  const agents = table("agents", (row) => text(row.path));
  const turns = table("turns", (row) => `${row.path}:${row.n}`);
  const settled = table("settled", (row) => text(row.path));
  const calls = table("calls", (row) => `${row.caller} ${row.call}`);
  const asks = table("asks", (row) => text(row.ask));
  const failed = new Map<string, Row[]>();
  for (const row of database.all("SELECT * FROM attempts ORDER BY n")) {
    const before = failed.get(text(row.path));
    if (before) before.push(row);
    else failed.set(text(row.path), [row]);
  }

  return {
    agent(path, inputs) {
      const row = agents.get(path);
      if (row?.inputs !== inputs) return undefined;
      const stored = parsed<StoredAgent>(row.record);
      return stored.kind === "done" ? { ...stored, context: contextOf(stored.context) } : stored;
    },
    attempts(path, inputs) {
      const rows = (failed.get(path) ?? []).filter((row) => row.inputs === inputs);
      return rows.map((row) => parsed<AttemptRecord>(row.record));
    },
    turn(path, turn, before) {
      const row = turns.get(`${path}:${turn}`);
      if (row?.before !== before.id) return undefined;
      const { end, after, reason } = parsed<StoredTurn>(row.record);
      return { end: { ...end, context: contextOf(after) }, reason };
    },
    settled(path, inputs) {
      const row = settled.get(path);
      if (row?.inputs !== inputs) return undefined;
      const { completion, spine, last } = parsed<StoredSettled>(row.record);
      const { origin, ...rest } = completion;
      const whole: Completion = origin ? { ...rest, origin: originFrom(origin, contextOf) } : rest;
      return { completion: whole, spine: contextOf(spine), last };
    },
    call({ caller, call, inputs }) {
      const row = calls.get(`${caller} ${call}`);
      if (row?.inputs !== inputs) return undefined;
      if (row.outcome !== null) return { kind: "ended", outcome: parsed<CallOutcome>(row.outcome) };
      return row.effect === 1 ? { kind: "unknown" } : undefined;
    },
    answer(ask, inputs) {
      const row = asks.get(ask);
      return row?.inputs === inputs && row.answer !== null ? parsed<AnswerRecord>(row.answer) : undefined;
    },
    finished() {
      const done = [...agents.values()].filter((row) => parsed<StoredAgent>(row.record).kind === "done");
      const called = [...calls.values()].filter(
        // A flow's own call is known by its node.
        (row) => row.caller === row.call && row.outcome !== null && parsed<CallOutcome>(row.outcome).kind === "result",
      );
      const said = [...asks.values()].filter((row) => row.answer !== null && !text(row.ask).includes("#"));
      const paths = [
        ...done.map((row) => row.path),
        ...called.map((row) => row.caller),
        ...said.map((row) => row.ask),
        ...settled.keys(),
      ];
      return paths.map(text);
    },
    open() {
      return [...asks.values()]
        .filter((row) => row.answer === null)
        .map((row) => ({ ask: text(row.ask), prompt: parsed<string>(row.prompt), schema: text(row.schema) }));
    },
    entries: () => entries.keys(),
  };
}

type Row = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}

// What stands in the file was written by this version's own code: its version has been compared.
function parsed<T>(json: unknown): T {
  return JSON.parse(text(json)) as T;
}

function entryRow(row: Row): EntryRow {
  const { tokens } = row;
  const bytes = tokens instanceof ArrayBuffer ? new Uint8Array(tokens) : tokens instanceof Uint8Array ? tokens : null;
  return { id: text(row.id), parent: text(row.parent), entry: text(row.entry), tokens: bytes };
}

function originFrom(stored: StoredOrigin, contextOf: (id: string) => Context): Origin {
  const of = (inner: StoredOrigin | null): Origin | undefined => (inner ? originFrom(inner, contextOf) : undefined);
  const { context, items, fields } = stored;
  return {
    ...(context === undefined ? {} : { context: contextOf(context) }),
    ...(items && { items: items.map(of) }),
    ...(fields && { fields: Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, of(inner)])) }),
  };
}
