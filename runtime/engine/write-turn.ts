import type { Operation } from "effection";
import type { CallSyntax } from "../layout/layout.ts";
import { createChannels } from "./channels.ts";
import type { BranchId, Device, GenerateEnd } from "./device.ts";
import { createDraft, type WrittenText } from "./draft.ts";
import type { StopReason, TurnDelta, TurnRequest } from "./engine.ts";
import { reasonDecoder, turnDecoder } from "./turn-grammar.ts";
import { REASON_END, REASON_GAP, REASON_OPEN } from "./turn-text.ts";

/** A turn as it was written, without the marks that open it. */
export interface WrittenTurn extends WrittenText {
  readonly end:
    | { readonly kind: "complete" }
    | { readonly kind: "stopped"; readonly reason: StopReason }
    | { readonly kind: "failed"; readonly error: string };
}

/** What is to be written, and behind what. */
export interface TurnJob {
  readonly request: TurnRequest;
  /** The marks that open the turn. */
  readonly open: Int32Array;
  /** Tokens at most, the forced ones included; at least 1. */
  readonly limit: number;
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

  function* write(part: "reason" | "rest", open: Int32Array, tokens: number): Operation<GenerateEnd> {
    const decoder = part === "reason" ? reasonDecoder() : turnDecoder(request, job.syntax);
    const { path } = job;
    const generate = { path, turn: { request, part }, open, decoder, tokens, sampling: request.sampling };
    const end = yield* device.generate(branch, generate, (delta) => channels.take(part, delta));
    draft.add(end);
    return end;
  }

  function force(text: string, ids: Int32Array): void {
    draft.force(text, ids);
    channels.take("reason", { text: "", sampled: 0, forced: ids.length });
  }

  const finish = (end: WrittenTurn["end"]): WrittenTurn => ({ ...draft.written(), end });
  let { open, limit } = job;
  if (request.reason > 0) {
    const opening = device.tokenize([{ text: REASON_OPEN, special: true }]);
    const ends = [REASON_GAP, `\n${REASON_END}${REASON_GAP}`] as const;
    const [gap, cut] = [
      device.tokenize([{ text: ends[0], special: true }]),
      device.tokenize([{ text: ends[1], special: true }]),
    ];
    // One token is left for what follows, so the marks never stand alone at the end.
    const tokens = Math.min(request.reason, limit - opening.length - Math.max(gap.length, cut.length) - 1);
    if (tokens > 0) {
      force(REASON_OPEN, opening);
      const end = yield* write("reason", Int32Array.from([...open, ...opening]), tokens);
      if (end.reason !== "complete" && end.reason !== "tokens") return finish(outcomeOf(end));
      const stopped = job.stopped();
      if (stopped) return finish({ kind: "stopped", reason: stopped });
      open = end.reason === "complete" ? gap : cut;
      force(end.reason === "complete" ? ends[0] : ends[1], open);
      limit -= opening.length + end.tokens.length + open.length;
    }
  }
  const end = yield* write("rest", open, limit);
  channels.end();
  return finish(outcomeOf(end));
}

function outcomeOf(end: GenerateEnd): WrittenTurn["end"] {
  if (end.reason === "complete") return { kind: "complete" };
  if (end.reason === "error") return { kind: "failed", error: end.error ?? "The model's device failed." };
  return { kind: "stopped", reason: end.reason };
}
