import type { Operation } from "effection";
import type { CallSyntax } from "../layout/layout.ts";
import { createChannels } from "./channels.ts";
import type { BranchId, Device, GenerateEnd } from "./device.ts";
import { createDraft, type WrittenText } from "./draft.ts";
import type { StopReason, TurnDelta, TurnRequest } from "./engine.ts";
import { reasonDecoder, turnDecoder } from "./turn-grammar.ts";
import { turnTables } from "./turn-tables.ts";
import { REASON_END, REASON_GAP, REASON_OPEN } from "./turn-text.ts";

/** A turn as it was written, without the marks that open it. */
export interface WrittenTurn extends WrittenText {
  /** Tokens of the marks that opened it. */
  readonly opened: number;
  readonly end:
    | { readonly kind: "complete"; readonly closed?: true }
    | { readonly kind: "stopped"; readonly reason: StopReason }
    | { readonly kind: "failed"; readonly error: string };
}

/** What a turn may write; it may become more while it runs. */
export interface TurnBudget {
  /** Tokens at most, the forced ones included; at least 1. */
  tokens: number;
  /** To be called with how many more there are; absent while that would make no difference. */
  grow: ((more: number) => void) | undefined;
}

/** What is to be written, and behind what. */
export interface TurnJob {
  readonly request: TurnRequest;
  /** The marks that open the turn, and those that open one which begins with a thought: no more than these. */
  readonly open: Int32Array;
  readonly openThinking: Int32Array;
  readonly budget: TurnBudget;
  readonly path: string;
  readonly syntax: CallSyntax;
  /** Why the turn is to end, if it is. */
  readonly stopped: () => StopReason | undefined;
  readonly emit: (delta: TurnDelta) => void;
}

/**
 * Lets the branch write one turn. Thinking is a part of its own, written first and cut where its tokens are used up, so
 * that the answer has its share: the marks around it are forced.
 */
export function* writeTurn(device: Device, branch: BranchId, job: TurnJob): Operation<WrittenTurn> {
  const { request } = job;
  const draft = createDraft();
  const channels = createChannels(job.syntax, request, job.emit);

  /** Writes one part. `lead` is what stands before it by force, decoded with `open`, of which it is the end. */
  function* write(part: Part, lead: Lead | undefined, open: Int32Array, tokens: number): Operation<GenerateEnd> {
    if (lead) channels.take("reason", { text: "", sampled: 0, forced: lead.ids.length });
    const decoder =
      part === "reason"
        ? reasonDecoder()
        : (turnTables(request, job.syntax, device.controlsIn) ?? turnDecoder(request, job.syntax));
    const { path } = job;
    const generate = { path, turn: { request, part }, open, decoder, tokens, sampling: request.sampling };
    const end = yield* device.generate(branch, generate, (delta) => channels.take(part, delta));
    // A part that was stopped before its first token may not even have been opened.
    if (end.tokens.length > 0 || end.reason === "complete") {
      if (lead) draft.force(lead.text, lead.ids);
      draft.add(end);
    }
    return end;
  }

  const lead = (text: string): Lead => ({ text, ids: device.tokenize([{ text, special: true }]) });
  const finish = (end: WrittenTurn["end"]): WrittenTurn => ({ ...draft.written(), opened, end });
  const { budget } = job;
  let { open } = job;
  let opened = open.length;
  /** Tokens of the turn so far, those that were put there included. */
  let spent = 0;
  let before: Lead | undefined;
  if (request.reason > 0) {
    const opening = lead(REASON_OPEN);
    const whole = lead(REASON_GAP);
    const cut = lead(`\n${REASON_END}${REASON_GAP}`);
    // One token is left for what follows, so the marks never stand alone at the end.
    const tokens = Math.min(
      request.reason,
      budget.tokens - opening.ids.length - Math.max(whole.ids.length, cut.ids.length) - 1,
    );
    if (tokens > 0) {
      opened = job.openThinking.length;
      const end = yield* write("reason", opening, Int32Array.from([...job.openThinking, ...opening.ids]), tokens);
      if (end.reason !== "complete" && end.reason !== "tokens") return finish(outcomeOf(end));
      const stopped = job.stopped();
      if (stopped) return finish({ kind: "stopped", reason: stopped });
      before = end.reason === "complete" ? whole : cut;
      open = before.ids;
      spent = opening.ids.length + end.tokens.length + open.length;
    }
  }
  if (device.grant) budget.grow = (more) => device.grant?.(branch, more);
  const end = yield* write("rest", before, open, budget.tokens - spent);
  budget.grow = undefined;
  channels.end();
  return finish(outcomeOf(end));
}

type Part = "reason" | "rest";

/** Text that is put before a part. */
interface Lead {
  readonly text: string;
  readonly ids: Int32Array;
}

function outcomeOf(end: GenerateEnd): WrittenTurn["end"] {
  if (end.reason === "complete") return { kind: "complete", ...(end.closed && { closed: true }) };
  if (end.reason === "error") return { kind: "failed", error: end.error ?? "The model's device failed." };
  return { kind: "stopped", reason: end.reason };
}
