import type { At } from "../../compiler/graph/graph.ts";
import type { Failure, FailureReason } from "../events/event.ts";
import type { Path } from "../path.ts";

/** Carries a {@link Failure} up to whatever catches it: a `try`, a topology, or the run itself. */
export class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "Failed";
    this.failure = failure;
  }
}

/** Where in the run and in the source something happens. */
export interface Site {
  readonly path: Path;
  readonly at: At;
}

/** A failure at a place; `attempts` is 1 unless told. */
export function failureAt(
  site: Site,
  reason: FailureReason,
  message: string,
  more: { readonly hint?: string | undefined; readonly attempts?: number } = {},
): Failure {
  const { path, at } = site;
  const base = { reason, message, path, at, attempts: more.attempts ?? 1 };
  return more.hint === undefined ? base : { ...base, hint: more.hint };
}

/** The failure that `error` carries; anything else is a mistake of ours and thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  throw error;
}

/** What an error says, without its stack. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message.trim() || error.name;
  return String(error);
}
