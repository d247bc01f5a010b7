/**
 * The compiled engine as TypeScript sees it: one class, and the answers that its thread sends. See `src/binding.cpp`.
 */
import { createRequire } from "node:module";
import type { Machine } from "../../compiler/decode/machine.ts";
import { EngineProblem } from "../run/options.ts";
import { buildAddon } from "./build.ts";
import { type Backend, findLibraries, type Libraries } from "./libraries.ts";

/** What an engine's thread has to say, several at once, in order. */
export type Answer =
  | { readonly kind: "progress"; readonly op: 0; readonly fraction: number }
  | { readonly kind: "ready"; readonly op: 0 }
  | { readonly kind: "failedToOpen"; readonly op: 0; readonly code: string; readonly detail: string }
  | { readonly kind: "closed"; readonly op: 0 }
  | { readonly kind: "done"; readonly op: number }
  | { readonly kind: "cancelled"; readonly op: number }
  | { readonly kind: "failed"; readonly op: number; readonly message: string }
  | {
      readonly kind: "delta";
      readonly op: number;
      readonly bytes: Buffer;
      readonly sampled: number;
      readonly forced: number;
    }
  | {
      readonly kind: "end";
      readonly op: number;
      readonly ending: number;
      readonly tokens: Int32Array;
      /** By turns sampled and forced, sampled first. */
      readonly runs: Int32Array;
      readonly closed: boolean;
      readonly surprisal: number;
      readonly entropy: number;
    }
  | { readonly kind: "saved"; readonly op: number; readonly tokens: Int32Array; readonly bytes: Buffer }
  | {
      readonly kind: "recounted";
      readonly op: number;
      readonly cells: number;
      /** Branch, length, branch, length … */
      readonly lengths: Int32Array;
    };

/** What is known of a model once it is open. */
export interface AddonFacts {
  readonly architecture: string;
  /** As llama.cpp puts it: `llama 1B Q8_0`. */
  readonly description: string;
  /** What computes. */
  readonly device: string;
  readonly contextTrain: number;
  readonly cells: number;
  /** Positions of one branch at most. */
  readonly window: number;
  readonly batch: number;
  readonly parameters: number;
  readonly bytes: number;
  /** Bytes of a saved branch: of each cell, and before all of them. */
  readonly cellBytes: number;
  readonly headBytes: number;
  readonly vocabulary: number;
  /** Bytes of the longest token. */
  readonly longestToken: number;
  /** Token ids, −1 where the model has none. */
  readonly begin: number;
  readonly end: number;
  readonly endOfTurn: number;
  /** All tokens that end a turn. */
  readonly ends: Int32Array;
  readonly controls: Int32Array;
  readonly addsBegin: boolean;
}

/** How a model is opened; all of it is checked before. */
export interface AddonOptions {
  readonly file: string;
  readonly backends: string;
  readonly context: number;
  readonly branches: number;
  readonly batch: number;
  readonly threads: number;
  readonly poll: number;
  readonly gpuLayers: number;
  readonly memory: number;
  /** A stream of its own for each branch. */
  readonly separate: boolean;
  /** The description has a setting of models that can't be forked, so it is looked at before the weights are read. */
  readonly doubtful: boolean;
}

/** How a text is sampled; without penalties their window is 0. */
export interface AddonSampling {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly seed: number;
  readonly window: number;
  readonly repeat: number;
  readonly frequency: number;
  readonly presence: number;
}

declare const tables: unique symbol;
/** Decoder tables as the engine's thread has them, for as long as something refers to them. */
export interface AddonTables {
  readonly [tables]: true;
}

/** One model on one thread. Nothing is checked here: `session.ts` does. */
export interface AddonSession {
  fork(op: number, branch: number, parent: number): void;
  extend(op: number, branch: number, tokens: Int32Array): void;
  generate(
    op: number,
    branch: number,
    open: Int32Array,
    grammar: string | AddonTables,
    limit: number,
    sampling: AddonSampling,
    entropy: boolean,
  ): void;
  save(op: number, branch: number): void;
  restore(op: number, branch: number, tokens: Int32Array, bytes: Uint8Array): void;
  /** Hands tables over, `markers` as token, byte, token, byte … Throws where an index of them leads nowhere. */
  tables(machine: Machine, markers: Int32Array): AddonTables;
  truncate(op: number, branch: number, length: number): void;
  release(op: number, branch: number): void;
  stop(op: number, branch: number, ending: number): void;
  grant(op: number, branch: number, tokens: number): void;
  cancel(op: number, branch: number, target: number): void;
  recount(op: number, branch: number): void;
  usage(): {
    ticks: number;
    rows: number;
    sampled: number;
    forced: number;
    cells: number;
    seconds: { busy: number; decoding: number };
  };
  facts(): AddonFacts;
  tokenize(text: string, special: boolean): Int32Array;
  piece(token: number): Buffer;
  /** Sends the commands given since the last flush to the engine's thread, all at once. */
  flush(): void;
  /** Whether the process has to stay alive for an answer. */
  hold(waiting: boolean): void;
  /** Ends the thread; `closed` is the last answer. */
  close(): void;
  /** Ends the thread and waits for it here and now. No answer comes any more. */
  end(): void;
  /** Makes the pass in flight fail, or the next one. Only tests have use for it. */
  failPass(): void;
}

/** A text read byte by byte under decoder tables, or under a grammar of llama.cpp. Only tests have use for it. */
export interface AddonReader {
  /** Takes bytes up to the first that is refused, and says how many it took. */
  take(bytes: Uint8Array): number;
  /** Whether the text may end here. */
  complete(): boolean;
  /** The bytes that may come next, in order. */
  permitted(): Buffer;
}

/** The native runner of decoder tables. */
export interface AddonTablesReader extends AddonReader {
  begin(): void;
  forced(most: number): Buffer;
  closing(most: number): Buffer;
  distance(): number;
}

/** llama.cpp's own grammar engine. */
export interface AddonGrammarReader extends AddonReader {
  /** False where llama.cpp doesn't take the grammar. */
  begin(grammar: string): boolean;
}

/** The compiled engine's exports. */
export interface Addon {
  readonly Session: new (options: AddonOptions, receive: (answers: readonly Answer[]) => void) => AddonSession;
  readonly TablesReader: new (machine: Machine) => AddonTablesReader;
  /** Reads the vocabulary of a model's file, which has a token for each byte. */
  readonly GrammarReader: new (
    file: string,
  ) => AddonGrammarReader;
}

/** Loads the compiled engine, compiling it first where that has not happened. Throws {@link EngineProblem}. */
export async function loadAddon(
  backend: Backend | undefined,
  onProgress?: (step: string, fraction: number) => void,
): Promise<{ addon: Addon; libraries: Libraries }> {
  const file = await buildAddon({ ...(backend && { backend }), ...(onProgress && { onProgress }) });
  const require = createRequire(import.meta.url);
  try {
    return { addon: require(file) as Addon, libraries: findLibraries(backend) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new EngineProblem(`The compiled engine could not be loaded: ${reason}.`, `Delete ${file}; it is made anew.`);
  }
}
