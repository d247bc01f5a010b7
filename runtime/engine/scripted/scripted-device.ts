/**
 * A device without a model: it ticks like the native one, writes what a script says, and refuses whatever would be a
 * bug there. It runs on a clock of its own, so a pass takes the time it is told to take.
 */
import { ensure, type Operation, resource, useScope, withResolvers } from "effection";
import type { TypeTable } from "../../../compiler/graph/type.ts";
import type { Clock } from "../../clock.ts";
import { cleanly } from "../../halting.ts";
import type { CallSyntax } from "../../layout/layout.ts";
import type { BranchId, Device } from "../device.ts";
import { UnusableBytes } from "../engine.ts";
import { type CellCache, createCellCache } from "./cache.ts";
import { extendJob, generateJob, type Job } from "./jobs.ts";
import { playTurn, type Script } from "./script.ts";
import { createThread, type Pass } from "./thread.ts";
import { decodeTokens, encodeTokens } from "./token-bytes.ts";
import { createTokeniser } from "./tokeniser.ts";

/** An operation of the device, as {@link ScriptedDeviceOptions.fail} is asked about it. */
export interface DeviceOperation {
  readonly kind: "fork" | "extend" | "generate" | "truncate" | "pass";
  /** How many operations of all kinds there were before it. */
  readonly index: number;
  /** How many of its kind there were before it. */
  readonly ofKind: number;
}

/** How a scripted device is made. */
export interface ScriptedDeviceOptions {
  readonly clock: Clock;
  readonly calls: CallSyntax;
  readonly script?: Script;
  /** The named types that answers refer to. */
  readonly types?: TypeTable;
  /** Sequences at once; 32 if left out. */
  readonly branches?: number;
  /** 8,192 if left out. */
  readonly cells?: number;
  /** Separate ones have equal parts of the cells, and a fork copies its parent's; unified if left out. */
  readonly streams?: "unified" | "separate";
  /** Rows of one pass at most; 512 if left out. */
  readonly batch?: number;
  /** What a pass takes; 10 if left out. */
  readonly passMilliseconds?: number | ((pass: number, rows: number) => number);
  /** Keeps no `passes`, for runs of hours; they are kept if it is left out. */
  readonly keepsPasses?: boolean;
  /** A sentence makes the operation fail with it. */
  readonly fail?: (operation: DeviceOperation) => string | undefined;
}

/** A device with what tests want to see. */
export interface ScriptedDevice extends Device {
  /** All passes so far, failed ones included; none where they are not kept. */
  readonly passes: readonly Pass[];
  /** What a branch holds, as text. */
  textOf(branch: BranchId): string;
  /** The ids of the tokens that a branch holds. */
  tokensOf(branch: BranchId): readonly number[];
  /** Branches that are not released. */
  live(): readonly BranchId[];
}

/** Fails the operation of this number, from 0, of all kinds or of one. */
export function failAt(index: number, kind?: DeviceOperation["kind"]): NonNullable<ScriptedDeviceOptions["fail"]> {
  return (operation) => {
    const hit = kind ? operation.kind === kind && operation.ofKind === index : operation.index === index;
    return hit ? `This ${operation.kind} failed as it was told to.` : undefined;
  };
}

interface Branch {
  job: Job | undefined;
  cutting: boolean;
  releasing: boolean;
}

/**
 * A scripted device for the calling scope, by the end of which every branch must have been released. A use that the
 * native device could not survive throws, and ends the scope too, so that nobody can overlook it.
 */
export function useScriptedDevice(options: ScriptedDeviceOptions): Operation<ScriptedDevice> {
  return resource(function* (provide) {
    const scope = yield* useScope();
    const { branches: most = 32, cells = 8192, batch = 512 } = options;
    const stream = options.streams === "separate" ? Math.floor(cells / most) : undefined;
    const limits = { branches: most, cells, batch, ...(stream !== undefined && { forks: "copied" as const, stream }) };
    const { script = {}, types = new Map() } = options;
    const milliseconds = options.passMilliseconds ?? 10;
    const tokeniser = createTokeniser();
    const branches = new Map<BranchId, Branch>();
    const operations = { all: 0, ofKind: new Map<string, number>() };
    const cache = createCellCache(limits.cells, refuse, stream);
    let lastBranch = 0;
    let refused = false;

    const thread = createThread({
      clock: options.clock,
      cache,
      tokeniser,
      batch: limits.batch,
      keepsPasses: options.keepsPasses ?? true,
      passMilliseconds: (pass, rows) => (typeof milliseconds === "number" ? milliseconds : milliseconds(pass, rows)),
      failPass: () => failure("pass"),
      play({ path, turn }, prompt) {
        if (!turn) return refuse(`${path} is to write, and nobody says what the turn may be.`);
        if (prompt === "") return refuse(`${path} is to write behind nothing at all.`);
        const colon = path.lastIndexOf(":");
        const asked = {
          path: path.slice(0, colon),
          turn: Number(path.slice(colon + 1)),
          prompt,
          request: turn.request,
        };
        return playTurn(script, asked, turn.part, options.calls, turn.request.types ?? types);
      },
      ended(job) {
        const branch = branches.get(job.branch);
        if (branch) branch.job = undefined;
      },
    });

    function refuse(sentence: string): never {
      const error = new Error(`The scripted device refuses: ${sentence}`);
      refused = true;
      // What went wrong first is the news; what follows from it is not.
      if (!thread.dead()) thread.crash(error);
      throw error;
    }

    function failure(kind: DeviceOperation["kind"]): string | undefined {
      const ofKind = operations.ofKind.get(kind) ?? 0;
      operations.ofKind.set(kind, ofKind + 1);
      return options.fail?.({ kind, index: operations.all++, ofKind });
    }

    function open(id: BranchId, what: string): Branch {
      const branch = branches.get(id);
      if (!branch || branch.releasing) return refuse(`${what} of branch ${id}, which is released.`);
      return branch;
    }

    function idle(id: BranchId, what: string): Branch {
      const branch = open(id, what);
      if (branch.job) refuse(`${what} of branch ${id} while its ${branch.job.kind} is under way.`);
      if (branch.cutting) refuse(`${what} of branch ${id} while it is being cut.`);
      return branch;
    }

    /** Cancelled, it waits until the thread has let go of the branch. */
    function perform(job: Job, branch: Branch): Operation<void> {
      branch.job = job;
      thread.give({ kind: "start", job });
      const ended = () => job.ended.operation;
      return cleanly(ended, function* () {
        if (job.done) return;
        job.cancelled = true;
        thread.nudge();
        yield* ended();
      });
    }

    /** Cancelled, it is done all the same. */
    function cut(branch: BranchId, length: number): Operation<void> {
      const cutting = withResolvers<void>();
      const ended = () => cutting.operation;
      thread.give({ kind: "cut", branch, length, done: () => cutting.resolve() });
      return cleanly(ended, ended);
    }

    function* release(id: BranchId): Operation<void> {
      if (thread.dead()) return;
      idle(id, "A release").releasing = true;
      try {
        yield* cut(id, 0);
      } finally {
        branches.delete(id);
      }
    }

    const device: ScriptedDevice = {
      identity: "scripted",
      title: "scripted",
      limits,
      passes: thread.passes,
      tokenize: (pieces) => tokeniser.encode(pieces),
      // Its marks are text like any other.
      controlsIn: () => [],
      fork(from) {
        if (from !== undefined) open(from, "A fork");
        const told = failure("fork");
        if (told) throw new Error(told);
        if (branches.size >= limits.branches) throw new Error(`All ${limits.branches} branches are in use.`);
        const to = ++lastBranch;
        branches.set(to, { job: undefined, cutting: false, releasing: false });
        if (from !== undefined) thread.give({ kind: "fork", from, to });
        return to;
      },
      *extend(id, tokens) {
        const branch = idle(id, "An extend");
        if (tokens.length === 0) refuse(`Branch ${id} is extended by nothing.`);
        const told = failure("extend");
        if (told) throw new Error(told);
        const job = extendJob(id, tokens);
        yield* perform(job, branch);
        if (thread.dead()) throw thread.error() ?? new Error("The device is gone.");
        if (job.failure !== undefined) throw new Error(job.failure);
      },
      *generate(id, request, onDelta) {
        const branch = idle(id, "A generate");
        if (request.tokens < 1) refuse(`Branch ${id} is to write ${request.tokens} tokens.`);
        const job = generateJob(id, request, onDelta, failure("generate"));
        yield* perform(job, branch);
        if (!job.end) throw thread.error() ?? new Error(`The text of branch ${id} has no end: the device is gone.`);
        return job.end;
      },
      grant(id, tokens) {
        const { job } = open(id, "A grant");
        if (job?.kind === "generate" && !job.done) job.limit += tokens;
      },
      stop(id, reason) {
        const { job } = open(id, "A stop");
        if (job?.kind !== "generate") return;
        job.stop ??= reason;
        thread.nudge();
      },
      *truncate(id, length) {
        const branch = idle(id, "A truncate");
        const told = failure("truncate");
        if (told) throw new Error(told);
        branch.cutting = true;
        try {
          yield* cut(id, length);
        } finally {
          branch.cutting = false;
        }
      },
      release,
      *save(id) {
        open(id, "A save");
        const saved = withResolvers<readonly number[]>();
        thread.give({ kind: "save", branch: id, done: (tokens) => saved.resolve(tokens ?? []) });
        return encodeTokens(yield* saved.operation);
      },
      *restore(bytes, wanted) {
        const tokens = decodeTokens(bytes);
        if (wanted && wanted.join() !== tokens.join())
          throw new UnusableBytes("The saved branch has other tokens than the text that it is to have.");
        const id = device.fork();
        const filled = withResolvers<string | undefined>();
        thread.give({ kind: "restore", branch: id, tokens, done: filled.resolve });
        let problem: string | undefined = "It was halted.";
        yield* cleanly(
          function* () {
            problem = yield* filled.operation;
          },
          function* () {
            if (problem !== undefined) yield* release(id);
          },
        );
        if (problem !== undefined) throw new UnusableBytes(problem);
        return id;
      },
      usage: () => ({ ...thread.counts, cells: cache.used() }),
      *recount() {
        const counted = withResolvers<ReturnType<CellCache["count"]>>();
        thread.give({ kind: "recount", done: (count) => counted.resolve(count ?? cache.count()) });
        const { cells, branches: lengths } = yield* counted.operation;
        return { cells, branches: new Map([...branches.keys()].map((id) => [id, lengths.get(id) ?? 0])) };
      },
      textOf: (id) => tokeniser.decode(cache.tokens(id)),
      tokensOf: (id) => cache.tokens(id),
      live: () => [...branches.keys()],
    };

    scope.run(thread.run);
    yield* ensure(() => {
      // Where it refused something, that is the news.
      if (!refused && !thread.dead() && branches.size > 0)
        throw new Error(`${branches.size} branches were never released.`);
    });
    yield* provide(device);
  });
}
