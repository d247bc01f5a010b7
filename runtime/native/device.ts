/**
 * The native device: branches of one llama.cpp context, all of them advanced together by a thread of its own.
 */
import { basename, resolve } from "node:path";
import { type Operation, resource, until } from "effection";
import { FIRST_MARKER } from "../../compiler/decode/grammar.ts";
import type { Decoder } from "../engine/decoder.ts";
import type { BranchId, Device, DeviceUsage, GenerateDelta, GenerateEnd, GenerateRequest } from "../engine/device.ts";
import { type Sampling, type StopReason, UnusableBytes } from "../engine/engine.ts";
import { cleanly } from "../halting.ts";
import type { Piece } from "../layout/layout.ts";
import { type AddonSampling, type AddonTables, loadAddon } from "./addon.ts";
import { inspectGguf } from "./gguf-file.ts";
import { modelOf, type NativeModel } from "./model.ts";
import { checkOptions, type NativeOptions, within } from "./options.ts";
import { decodeBranch, encodeBranch } from "./saved-branch.ts";
import { Session } from "./session.ts";

/** A device with what its model's tokens are, and whose branches can be saved. */
export interface NativeDevice extends Device {
  /** Makes the pass in flight fail, or the next one: a failure for tests to see. */
  failPass(): void;
  /** See {@link Device.save}; the format is that of `saved-branch.ts`. */
  save(branch: BranchId): Operation<Uint8Array>;
  /** Lets the running `generate` of a branch write so many tokens more; does nothing where none runs. */
  grant(branch: BranchId, tokens: number): void;
  /** See {@link Device.restore}. Throws {@link UnusableBytes}. */
  restore(bytes: Uint8Array, tokens?: Int32Array): Operation<BranchId>;
  readonly model: NativeModel;
  /** A token's text; a control token's own. Bytes that are no whole character are replaced. */
  tokenText(token: number): string;
  /** A token's bytes: they may be a part of a character. */
  tokenBytes(token: number): Uint8Array;
}

/** How `src/command.h` numbers them. */
const ENDINGS = ["complete", "tokens", "time", "room", "turns", "winddown", "halted"] as const;
const LARGEST = 2 ** 31 - 1;

/**
 * Opens the model in a GGUF file. The calling scope holds it: when that ends, the pass in flight ends and everything is
 * freed. Throws {@link EngineProblem} with a sentence for whatever is wrong with the file, the settings or the machine.
 *
 * @example
 * ```ts
 * const device = yield* useNativeDevice({ file: "model.gguf", context: 4096, branches: 8 });
 * const branch = device.fork();
 * yield* device.extend(branch, device.tokenize([{ text: "Once upon", special: false }]));
 * ```
 */
export function useNativeDevice(options: NativeOptions): Operation<NativeDevice> {
  return resource(function* (provide) {
    const file = resolve(options.file);
    const { identity, doubtful } = inspectGguf(file);
    const settings = checkOptions(options);
    const { addon, libraries } = yield* until(loadAddon(options.backend, options.onBuild));
    // On a graphics processor it is that one's memory that counts, and its driver says when there is no more.
    const onProcessor = libraries.backend === "cpu" || settings.gpuLayers === 0;
    const memory = onProcessor ? process.availableMemory() : 0;
    const session = new Session(
      addon,
      { ...settings, file, doubtful, memory, backends: libraries.folder },
      options.onProgress,
    );
    try {
      yield* session.opened();
      yield* provide(makeDevice(session, { file, identity, ...settings }));
    } finally {
      yield* session.close();
    }
  });
}

interface Opened {
  readonly file: string;
  readonly identity: string;
  readonly branches: number;
  readonly separate: boolean;
}

function makeDevice(session: Session, { file, identity, branches: limit, separate }: Opened): NativeDevice {
  const facts = session.direct.facts();
  const model = modelOf(facts, file);
  const layout = { cell: facts.cellBytes, head: facts.headBytes };
  // Branches that are released stay here until their cells are free, so that no sequence has two owners.
  const live = new Map<BranchId, "live" | "releasing">();
  let lastBranch = 0;

  const check = (branch: BranchId) => {
    if (live.get(branch) !== "live") throw new Error(`There is no branch ${branch}: it was released, or never forked.`);
  };
  const checkTokens = (tokens: Int32Array) => {
    const bad = tokens.find((token) => token < 0 || token >= model.vocabulary);
    if (bad !== undefined)
      throw new Error(`${bad} is no token of this model: its vocabulary has ${model.vocabulary}, from 0.`);
  };
  const text = new TextDecoder();
  const control = new Set(facts.controls);
  const pieceText = (token: number) => text.decode(session.direct.piece(token));

  const tables = new WeakMap<Decoder, AddonTables>();
  /** A decoder as the compiled engine takes it: tables are handed over once. */
  const grammarOf = (decoder: Decoder | undefined): string | AddonTables => {
    if (decoder?.kind !== "tables") return decoder?.grammar ?? "";
    const known = tables.get(decoder);
    if (known) return known;
    const pairs = decoder.markers.flatMap((marker, i) => {
      const [token, ...more] = session.direct.tokenize(marker, true);
      if (token === undefined || more.length > 0 || !control.has(token))
        throw new Error(`${marker} is no control token of this model.`);
      return [token, FIRST_MARKER + i];
    });
    const made = session.direct.tables(decoder.machine, Int32Array.from(pairs));
    tables.set(decoder, made);
    return made;
  };

  const fork = (from?: BranchId): BranchId => {
    if (from !== undefined) check(from);
    if (live.size >= limit) throw new Error(`All ${limit} branches of this model are in use.`);
    const branch = ++lastBranch;
    session.tell((addon, op) => addon.fork(op, branch, from ?? -1));
    live.set(branch, "live");
    return branch;
  };

  function* release(branch: BranchId): Operation<void> {
    check(branch);
    if (session.isClosed) return void live.delete(branch);
    live.set(branch, "releasing");
    try {
      yield* session.ask((addon, op) => addon.release(op, branch));
    } finally {
      live.delete(branch);
    }
  }

  return {
    identity,
    title: basename(file, ".gguf"),
    limits: {
      branches: limit,
      cells: facts.cells,
      batch: facts.batch,
      forks: separate ? "copied" : "shared",
      stream: separate ? facts.cells / limit : facts.cells,
    },
    model,

    tokenText: (token) => text.decode(session.direct.piece(checkToken(token, model.vocabulary))),
    tokenBytes: (token) => session.direct.piece(checkToken(token, model.vocabulary)),

    tokenize(pieces: readonly Piece[]): Int32Array {
      const parts = pieces.map((piece) => session.direct.tokenize(piece.text, piece.special));
      const [only] = parts;
      if (only && parts.length === 1) return only;
      const tokens = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        tokens.set(part, at);
        at += part.length;
      }
      return tokens;
    },

    controlsIn: (given) => [...session.direct.tokenize(given, true)].filter((t) => control.has(t)).map(pieceText),

    fork,
    release,

    *extend(branch: BranchId, tokens: Int32Array): Operation<void> {
      check(branch);
      checkTokens(tokens);
      const answer = yield* session.ask((addon, op) => addon.extend(op, branch, tokens), { cancel: true });
      if (answer.kind === "failed") throw new Error(answer.message);
    },

    *generate(
      branch: BranchId,
      request: GenerateRequest,
      onDelta: (delta: GenerateDelta) => void,
    ): Operation<GenerateEnd> {
      check(branch);
      checkTokens(request.open);
      const grammar = grammarOf(request.decoder);
      const sampling = samplingOf(request.sampling);
      const { entropy = false } = request;
      const limited = Math.min(Math.max(Math.trunc(request.tokens), 0), LARGEST);
      // Bytes that begin a character wait here for the rest of it.
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      let written = "";
      const answer = yield* session.ask(
        (addon, op) => addon.generate(op, branch, request.open, grammar, limited, sampling, entropy),
        {
          cancel: true,
          onDelta({ bytes, sampled, forced }) {
            const text = decoder.decode(bytes, { stream: true });
            written += text;
            onDelta({ text, sampled, forced });
          },
        },
      );
      if (answer.kind === "failed") {
        const nothing = { tokens: new Int32Array(), runs: [], text: "", surprisal: 0 };
        return { reason: "error", error: answer.message, ...nothing };
      }
      if (answer.kind !== "end") throw new Error(`A text can't end with ${answer.kind}.`);
      return {
        reason: ENDINGS[answer.ending] ?? "halted",
        tokens: answer.tokens,
        runs: answer.tokens.length > 0 ? [...answer.runs] : [],
        ...(answer.closed && { closed: true }),
        text: written,
        surprisal: answer.surprisal,
        ...(entropy && { entropy: answer.entropy }),
      };
    },

    stop(branch: BranchId, reason: StopReason): void {
      check(branch);
      session.tell((addon, op) => addon.stop(op, branch, ENDINGS.indexOf(reason)));
    },

    grant(branch: BranchId, tokens: number): void {
      check(branch);
      const more = within("tokens", tokens, 0, LARGEST);
      session.tell((addon, op) => addon.grant(op, branch, more));
    },

    *truncate(branch: BranchId, length: number): Operation<void> {
      check(branch);
      const kept = within("length", length, 0, LARGEST);
      // A thread that ended by itself has freed all of it.
      if (session.isClosed) return;
      yield* session.ask((addon, op) => addon.truncate(op, branch, kept));
    },

    *save(branch: BranchId): Operation<Uint8Array> {
      check(branch);
      const answer = yield* session.ask((addon, op) => addon.save(op, branch), { cancel: true });
      if (answer.kind === "failed") throw new UnusableBytes(answer.message);
      if (answer.kind !== "saved") throw new Error(`Saving can't end with ${answer.kind}.`);
      return encodeBranch({ identity, layout, tokens: answer.tokens, cells: answer.bytes });
    },

    *restore(bytes: Uint8Array, wanted?: Int32Array): Operation<BranchId> {
      const { tokens, cells } = decodeBranch(bytes, identity, layout);
      checkTokens(tokens);
      if (wanted && (wanted.length !== tokens.length || wanted.some((token, index) => token !== tokens[index])))
        throw new UnusableBytes("The saved branch has other tokens than the text that it is to have.");
      const branch = fork();
      let restored = false;
      return yield* cleanly(
        function* () {
          const answer = yield* session.ask((addon, op) => addon.restore(op, branch, tokens, cells));
          if (answer.kind === "failed") throw new UnusableBytes(answer.message);
          restored = true;
          return branch;
        },
        function* (how) {
          if (how !== "done" || !restored) yield* release(branch);
        },
      );
    },

    failPass: () => session.direct.failPass(),

    usage: (): DeviceUsage => session.direct.usage(),

    *recount() {
      const answer = yield* session.ask((addon, op) => addon.recount(op, -1));
      if (answer.kind !== "recounted") throw new Error(`A recount can't end with ${answer.kind}.`);
      const branches = new Map<BranchId, number>();
      for (let i = 0; i + 1 < answer.lengths.length; i += 2)
        branches.set(answer.lengths[i] ?? -1, answer.lengths[i + 1] ?? 0);
      return { cells: answer.cells, branches };
    },
  };
}

function samplingOf({ temperature, topK, topP, minP, seed, penalties }: Sampling): AddonSampling {
  const { window = 0, repeat = 1, frequency = 0, presence = 0 } = penalties ?? {};
  return { temperature, topK, topP, minP, seed, window, repeat, frequency, presence };
}

function checkToken(token: number, vocabulary: number): number {
  if (!Number.isInteger(token) || token < 0 || token >= vocabulary)
    throw new Error(`${token} is no token of this model: its vocabulary has ${vocabulary}, from 0.`);
  return token;
}
