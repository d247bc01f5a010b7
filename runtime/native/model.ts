import type { AddonFacts } from "./addon.ts";

/** What is known of the open model. */
export interface NativeModel {
  readonly file: string;
  readonly architecture: string;
  /** As llama.cpp puts it: `llama 1B Q8_0`. */
  readonly description: string;
  readonly parameters: number;
  /** Of the weights. */
  readonly bytes: number;
  /** What computes: a processor's name. */
  readonly computesOn: string;
  readonly contextTrain: number;
  /** Tokens of one branch at most: what it was trained for, or the cache if that is smaller. */
  readonly window: number;
  readonly vocabulary: number;
  /** Bytes of the longest token. */
  readonly longestToken: number;
  /** Token ids; absent where the model has none. */
  readonly begin?: number;
  readonly end?: number;
  readonly endOfTurn?: number;
  /** All tokens that end a turn. */
  readonly ends: ReadonlySet<number>;
  /** Whether a text begins with `begin`. {@link Device.tokenize} never adds it. */
  readonly addsBegin: boolean;
}

/** What the engine's thread knows of the model in `file`. */
export function modelOf(facts: AddonFacts, file: string): NativeModel {
  const { begin, end, endOfTurn } = facts;
  return {
    file,
    architecture: facts.architecture,
    description: facts.description,
    parameters: facts.parameters,
    bytes: facts.bytes,
    computesOn: facts.device,
    contextTrain: facts.contextTrain,
    window: facts.window,
    vocabulary: facts.vocabulary,
    longestToken: facts.longestToken,
    ...(begin >= 0 && { begin }),
    ...(end >= 0 && { end }),
    ...(endOfTurn >= 0 && { endOfTurn }),
    ends: new Set(facts.ends),
    addsBegin: facts.addsBegin,
  };
}
