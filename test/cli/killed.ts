/**
 * Runs of the built command that are killed while they work, and resumed until they end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../runtime/events/event.ts";
import { openRun, runsFolder } from "../../runtime/journal/runs.ts";

const PROGRAM = `
  /// Looks something up.
  tool look(n: int(0..9)) -> int { from: "./tools.ts" }
  /// Writes a line that can't be taken back.
  tool note(text: string) -> bool { from: "./tools.ts", effect: true }
  agent planner(n: int) -> int(0..9)[3] { prompt: "Plan \${n}." }
  agent worker(n: int) -> { n: int(0..9), said: string(20..40) } { tools: [look], turns: 3, prompt: "Work on \${n}." }
  agent teller(n: int) -> string(1..20) { tools: [note], turns: 3, prompt: "Note \${n}." }
  agent judge(text: string) -> bool { prompt: "Judge \${text}." }
  flow part(n: int) -> string {
    spine { system: "A team for part \${n}." }
    let plan = planner(n)
    share plan
    let done = parallel m in plan { worker(m) }
    let noted = try note("part \${n}")
    let told = try teller(n)
    let best = diverge 2 { judge("\${n}") } by vote
    let last = repeat 2 with x = worker(n) { worker(x.n) }
    return "\${n}: \${noted.ok} \${best.best} \${last.said}"
  }
  flow main() -> string[] {
    spine { system: "All of them." }
    let first = try note("beginning")
    let parts = parallel n in [1, 2, 3] { try part(n) }
    let end = try note("end")
    return for p in parts { if p.ok { p.value } else { p.error } }
  }
`;

// A line is written at once and with its key: what was written twice shows.
const TOOLS = `
  import { appendFileSync } from "node:fs";
  export async function look({ n }) { return n + 1; }
  export async function note({ text }, { key }) {
    appendFileSync("notes.txt", JSON.stringify({ key, text }) + "\\n");
    await new Promise((resolve) => setTimeout(resolve, 3));
    return true;
  }
`;

/** What came of one run that was killed again and again. */
export interface Survived {
  readonly kills: number;
  readonly code: number | null;
  readonly result: unknown;
  readonly errors: string;
  /** Agents that gave a value in more than one session. */
  readonly repeatedAgents: readonly string[];
  /** Calls with an effect that were carried out more than once. */
  readonly repeatedEffects: readonly string[];
  /** Effects that were recorded as done, and were not. */
  readonly lostEffects: readonly string[];
}

/** Runs the program with `command`, kills it with SIGKILL after as many lines as `next` says, resumes it, and so on. */
export async function killAndResume(command: string, next: () => number, most: number): Promise<Survived> {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-killed-"));
  try {
    writeFileSync(join(folder, "team.af"), PROGRAM);
    writeFileSync(join(folder, "tools.ts"), TOOLS);
    let kills = 0;
    let words = ["run", "team.af", "--seed", "7"];
    for (;;) {
      const lines = kills < most ? next() : Number.POSITIVE_INFINITY;
      const child = spawn(process.execPath, [command, ...words], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      const { signal, code, out, err } = await endOf(child, lines);
      if (signal === "SIGKILL") {
        kills++;
        // Killed before it had a journal, it has done nothing.
        if (await began(folder)) words = ["resume", "last", "--effects", "skip"];
        continue;
      }
      const result: unknown = code === 0 ? JSON.parse(out) : undefined;
      return { kills, code, result, errors: err, ...(await account(folder)) };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function began(folder: string): Promise<boolean> {
  try {
    (await openRun(runsFolder(folder), "last")).close();
    return true;
  } catch {
    rmSync(runsFolder(folder), { recursive: true, force: true });
    return false;
  }
}

async function endOf(child: ChildProcess, lines: number) {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
    if (err.split("\n").length > lines) child.kill("SIGKILL");
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { code, signal, out, err };
}

async function account(folder: string) {
  const run = await openRun(runsFolder(folder), "last");
  const events = run.sessions.flatMap(({ number }) => run.events(number));
  run.close();
  const notes = readFileSync(join(folder, "notes.txt"), "utf8").trimEnd().split("\n");
  const keys = notes.map((line) => (JSON.parse(line) as { key: string }).key);
  return {
    repeatedAgents: twice(events.filter(endedWell).map(({ path }) => path)),
    repeatedEffects: twice(keys),
    lostEffects: events
      .flatMap((event) =>
        event.kind === "tool-ended" && event.tool === "note" && event.outcome === "ok" ? [event] : [],
      )
      .map(({ path, call }) => (path === call ? path : `${path} ${call}`))
      .filter((call) => !keys.some((key) => key.endsWith(` ${call}`))),
  };
}

function endedWell(event: Event): boolean {
  return event.kind === "agent-ended" && event.outcome.kind === "done" && event.restored !== true;
}

function twice(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
