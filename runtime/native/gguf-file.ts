/**
 * A look at a GGUF file before anything loads it: whether it is one, whether it is whole, and what identifies it.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { EngineProblem } from "../run/options.ts";

/** What {@link inspectGguf} finds. */
export interface GgufFacts {
  /**
   * Of weights and tokenizer: a SHA-256 over the header, the tensor table and the file's size. Reading all weights would
   * take longer than loading them does.
   */
  readonly identity: string;
  readonly size: number;
  /** Its description has a setting that mostly models have whose caches can't be forked. */
  readonly doubtful: boolean;
}

/** Sliding windows and chunks, and the states of recurrent layers. */
const DOUBTFUL = /\.(attention\.(sliding_window|chunk)|ssm\.|wkv|shortconv|token_shift|time_mix|linear_attention|kda)/;

/** Looks at the model file `file`. Throws {@link EngineProblem} where it can't be a whole GGUF file. */
export function inspectGguf(file: string): GgufFacts {
  const { handle, size } = openWhole(file);
  try {
    const reader = new Reader(handle, size);
    const keys = walk(reader, file);
    const hash = createHash("sha256").update(reader.taken()).update(`\n${size}`);
    const doubtful = keys.some((key) => DOUBTFUL.test(key));
    return { identity: `sha256:${hash.digest("hex")}`, size, doubtful };
  } catch (error) {
    if (error instanceof EndOfFile)
      throw new EngineProblem(`${file} is not whole: it ends in the middle of its description.`, "Download it again.");
    throw error;
  } finally {
    closeSync(handle);
  }
}

function openWhole(file: string): { readonly handle: number; readonly size: number } {
  let found: ReturnType<typeof statSync>;
  try {
    found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile()) return { handle: openSync(file, "r"), size: found.size };
  } catch {
    throw new EngineProblem(`${file} can't be read.`, "Give yourself leave to read it.");
  }
  throw new EngineProblem(
    found ? `${file} is no file.` : `There is no model file ${file}.`,
    "Give the path of a GGUF file.",
  );
}

class EndOfFile extends Error {}

const MAGIC = "GGUF";
/** Bytes of a metadata value by its type; strings (8) and arrays (9) have lengths of their own. */
const WIDTHS: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8];
const STRING = 8;
const ARRAY = 9;
/** Far above any real file, so that a broken count ends quickly. */
const MOST_ENTRIES = 1_000_000;
const MOST_DIMENSIONS = 8;
const MOST_NESTED = 3;

/** Goes through header and tensor table; gives the names of the settings. */
function walk(reader: Reader, file: string): string[] {
  const broken = (what: string) => new EngineProblem(`${file} is damaged: ${what}.`, "Download it again.");
  if (!reader.beginsWith(MAGIC))
    throw new EngineProblem(
      `${file} is no GGUF file.`,
      "Models for llama.cpp end in .gguf; others have to be converted.",
    );
  const version = reader.uint32();
  if (version < 2 || version > 3)
    throw new EngineProblem(`${file} is a GGUF file of version ${version}; versions 2 and 3 can be read.`);
  const tensors = reader.count();
  const pairs = reader.count();
  if (tensors > MOST_ENTRIES || pairs > MOST_ENTRIES) throw broken("it says that it has more parts than any model");

  const known = (type: number): number => {
    const width = WIDTHS[type];
    if (width === undefined) throw broken("a setting has no known type");
    return width;
  };
  const value = (type: number, depth: number): void => {
    if (type === ARRAY) {
      const inner = reader.uint32();
      const length = reader.count();
      if (depth > MOST_NESTED) throw broken("a setting has lists in lists in lists");
      if (known(inner) > 0) reader.advance(known(inner) * length);
      else for (let i = 0; i < length; i++) value(inner, depth + 1);
    } else {
      reader.advance(type === STRING ? reader.count() : known(type));
    }
  };
  const keys: string[] = [];
  for (let i = 0; i < pairs; i++) {
    keys.push(reader.text(reader.count()));
    value(reader.uint32(), 0);
  }
  for (let i = 0; i < tensors; i++) {
    reader.advance(reader.count());
    const dimensions = reader.uint32();
    if (dimensions > MOST_DIMENSIONS) throw broken("a tensor has too many dimensions");
    reader.advance(dimensions * 8 + 4 + 8);
  }
  if (tensors === 0)
    throw new EngineProblem(`${file} holds no weights, only a description.`, "Give a file with the model itself.");
  return keys;
}

/** Goes through a file from its beginning and keeps what it has gone through. */
class Reader {
  readonly #handle: number;
  readonly #size: number;
  #buffer = Buffer.alloc(0);
  #filled = 0;
  #at = 0;

  constructor(handle: number, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** All bytes gone through so far. */
  taken(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Whether the file begins with `text`, which is then gone through. */
  beginsWith(text: string): boolean {
    if (this.#size < text.length) return false;
    this.advance(text.length);
    return this.taken().toString("latin1") === text;
  }

  text(length: number): string {
    this.advance(length);
    return this.#buffer.toString("utf8", this.#at - length, this.#at);
  }

  advance(length: number): void {
    const end = this.#at + length;
    if (!(end <= this.#size)) throw new EndOfFile();
    if (end > this.#buffer.length) {
      const larger = Buffer.alloc(Math.min(this.#size, Math.max(2 * end, 1 << 20)));
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    while (this.#filled < end) {
      const read = readSync(this.#handle, this.#buffer, this.#filled, this.#buffer.length - this.#filled, this.#filled);
      if (read === 0) throw new EndOfFile();
      this.#filled += read;
    }
    this.#at = end;
  }

  uint32(): number {
    this.advance(4);
    return this.#buffer.readUInt32LE(this.#at - 4);
  }

  count(): number {
    this.advance(8);
    return Number(this.#buffer.readBigUInt64LE(this.#at - 8));
  }
}
