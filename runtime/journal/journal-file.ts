/**
 * A journal in a file: every run has one, and every session of it (the first, and each resume) adds to it.
 */

import type { Json } from "../../compiler/graph/expression.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import { hashGraph } from "../../compiler/graph/hash.ts";
import type { Context } from "../context/context.ts";
import type { Entry } from "../context/entry.ts";
import type { Event } from "../events/event.ts";
import { LAYOUT_VERSION } from "../layout/layout.ts";
import { type Database, prepareToWrite, type SqlValue, sentence } from "./database.ts";
import { rowOf } from "./entry-rows.ts";
import type { AgentRecord, Journal } from "./journal.ts";
import { markOf } from "./process-mark.ts";
import { type Recorded, readRecorded } from "./recorded.ts";
import type { Redact } from "./secrets.ts";
import { type StoredAgent, type StoredSettled, type StoredTurn, storedOrigin } from "./stored.ts";
import { createWriter } from "./writer.ts";

/** What a run was started with. */
export interface RunHeader {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Of agentflow. */
  readonly version: string;
  readonly flow: string;
  /** The entry file, its folder, and the folder that the run works in: absolute. */
  readonly file: string;
  readonly directory: string;
  readonly workspace: string;
  readonly arguments: Readonly<Record<string, Json>>;
  readonly seed: number;
  /** The model that the command line named. */
  readonly model?: string;
  readonly grants: readonly string[];
  readonly graph: Graph;
}

/** Where a journal is written, and what is kept out of it. */
export interface JournalOptions {
  readonly file: string;
  readonly redact?: Redact | undefined;
  /** Told once, in a sentence, when nothing more can be written; the run goes on. */
  readonly onLost: (why: string) => void;
}

/** A journal that is open; it must be closed. */
export interface OpenJournal extends Journal {
  close(): void;
}

/** Begins the journal of a new run in a database that was just made. */
export function beginJournal(database: Database, header: RunHeader, options: JournalOptions): OpenJournal {
  const json = (value: unknown): string => options.redact?.(JSON.stringify(value)) ?? JSON.stringify(value);
  database.run("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
    header.id,
    header.created,
    header.version,
    LAYOUT_VERSION,
    header.flow,
    header.file,
    header.directory,
    header.workspace,
    json(header.arguments),
    header.seed,
    header.model ?? null,
    json(header.grants),
    json(header.graph),
    hashGraph(header.graph),
  ]);
  return openSession(database, header.id, header.created, undefined, false, options);
}

/** Adds a session to the journal of a run that is taken up again at `now`. */
export function continueJournal(
  database: Database,
  run: string,
  how: { readonly now: number; readonly retries: boolean },
  options: JournalOptions,
): OpenJournal {
  prepareToWrite(database);
  return openSession(database, run, how.now, readRecorded(database), how.retries, options);
}

function openSession(
  database: Database,
  run: string,
  now: number,
  recorded: Recorded | undefined,
  retries: boolean,
  options: JournalOptions,
): OpenJournal {
  const { file, redact, onLost } = options;
  const session = Number(database.all("SELECT coalesce(max(n), 0) + 1 AS n FROM sessions")[0]?.n);
  database.run("INSERT INTO sessions VALUES (?, ?, ?, ?, 0, 0, NULL, NULL)", [
    session,
    now,
    process.pid,
    markOf(process.pid) ?? "",
  ]);
  const events = createEventRows(session, (sql, values) => writer.write(sql, values), redact);
  const writer = createWriter(database, events.put, (error) => onLost(sentence(file, error)));
  const written = new Set(recorded?.entries());

  const json = (value: unknown): string => {
    const text = JSON.stringify(value);
    return redact ? redact(text) : text;
  };
  const put = (table: string, values: readonly SqlValue[]): void =>
    writer.write(`INSERT OR REPLACE INTO ${table} VALUES (${values.map(() => "?").join(", ")})`, values);

  /** Writes the entries of a context that are not there yet, and gives its id. */
  const keep = (context: Context): string => {
    const missing: (Context & { readonly entry: Entry })[] = [];
    for (let at: Context | null = context; at?.entry && !written.has(at.id); at = at.parent)
      missing.push({ ...at, entry: at.entry });
    for (const each of missing.reverse()) {
      written.add(each.id);
      const { id, parent, entry, tokens } = rowOf(each);
      put("entries", [id, parent, redact ? redact(entry) : entry, tokens]);
    }
    return context.id;
  };

  const storedAgent = (record: AgentRecord): StoredAgent =>
    record.kind === "done" ? { ...record, context: keep(record.context) } : record;

  return {
    run,
    session,
    retries,
    event: (event) => {
      events.add(event);
      if (event.kind === "run-ended") writer.flush();
      else writer.schedule();
    },
    agent: (path, inputs) => recorded?.agent(path, inputs),
    agentEnded: (path, inputs, record) => put("agents", [path, inputs, json(storedAgent(record))]),
    attempts: (path, inputs) => recorded?.attempts(path, inputs) ?? [],
    attemptFailed: (path, inputs, attempt) => put("attempts", [path, attempt.index, inputs, json(attempt)]),
    turn: (path, turn, before) => recorded?.turn(path, turn, before),
    turnEnded(path, turn, before, { end, reason }) {
      const { context, ...rest } = end;
      const stored: StoredTurn = { end: rest, after: keep(context), reason };
      put("turns", [path, turn, keep(before), json(stored)]);
    },
    settled: (path, inputs) => recorded?.settled(path, inputs),
    nodeSettled(path, inputs, { completion, spine, last }) {
      const { kind, value, origin } = completion;
      const stored: StoredSettled = {
        completion: { kind, value, ...(origin && { origin: storedOrigin(origin, keep) }) },
        spine: keep(spine),
        ...(last && { last }),
      };
      put("settled", [path, inputs, json(stored)]);
    },
    call: (key) => recorded?.call(key),
    callBegan({ caller, call, inputs }, { tool, arguments: given, effect }) {
      put("calls", [caller, call, inputs, tool, json(given), effect ? 1 : 0, null]);
      if (effect) writer.flush(true);
    },
    callEnded({ caller, call, inputs }, outcome) {
      writer.write("UPDATE calls SET outcome = ? WHERE caller = ? AND call = ? AND inputs = ?", [
        json(outcome),
        caller,
        call,
        inputs,
      ]);
    },
    answer: (ask, inputs) => recorded?.answer(ask, inputs),
    asked(ask, inputs, { prompt, schema }, answer) {
      put("asks", [ask, inputs, json(prompt), json(schema), answer ? json(answer) : null]);
      // A person is not asked the same twice.
      if (answer) writer.flush();
    },
    close() {
      writer.flush();
      tidy(database);
      database.close();
    },
  };
}

interface EventRows {
  add(event: Event): void;
  /** Puts what has come since the last time into one row. */
  put(): void;
}

/** The events of a session: a row for each batch, and what they come to in the session's own. */
function createEventRows(
  session: number,
  write: (sql: string, values: readonly SqlValue[]) => void,
  redact: Redact | undefined,
): EventRows {
  let lines: string[] = [];
  let first = 0;
  let last = 0;
  let tokens = 0;
  let ended: string | null = null;
  const engines: Json[] = [];
  return {
    add(event) {
      if (lines.length === 0) first = event.seq;
      last = event.t;
      const line = JSON.stringify(event);
      lines.push(redact ? redact(line) : line);
      if (event.kind === "turn-ended") tokens += event.sampled + event.forced;
      if (event.kind === "model-ready")
        engines.push({ model: event.model, title: event.title, identity: event.identity });
      if (event.kind === "run-ended") {
        const outcome = JSON.stringify(event.outcome);
        ended = redact ? redact(outcome) : outcome;
      }
    },
    put() {
      if (lines.length === 0) return;
      const chunk = lines.join("\n");
      lines = [];
      write("INSERT INTO events VALUES (?, ?, ?)", [session, first, chunk]);
      write("UPDATE sessions SET milliseconds = ?, tokens = ?, outcome = ?, engines = ? WHERE n = ?", [
        last,
        tokens,
        ended,
        JSON.stringify(engines),
        session,
      ]);
    },
  };
}

// A run that is over shall be one file that can be copied.
function tidy(database: Database): void {
  try {
    database.exec("PRAGMA journal_mode = DELETE");
  } catch {
    // Another process reads it; SQLite keeps what it needs beside it.
  }
}
