/**
 * The journals of a workspace: `.agentflow/runs/<id>.db`, one file a run.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Json } from "../../compiler/graph/expression.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { Event, RunOutcome } from "../events/event.ts";
import { createDatabase, type Database, JournalProblem, openDatabase, sentence } from "./database.ts";
import {
  beginJournal,
  continueJournal,
  type JournalOptions,
  type OpenJournal,
  type RunHeader,
} from "./journal-file.ts";
import { markOf } from "./process-mark.ts";
import { type Recorded, readRecorded } from "./recorded.ts";
import { runIdAt, typedRunId } from "./run-id.ts";

/** Where the runs of a workspace are. */
export function runsFolder(workspace: string): string {
  return join(workspace, ".agentflow", "runs");
}

/** Begins the journal of a new run, with an id of its own. Throws a {@link JournalProblem} where none can be written. */
export async function startJournal(
  folder: string,
  header: Omit<RunHeader, "id">,
  options: Omit<JournalOptions, "file">,
): Promise<OpenJournal> {
  let file = folder;
  try {
    makeFolder(folder);
    for (let later = 0; ; later++) {
      const id = runIdAt(header.created, later);
      file = fileOf(folder, id);
      const database = await createDatabase(file);
      if (database) return beginJournal(database, { ...header, id }, { ...options, file });
    }
  } catch (error) {
    throw new JournalProblem(sentence(file, error));
  }
}

// Prompts and results stand in the files: they are nobody else's, and nothing for a repository.
function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n", { mode: 0o600 });
}

/** One session of a run: from its start, or a resume, to its end. */
export interface Session {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly milliseconds: number;
  /** Written by models, sampled and forced. */
  readonly tokens: number;
  /** `running` is said by its process; one that is gone without an end was broken off. */
  readonly end: RunOutcome | { readonly kind: "running" | "broken-off" };
}

/** A run as its file tells of it. */
export interface RecordedRun {
  readonly file: string;
  readonly header: RunHeader;
  readonly sessions: readonly Session[];
}

/** A recorded run whose file is open. It must be closed, or resumed: then whoever has its journal closes it. */
export interface OpenRun extends RecordedRun {
  readonly recorded: () => Recorded;
  /** The events of a session, in order. */
  readonly events: (session: number) => readonly Event[];
  /** Adds a session. What failed is tried anew if the run had ended in a failure. */
  readonly resume: (now: number, options: Omit<JournalOptions, "file">) => OpenJournal;
  readonly close: () => void;
}

/** Opens the run that `typed` names: an id, the beginning of one, or `last`. Throws a {@link JournalProblem} otherwise. */
export async function openRun(folder: string, typed: string): Promise<OpenRun> {
  const id = findRun(idsIn(folder), typed);
  const file = fileOf(folder, id);
  const database = await openDatabase(file);
  try {
    const run = readRun(file, database);
    return {
      ...run,
      recorded: () => readRecorded(database),
      events: (session) => readEvents(database, session),
      resume(now, options) {
        // One that was cut or paused since is still about what failed before it.
        const retries =
          run.sessions.findLast(({ end }) => end.kind === "failed" || end.kind === "done")?.end.kind === "failed";
        return continueJournal(database, id, { now, retries }, { ...options, file });
      },
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error instanceof JournalProblem ? error : new JournalProblem(sentence(file, error));
  }
}

/** A file of the folder that can't be read as a run. */
export interface UnreadableRun {
  readonly file: string;
  readonly problem: string;
}

/** The newest runs first, at most `limit` of them, with what can't be read among them. */
export async function listRuns(folder: string, limit: number): Promise<readonly (RecordedRun | UnreadableRun)[]> {
  const newest = idsIn(folder).slice(-limit).reverse();
  const runs: (RecordedRun | UnreadableRun)[] = [];
  for (const id of newest) {
    try {
      const run = await openRun(folder, id);
      run.close();
      runs.push({ file: run.file, header: run.header, sessions: run.sessions });
    } catch (error) {
      if (!(error instanceof JournalProblem)) throw error;
      runs.push({ file: fileOf(folder, id), problem: error.message });
    }
  }
  return runs;
}

/** Deletes all but the newest `keep` runs, save those that are running or wait for a person, and gives the ids of the deleted. */
export async function pruneRuns(folder: string, keep: number): Promise<readonly string[]> {
  const ids = idsIn(folder);
  const runs = await listRuns(folder, ids.length);
  const old = runs.slice(keep).filter((run) => !("sessions" in run && stays(run)));
  return old.map(({ file }) => {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
    return idOf(file);
  });
}

function stays({ sessions }: RecordedRun): boolean {
  const kind = sessions.at(-1)?.end.kind;
  return kind === "running" || kind === "paused";
}

/** All runs of a folder by their ids, oldest first. */
function idsIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(".db"))
    .map(idOf)
    .sort();
}

const fileOf = (folder: string, id: string): string => join(folder, `${id}.db`);
const idOf = (file: string): string => basename(file, ".db");

function findRun(ids: readonly string[], typed: string): string {
  const newest = ids.at(-1);
  if (newest === undefined)
    throw new JournalProblem("There are no runs in this folder.", "They are kept where they ran.");
  if (typed === "last") return newest;
  const wanted = typedRunId(typed);
  const found = ids.includes(wanted) ? [wanted] : ids.filter((id) => id.startsWith(wanted));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined)
    throw new JournalProblem(`There is no run \`${typed}\` here.`, "`agentflow runs` lists them.");
  const shown = found.slice(-3).map((id) => `\`${id}\``);
  throw new JournalProblem(
    `${found.length} runs begin with \`${typed}\`: ${shown.join(", ")}${others.length > 2 ? ", …" : ""}.`,
  );
}

function readRun(file: string, database: Database): RecordedRun {
  const [row] = database.all("SELECT * FROM run");
  if (!row) throw new JournalProblem(`${file} is the journal of a run that never began.`);
  const header: RunHeader = {
    id: String(row.id),
    created: Number(row.created),
    version: String(row.version),
    flow: String(row.flow),
    file: String(row.file),
    directory: String(row.directory),
    workspace: String(row.workspace),
    arguments: JSON.parse(String(row.arguments)) as Readonly<Record<string, Json>>,
    seed: Number(row.seed),
    ...(row.model === null ? {} : { model: String(row.model) }),
    grants: JSON.parse(String(row.grants)) as readonly string[],
    graph: JSON.parse(String(row.graph)) as Graph,
  };
  return { file, header, sessions: database.all("SELECT * FROM sessions ORDER BY n").map(sessionOf) };
}

function sessionOf(row: Readonly<Record<string, unknown>>): Session {
  return {
    number: Number(row.n),
    started: Number(row.started),
    milliseconds: Number(row.milliseconds),
    tokens: Number(row.tokens),
    end: row.outcome === null ? { kind: isAlive(row) ? "running" : "broken-off" } : JSON.parse(String(row.outcome)),
  };
}

function isAlive(row: Readonly<Record<string, unknown>>): boolean {
  return markOf(Number(row.process)) === String(row.mark);
}

function readEvents(database: Database, session: number): readonly Event[] {
  return database
    .all("SELECT lines FROM events WHERE session = ? ORDER BY seq", [session])
    .flatMap((row) => String(row.lines).split("\n"))
    .map((line) => JSON.parse(line) as Event);
}
