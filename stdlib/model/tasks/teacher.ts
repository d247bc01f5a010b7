/**
 * The engine whose model always writes what it is told to: contexts grow on it as on any other, nothing is computed.
 */
import type { Operation, Stream } from "effection";
import { resource } from "effection";
import type { TypeTable } from "../../../compiler/graph/type.ts";
import { type Context, grow, growAll } from "../../../runtime/context/context.ts";
import type { Device } from "../../../runtime/engine/device.ts";
import type { Engine, Lease, TurnDelta, TurnEnd } from "../../../runtime/engine/engine.ts";
import { parseTurn } from "../../../runtime/engine/parse-turn.ts";
import { createPromptTokens } from "../../../runtime/engine/prompt-tokens.ts";
import { playTurn, type Script } from "../../../runtime/engine/scripted/script.ts";
import type { Layout } from "../../../runtime/layout/layout.ts";

/** How a teacher is made. */
export interface TeacherOptions {
  readonly layout: Layout;
  /** How texts become tokens, by which results of tools are cut. */
  readonly tokenize: Device["tokenize"];
  readonly script: Script;
  readonly types: TypeTable;
  /** Told of the path and the last context of every lease that ends. */
  readonly onEnd: (path: string, context: Context) => void;
}

const WINDOW = 1_000_000;
const IDENTITY = "teacher";

/** A teacher as an engine. A turn that the script gets wrong, a value that is none of its type, throws. */
export function makeTeacher(options: TeacherOptions): Engine {
  const { layout, script, types } = options;
  const tokens = createPromptTokens(options, layout, IDENTITY);
  return {
    identity: IDENTITY,
    title: "the teacher",
    can: { fork: true, grammar: true, logprobs: false, latent: false, bytes: false },
    limits: { live: WINDOW, cells: WINDOW, window: WINDOW },
    count: tokens.count,
    usage: () => ({
      ...{ branches: 0, cells: 0, shared: 0, reserved: 0, waiting: 0 },
      ...{ ticks: 0, prefilled: 0, sampled: 0, forced: 0 },
    }),
    admit: ({ context: begun, path }) =>
      resource<Lease>(function* (provide) {
        let context = begun;
        let turns = 0;
        try {
          yield* provide({
            get context() {
              return context;
            },
            size: { tokens: 0, shared: 0 },
            room: () => WINDOW,
            *append(entries) {
              context = growAll(context, entries);
              return context;
            },
            turn: (request) => {
              const asked = { path, turn: turns++, prompt: "", request };
              const { text } = playTurn(script, asked, "rest", layout.calls, types);
              const parsed = parseTurn(text, request, layout.calls, `call-${context.depth}`);
              if (parsed.kind === "unreadable") throw new Error(parsed.error);
              const calls = parsed.kind === "calls" ? parsed.calls : [];
              context = grow(context, { kind: "turn", text, calls });
              const usage = { prefilled: 0, shared: 0, sampled: 0, forced: 0 };
              return ended({ ...parsed, context, usage });
            },
            stop: () => {},
            *rebase(to) {
              context = to;
            },
            recover: () => {},
          });
        } finally {
          options.onEnd(path, context);
        }
      }),
    keep: () => resource<void>((provide) => provide()),
  };
}

function ended(end: TurnEnd): Stream<TurnDelta, TurnEnd> {
  return {
    *[Symbol.iterator]() {
      return {
        *next(): Operation<IteratorResult<TurnDelta, TurnEnd>> {
          return { done: true, value: end };
        },
      };
    },
  };
}
