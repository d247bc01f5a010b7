import { type WithResolvers, withResolvers } from "effection";
import type { BranchId, GenerateDelta, GenerateEnd, GenerateRequest } from "../device.ts";
import type { StopReason } from "../engine.ts";
import type { CellCache } from "./cache.ts";
import type { PlayedTurn } from "./script.ts";

/** What a branch is busy with over some ticks. */
export type Job = ExtendJob | GenerateJob;

interface JobBase {
  readonly branch: BranchId;
  /** What is to be decoded before anything else. */
  readonly tokens: readonly number[];
  /** How much of it is decoded. */
  next: number;
  /** Positions that the branch had when the job began. */
  before: number;
  cancelled: boolean;
  done: boolean;
  readonly ended: WithResolvers<void>;
  /** A failure that it ends with. */
  failure: string | undefined;
}

/** Decodes tokens. */
export interface ExtendJob extends JobBase {
  readonly kind: "extend";
}

/** A token that a script lets a turn have. */
export interface PlannedToken {
  readonly token: number;
  readonly forced: boolean;
}

/** Decodes the marks that open a turn, then writes. */
export interface GenerateJob extends JobBase {
  readonly kind: "generate";
  readonly request: GenerateRequest;
  readonly onDelta: (delta: GenerateDelta) => void;
  played: PlayedTurn | undefined;
  /** What the script lets it write, and how much of it is written. */
  planned: readonly PlannedToken[];
  written: number;
  /** Tokens that it may write. */
  limit: number;
  /** Before this moment it writes nothing. */
  from: number;
  stop: StopReason | undefined;
  end: GenerateEnd | undefined;
}

/** What the thread does between two passes, in the order of asking. */
export type Command =
  | { readonly kind: "fork"; readonly from: BranchId; readonly to: BranchId }
  | { readonly kind: "start"; readonly job: Job }
  | { readonly kind: "cut"; readonly branch: BranchId; readonly length: number; done(): void }
  | { readonly kind: "save"; readonly branch: BranchId; done(tokens: readonly number[] | undefined): void }
  | {
      readonly kind: "restore";
      readonly branch: BranchId;
      readonly tokens: readonly number[];
      done(problem?: string): void;
    }
  | { readonly kind: "recount"; done(count: ReturnType<CellCache["count"]> | undefined): void };

/** The branches that a command needs at rest. */
export function branchesOf(command: Command): readonly BranchId[] {
  switch (command.kind) {
    case "fork":
      return [command.from, command.to];
    case "start":
      return [command.job.branch];
    case "cut":
    case "save":
    case "restore":
      return [command.branch];
    case "recount":
      return [];
    default:
      return command satisfies never;
  }
}

function jobBase(branch: BranchId, tokens: Int32Array, failure?: string): JobBase {
  const state = { next: 0, before: 0, cancelled: false, done: false, failure };
  return { branch, tokens: [...tokens], ended: withResolvers<void>(), ...state };
}

/** A job that decodes `tokens`. */
export function extendJob(branch: BranchId, tokens: Int32Array): ExtendJob {
  return { kind: "extend", ...jobBase(branch, tokens) };
}

/** A job that writes a turn. */
export function generateJob(
  branch: BranchId,
  request: GenerateRequest,
  onDelta: (delta: GenerateDelta) => void,
  failure: string | undefined,
): GenerateJob {
  const state = {
    played: undefined,
    planned: [],
    written: 0,
    limit: request.tokens,
    from: 0,
    stop: undefined,
    end: undefined,
  };
  return { kind: "generate", ...jobBase(branch, request.open, failure), request, onDelta, ...state };
}
