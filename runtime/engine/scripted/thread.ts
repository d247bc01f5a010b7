import { action, type Operation, spawn } from "effection";
import type { Clock } from "../../clock.ts";
import type { BranchId, GenerateEnd, GenerateRequest } from "../device.ts";
import type { CellCache, Row } from "./cache.ts";
import { branchesOf, type Command, type GenerateJob, type Job, type PlannedToken } from "./jobs.ts";
import type { PlayedTurn } from "./script.ts";
import type { Tokeniser } from "./tokeniser.ts";

/** One pass: the rows of each branch. */
export interface Pass {
  readonly rows: ReadonlyMap<BranchId, number>;
  readonly failed: boolean;
}

/** The one owner of the cache: everything that touches it goes through this queue of commands. */
export interface Thread {
  give(command: Command): void;
  /** A job was stopped or cancelled: it is looked at before the next pass. */
  nudge(): void;
  /** Ends the thread with this error. */
  crash(error: Error): void;
  /** It has ended: nothing is done any more, and nobody waits. */
  dead(): boolean;
  /** What it ended with. */
  error(): Error | undefined;
  readonly passes: readonly Pass[];
  readonly counts: {
    readonly ticks: number;
    readonly rows: number;
    readonly sampled: number;
    readonly forced: number;
  };
  /** Ticks until it is halted, and while there is something to do. */
  run(): Operation<never>;
}

/** What a thread works with. */
export interface ThreadHost {
  readonly clock: Clock;
  readonly cache: CellCache;
  readonly tokeniser: Tokeniser;
  /** Rows of one pass at most. */
  readonly batch: number;
  /** Whether passes are kept to be looked at. */
  readonly keepsPasses: boolean;
  passMilliseconds(pass: number, rows: number): number;
  /** Whether the next pass is to fail. */
  failPass(): string | undefined;
  play(request: GenerateRequest, prompt: string): PlayedTurn;
  /** The job is over: its branch is free for the next. */
  ended(job: Job): void;
}

/** A thread that has not begun. */
export function createThread(host: ThreadHost): Thread {
  const { clock, cache, tokeniser } = host;
  const commands: Command[] = [];
  const started = new Set<Job>();
  const passes: Pass[] = [];
  const counts = { ticks: 0, rows: 0, sampled: 0, forced: 0 };
  let crashed: Error | undefined;
  let dead = false;
  let news = false;
  let wake = (): void => {};

  function nudge(): void {
    news = true;
    wake();
  }

  function finish(job: Job): void {
    started.delete(job);
    job.done = true;
    host.ended(job);
    job.ended.resolve();
  }

  /** In their order; a fork waits until its source is decoded, saving too, and what comes behind on the same branches waits with it. */
  function runCommands(): void {
    const waiting = new Set<BranchId>();
    for (const command of commands.splice(0)) {
      const branches = branchesOf(command);
      const source = command.kind === "fork" ? command.from : command.kind === "save" ? command.branch : undefined;
      const early = [...started].some((j) => j.kind === "extend" && j.branch === source);
      if (early || branches.some((id) => waiting.has(id))) {
        for (const id of branches) waiting.add(id);
        commands.push(command);
      } else runCommand(command);
    }
  }

  function runCommand(command: Command): void {
    switch (command.kind) {
      case "fork":
        cache.fork(command.from, command.to);
        return;
      case "start":
        command.job.before = cache.length(command.job.branch);
        started.add(command.job);
        return;
      case "cut":
        if (cache.length(command.branch) > command.length) cache.cut(command.branch, command.length);
        command.done();
        return;
      case "save":
        command.done(cache.tokens(command.branch));
        return;
      case "restore":
        command.done(cache.fill(command.branch, command.tokens));
        return;
      case "recount":
        command.done(cache.count());
        return;
      default:
        command satisfies never;
    }
  }

  /** Ends what is cancelled, stopped or over. */
  function settle(): void {
    for (const job of [...started]) {
      if (job.kind === "generate") settleWriting(job);
      else if (job.cancelled || job.failure !== undefined) {
        cache.cut(job.branch, job.before);
        finish(job);
      } else if (job.next === job.tokens.length) finish(job);
    }
  }

  function settleWriting(job: GenerateJob): void {
    if (job.cancelled) finish(job);
    else if (job.failure !== undefined) end(job, "error", job.failure);
    else if (job.stop) end(job, job.stop);
    else if (job.next === job.tokens.length) {
      job.played ??= begin(job);
      const { end: last } = job.played;
      if (job.written < job.planned.length) {
        if (job.written >= job.limit) end(job, "tokens");
      } else if (last === "complete") end(job, "complete");
      else if (last !== "hang") end(job, "error", last.fail);
    }
  }

  function begin(job: GenerateJob): PlayedTurn {
    const played = host.play(job.request, tokeniser.decode(cache.tokens(job.branch)));
    job.planned = plan(played);
    job.from = clock.now() + played.after;
    return played;
  }

  /** A boundary between what is sampled and what is forced is one between tokens. */
  function plan({ text, runs }: PlayedTurn): PlannedToken[] {
    const planned: PlannedToken[] = [];
    let at = 0;
    for (const [index, length] of runs.entries()) {
      const piece = { text: text.slice(at, at + length), special: true };
      for (const token of tokeniser.encode([piece])) planned.push({ token, forced: index % 2 === 1 });
      at += length;
    }
    return planned;
  }

  function end(job: GenerateJob, reason: GenerateEnd["reason"], error?: string): void {
    const written = job.planned.slice(0, job.written);
    const tokens = Int32Array.from(written, ({ token }) => token);
    const runs: number[] = [];
    for (const { forced } of written) {
      while (runs.length === 0 || runs.length % 2 !== (forced ? 0 : 1)) runs.push(0);
      runs.push((runs.pop() ?? 0) + 1);
    }
    const surprisal = job.played?.surprisal ?? 0;
    job.end = {
      reason,
      ...(error !== undefined && { error }),
      ...(reason === "complete" && job.played?.closed && { closed: true }),
      tokens,
      runs,
      text: tokeniser.decode(tokens),
      surprisal,
    };
    finish(job);
  }

  const writes = (job: Job): job is GenerateJob =>
    job.kind === "generate" && job.next === job.tokens.length && job.written < job.planned.length;

  /** What a branch writes next: one token that is sampled, if it isn't forced, and all that must follow it. */
  function nextTokens(job: GenerateJob, most: number): readonly number[] {
    const last = Math.min(job.written + most, job.limit, job.planned.length);
    let next = job.written + 1;
    while (next < last && job.planned[next]?.forced) next += 1;
    return job.planned.slice(job.written, next).map(({ token }) => token);
  }

  /** Those of the branches that write, then as much of what is still to be decoded as the pass has room for. */
  function nextRows(): Map<Job, readonly Row[]> {
    const rows = new Map<Job, readonly Row[]>();
    let room = host.batch;
    for (const job of started) {
      if (room === 0 || !writes(job) || clock.now() < job.from) continue;
      const tokens = cache.sample(() => nextTokens(job, room));
      rows.set(job, rowsOf(job.branch, tokens));
      room -= tokens.length;
    }
    for (const job of started) {
      const chunk = job.tokens.slice(job.next, job.next + room);
      if (chunk.length === 0) continue;
      rows.set(job, rowsOf(job.branch, chunk));
      room -= chunk.length;
    }
    return rows;
  }

  function rowsOf(branch: BranchId, tokens: readonly number[]): readonly Row[] {
    const from = cache.length(branch);
    return tokens.map((token, index) => ({ branch, position: from + index, token }));
  }

  function* pass(rows: ReadonlyMap<Job, readonly Row[]>): Operation<void> {
    const all = [...rows.values()].flat();
    const told = host.failPass();
    const inFlight = cache.begin(all);
    try {
      yield* clock.sleep(host.passMilliseconds(counts.ticks, all.length));
    } finally {
      inFlight.end(told === undefined);
      counts.ticks += 1;
      if (host.keepsPasses)
        passes.push({
          rows: new Map([...rows].map(([job, own]) => [job.branch, own.length])),
          failed: told !== undefined,
        });
    }
    for (const [job, own] of rows) {
      if (told !== undefined) job.failure = told;
      else advance(job, own);
    }
  }

  function advance(job: Job, rows: readonly Row[]): void {
    counts.rows += rows.length;
    if (job.next < job.tokens.length) job.next += rows.length;
    else if (job.kind === "generate") {
      const first = job.planned[job.written]?.forced ? 0 : 1;
      job.written += rows.length;
      tell(job, rows.slice(0, first), "sampled");
      tell(job, rows.slice(first), "forced");
    }
  }

  function tell(job: GenerateJob, rows: readonly Row[], how: "sampled" | "forced"): void {
    if (rows.length === 0) return;
    counts[how] += rows.length;
    const text = tokeniser.decode(rows.map((row) => row.token));
    if (!job.cancelled) job.onDelta({ text, sampled: 0, forced: 0, [how]: rows.length });
  }

  /** Until something is asked for, or a branch that waits may write. */
  function* rest(): Operation<void> {
    const moments = [...started].filter(writes).map((job) => job.from);
    const timer =
      moments.length > 0
        ? yield* spawn(function* () {
            yield* clock.sleep(Math.min(...moments) - clock.now());
            nudge();
          })
        : undefined;
    if (!news && !crashed) {
      yield* action<void>((resolve) => {
        wake = resolve;
        return () => {
          wake = () => {};
        };
      });
    }
    if (timer) yield* timer.halt();
  }

  /** Nobody is left waiting for a thread that is gone. */
  function abandon(): void {
    dead = true;
    for (const job of [...started]) finish(job);
    for (const command of commands.splice(0)) release(command);
  }

  function release(command: Command): void {
    if (command.kind === "start") finish(command.job);
    else if (command.kind === "cut") command.done();
    else if (command.kind === "save" || command.kind === "recount") command.done(undefined);
    else if (command.kind === "restore") command.done("The device is gone.");
  }

  return {
    give(command) {
      if (dead) return release(command);
      commands.push(command);
      nudge();
    },
    nudge,
    crash(error) {
      crashed ??= error;
      wake();
    },
    dead: () => dead,
    error: () => crashed,
    passes,
    counts,
    *run() {
      try {
        for (;;) {
          if (crashed) throw crashed;
          news = false;
          // Whatever is going to be asked for in this moment is asked for before the tick.
          yield* clock.sleep(0);
          runCommands();
          settle();
          const rows = nextRows();
          if (rows.size > 0) {
            yield* pass(rows);
            settle();
          } else if (!news) yield* rest();
        }
      } catch (error) {
        crashed ??= error instanceof Error ? error : new Error(String(error));
        throw crashed;
      } finally {
        abandon();
      }
    },
  };
}
