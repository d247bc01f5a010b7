/**
 * Runs programs on the scripted engine with a journal in a folder of its own, cut wherever a test likes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../../runtime/events/event.ts";
import type { Journal } from "../../../runtime/journal/journal.ts";
import type { OpenJournal, RunHeader } from "../../../runtime/journal/journal-file.ts";
import { openRun, startJournal } from "../../../runtime/journal/runs.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";
import type { Program, Ran } from "../run/program.ts";
import { graphOf, runProgram } from "../run/program.ts";

/** A folder that is gone when `body` has ended. */
export async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-runs-"));
  try {
    return await body(join(folder, ".agentflow", "runs"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the process is killed: after so many writes, or at the first event of that sort. */
export type Cut = number | ((event: Event) => boolean);

/** Records a run to its end, or to where it is cut. */
export async function record(program: Program, folder: string, cut: Cut = Number.POSITIVE_INFINITY): Promise<Played> {
  const graph = graphOf(program.source);
  const journal = await startJournal(folder, headerOf(program, graph), { onLost: fail });
  return await play(program, journal, cut);
}

/** Takes the newest run of the folder up again, with the program as it is now. */
export async function resume(program: Program, folder: string, cut: Cut = Number.POSITIVE_INFINITY): Promise<Played> {
  const run = await openRun(folder, "last");
  return await play(program, run.resume(Date.UTC(2026, 0, 1, 1), { onLost: fail }), cut);
}

export interface Played extends Ran {
  readonly id: string;
  /** Writes of the whole run. */
  readonly writes: number;
}

/** What a command line would have put into the journal. */
export function headerOf(program: Program, graph: ReturnType<typeof graphOf>): Omit<RunHeader, "id"> {
  return {
    created: Date.UTC(2026, 0, 1),
    version: "0.0.0",
    flow: program.flow ?? graph.main ?? "main",
    file: "/main.af",
    directory: "/",
    workspace: "/",
    arguments: program.arguments ?? {},
    seed: 1,
    grants: [],
    graph,
  };
}

async function play(program: Program, open: OpenJournal, cut: Cut): Promise<Played> {
  let writes = 0;
  let most = typeof cut === "number" ? cut : Number.POSITIVE_INFINITY;
  const write =
    <A extends readonly unknown[]>(method: (...args: A) => void) =>
    (...args: A): void => {
      if (writes++ < most) method(...args);
    };
  const { event, agentEnded, attemptFailed, turnEnded, nodeSettled, callBegan, callEnded, asked } = open;
  const journal: Journal = {
    ...open,
    event(each) {
      if (typeof cut === "function" && cut(each)) most = Math.min(most, writes);
      write(event)(each);
    },
    agentEnded: write(agentEnded),
    attemptFailed: write(attemptFailed),
    turnEnded: write(turnEnded),
    nodeSettled: write(nodeSettled),
    callBegan: write(callBegan),
    callEnded: write(callEnded),
    asked: write(asked),
  };
  // What a tool does after the cut never happened.
  const alive = (): boolean => writes < most;
  const tools = Object.fromEntries(
    Object.entries(program.tools ?? {}).map(([name, handler]): [string, ToolHandler] => [
      name,
      (args, context) => (alive() ? handler(args, context) : new Promise<never>(() => {})),
    ]),
  );
  const ran = await runProgram({ ...program, tools, options: { ...program.options, journal } });
  open.close();
  return { ...ran, id: open.run, writes };
}

function fail(why: string): never {
  throw new Error(why);
}
