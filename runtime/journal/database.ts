/**
 * The file of one run: a SQLite database that only its owner can read. Its library is loaded when the first is opened.
 */
import { closeSync, existsSync, openSync } from "node:fs";

/** Moves when an older file would be read differently. */
export const JOURNAL_VERSION = 1;

/** "afj1" as the number by which SQLite files tell whose they are. */
const APPLICATION = 0x61666a31;

/** Why a journal can't be read or written, in words for the person who asked for it. */
export class JournalProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "JournalProblem";
    this.hint = hint;
  }
}

/** What a column holds. */
export type SqlValue = string | number | null | Uint8Array;

/** As much of SQLite as a journal needs. All of it is synchronous, and throws what SQLite says. */
export interface Database {
  exec(sql: string): void;
  run(sql: string, values: readonly SqlValue[]): void;
  all(sql: string, values?: readonly SqlValue[]): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

const TABLES = `
  CREATE TABLE run (
    id TEXT, created INTEGER, version TEXT, layout INTEGER, flow TEXT, file TEXT, directory TEXT, workspace TEXT,
    arguments TEXT, seed INTEGER, model TEXT, grants TEXT, graph TEXT, hash TEXT);
  CREATE TABLE sessions (
    n INTEGER PRIMARY KEY, started INTEGER, process INTEGER, mark TEXT, milliseconds INTEGER, tokens INTEGER,
    outcome TEXT, engines TEXT);
  CREATE TABLE entries (id TEXT PRIMARY KEY, parent TEXT, entry TEXT, tokens BLOB) WITHOUT ROWID;
  CREATE TABLE agents (path TEXT PRIMARY KEY, inputs TEXT, record TEXT) WITHOUT ROWID;
  CREATE TABLE attempts (path TEXT, n INTEGER, inputs TEXT, record TEXT, PRIMARY KEY (path, n)) WITHOUT ROWID;
  CREATE TABLE turns (path TEXT, n INTEGER, before TEXT, record TEXT, PRIMARY KEY (path, n)) WITHOUT ROWID;
  CREATE TABLE settled (path TEXT PRIMARY KEY, inputs TEXT, record TEXT) WITHOUT ROWID;
  CREATE TABLE calls (
    caller TEXT, call TEXT, inputs TEXT, tool TEXT, arguments TEXT, effect INTEGER, outcome TEXT,
    PRIMARY KEY (caller, call)) WITHOUT ROWID;
  CREATE TABLE asks (ask TEXT PRIMARY KEY, inputs TEXT, prompt TEXT, schema TEXT, answer TEXT) WITHOUT ROWID;
  CREATE TABLE events (session INTEGER, seq INTEGER, lines TEXT, PRIMARY KEY (session, seq)) WITHOUT ROWID;
`;

/** Makes a new file, its owner's alone, or gives undefined where there is one already. */
export async function createDatabase(file: string): Promise<Database | undefined> {
  try {
    // SQLite gives the files beside it the same mode.
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return undefined;
    throw error;
  }
  const database = await connect(file);
  prepareToWrite(database);
  database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${JOURNAL_VERSION};`);
  database.exec(`BEGIN; ${TABLES} COMMIT;`);
  return database;
}

/** Lets others read while it is written; a file that only waits to be read is one file by itself. */
export function prepareToWrite(database: Database): void {
  database.exec("PRAGMA journal_mode = WAL");
}

/** Opens the file of a run. Throws a {@link JournalProblem} where it is none that this version can read. */
export async function openDatabase(file: string): Promise<Database> {
  if (!existsSync(file)) throw new JournalProblem(`There is no file ${file}.`);
  let database: Database | undefined;
  try {
    database = await connect(file);
    const application = database.all("PRAGMA application_id")[0]?.application_id;
    const version = database.all("PRAGMA user_version")[0]?.user_version;
    if (application !== APPLICATION) throw new JournalProblem(`${file} is no journal of a run.`);
    if (version !== JOURNAL_VERSION) {
      const hint = "Use that version of agentflow, or run the program anew.";
      throw new JournalProblem(`${file} was written by another version of agentflow.`, hint);
    }
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof JournalProblem ? error : new JournalProblem(sentence(file, error));
  }
}

/** What is wrong with a file, for people: SQLite's own words say little to them. */
export function sentence(file: string, error: unknown): string {
  const code = codeOf(error) ?? "";
  if (code.startsWith("SQLITE_NOTADB")) return `${file} is no journal of a run.`;
  if (code.startsWith("SQLITE_CORRUPT")) return `${file} is damaged and can't be read.`;
  if (code.startsWith("SQLITE_BUSY")) return `${file} is in use by another process.`;
  if (code.startsWith("SQLITE_FULL") || code === "ENOSPC") return `The disk is full, so ${file} can't be written.`;
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)|^(EACCES|EROFS|EPERM)$/.test(code))
    return `${file} can't be written (${code}).`;
  return `${file} can't be used: ${error instanceof Error ? error.message : String(error)}`;
}

/** How long a statement waits for another process; longer would hold up what goes on beside it. */
const BUSY_MS = 500;

async function connect(file: string): Promise<Database> {
  const { default: Libsql } = await import("libsql");
  const connection = new Libsql(file);
  const prepare = (sql: string) => connection.prepare<unknown[]>(sql);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const prepared = (sql: string): ReturnType<typeof prepare> => {
    const known = statements.get(sql) ?? prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const database: Database = {
    exec: (sql) => void connection.exec(sql),
    run: (sql, values) => void prepared(sql).run(...values),
    // A row's own fields: the library adds one of its own to single rows.
    all: (sql, values = []) => prepare(sql).all(...values) as Readonly<Record<string, unknown>>[],
    close() {
      statements.clear();
      connection.close();
    },
  };
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = NORMAL;`);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
