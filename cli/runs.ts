import { listRuns, pruneRuns, type RecordedRun, runsFolder, type UnreadableRun } from "../runtime/journal/runs.ts";
import { clip } from "../runtime/view/columns.ts";
import { count, counted, duration } from "../runtime/view/words.ts";
import { type ExitCode, type Io, say, widthOf } from "./io.ts";
import { shownPath } from "./load.ts";

/** What `runs` takes. */
export interface RunsOptions {
  /** The newest so many are listed. */
  readonly limit: number;
  /** The newest so many are kept, older ones deleted. */
  readonly prune?: number;
  readonly json?: true;
}

/** `agentflow runs`: the recorded runs of this folder, newest first. */
export async function runsCommand(options: RunsOptions, io: Io): Promise<ExitCode> {
  const folder = io.runs ?? runsFolder(process.cwd());
  if (options.prune !== undefined) {
    const deleted = await pruneRuns(folder, options.prune);
    await say(io.stderr, `${counted(deleted.length, "run")} deleted.`);
    return 0;
  }
  const runs = await listRuns(folder, options.limit);
  if (options.json === true) await say(io.stdout, JSON.stringify(runs.map(described)));
  else if (runs.length === 0) await say(io.stderr, "No runs are recorded in this folder.");
  else await say(io.stdout, table(runs.map(cells), widthOf(io.stdout)).join("\n"));
  return 0;
}

function described(run: RecordedRun | UnreadableRun): object {
  if ("problem" in run) return run;
  const { header, sessions, file } = run;
  return {
    id: header.id,
    flow: header.flow,
    file: header.file,
    journal: file,
    started: new Date(header.created).toISOString(),
    status: statusOf(run),
    sessions: sessions.length,
    milliseconds: sum(run, "milliseconds"),
    tokens: sum(run, "tokens"),
    seed: header.seed,
    arguments: header.arguments,
  };
}

function statusOf({ sessions }: RecordedRun): string {
  return sessions.at(-1)?.end.kind ?? "broken-off";
}

const WORDS: Readonly<Record<string, string>> = { "broken-off": "broken off" };

function sum({ sessions }: RecordedRun, of: "milliseconds" | "tokens"): number {
  return sessions.reduce((total, session) => total + session[of], 0);
}

function cells(run: RecordedRun | UnreadableRun): readonly string[] {
  if ("problem" in run) return ["?", "", "", "unreadable", "", "", shownPath(run.file)];
  const { header } = run;
  const status = statusOf(run);
  return [
    header.id,
    header.flow,
    moment(new Date(header.created)),
    WORDS[status] ?? status,
    duration(sum(run, "milliseconds")),
    `${count(sum(run, "tokens"))} tok`,
    shownPath(header.file),
  ];
}

/** Local time, to the minute. */
function moment(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Columns two blanks apart, numbers to the right. */
function table(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const padded = row.map((cell, column) => {
      const numeric = column === 4 || column === 5;
      return numeric ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
    });
    return clip(padded.join("  ").trimEnd(), Math.max(width, 60));
  });
}
