/**
 * A branch as bytes: `AFBR`, a version, whose cells they are and how they are laid out, the tokens, the cells, and a
 * SHA-256 over all of it. Numbers are little endian.
 */
import { createHash } from "node:crypto";
import { UnusableBytes } from "../engine/engine.ts";

/** What the bytes of a saved branch hold. */
export interface SavedBranch {
  /** Of the model: cells are of no use to another. */
  readonly identity: string;
  readonly layout: CellLayout;
  readonly tokens: Int32Array;
  /** What llama.cpp wrote of the cells; empty where there are none. */
  readonly cells: Uint8Array;
}

/** Types of keys and values, and flash attention, decide what a cell looks like; so these differ where one of them does. */
export interface CellLayout {
  /** Bytes of one cell. */
  readonly cell: number;
  /** Bytes before all cells. */
  readonly head: number;
}

const MAGIC = "AFBR";
const VERSION = 1;
/** Magic, version, the identity's length, cell and head, number of tokens, bytes of cells. */
const FIXED = 4 + 4 + 4 + 8 + 8 + 4 + 8;
const CHECKSUM = 32;

/** The bytes of a branch, whatever device it was on. */
export function encodeBranch(branch: SavedBranch): Uint8Array {
  const identity = Buffer.from(branch.identity, "utf8");
  const fixed = Buffer.alloc(FIXED);
  fixed.write(MAGIC, 0, "latin1");
  fixed.writeUInt32LE(VERSION, 4);
  fixed.writeUInt32LE(identity.length, 8);
  fixed.writeBigUInt64LE(BigInt(branch.layout.cell), 12);
  fixed.writeBigUInt64LE(BigInt(branch.layout.head), 20);
  fixed.writeUInt32LE(branch.tokens.length, 28);
  fixed.writeBigUInt64LE(BigInt(branch.cells.length), 32);
  const tokens = Buffer.alloc(4 * branch.tokens.length);
  branch.tokens.forEach((token, i) => {
    tokens.writeInt32LE(token, 4 * i);
  });
  const whole = Buffer.concat([fixed, identity, tokens, branch.cells]);
  return Buffer.concat([whole, createHash("sha256").update(whole).digest()]);
}

/**
 * What `bytes` hold, if it is a branch of the model `identity` whose cells look like `layout`. Throws
 * {@link UnusableBytes} where they are anything else, damaged, too few or too many.
 */
export function decodeBranch(bytes: Uint8Array, identity: string, layout: CellLayout): SavedBranch {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new UnusableBytes("These bytes are no saved branch.");
  if (data.length < FIXED + CHECKSUM) throw new UnusableBytes("The saved branch is not whole: its end is missing.");
  const version = data.readUInt32LE(4);
  if (version !== VERSION)
    throw new UnusableBytes(`The branch was saved in version ${version}; this agentflow reads version ${VERSION}.`);
  const name = data.readUInt32LE(8);
  const cell = Number(data.readBigUInt64LE(12));
  const head = Number(data.readBigUInt64LE(20));
  const count = data.readUInt32LE(28);
  const size = Number(data.readBigUInt64LE(32));
  const whole = FIXED + name + 4 * count + size + CHECKSUM;
  if (data.length < whole)
    throw new UnusableBytes(`The saved branch is not whole: ${whole - data.length} bytes are missing at its end.`);
  if (data.length > whole)
    throw new UnusableBytes(`The saved branch has ${data.length - whole} bytes too many behind its end.`);
  const end = whole - CHECKSUM;
  const sum = createHash("sha256").update(data.subarray(0, end)).digest();
  if (!sum.equals(data.subarray(end))) throw new UnusableBytes("The saved branch is damaged: its checksum is wrong.");
  if (data.toString("utf8", FIXED, FIXED + name) !== identity)
    throw new UnusableBytes("The branch was saved with another model, whose cells are of no use to this one.");
  if (cell !== layout.cell || head !== layout.head)
    throw new UnusableBytes(
      "The branch was saved from a cache with other settings: keys and values are of other types, or flash attention differs.",
    );
  const expected = count === 0 ? 0 : head + cell * count;
  if (size !== expected)
    throw new UnusableBytes(`The saved branch has ${size} bytes of cells, where ${count} tokens have ${expected}.`);
  const at = FIXED + name;
  const tokens = Int32Array.from({ length: count }, (_, i) => data.readInt32LE(at + 4 * i));
  return { identity, layout, tokens, cells: data.subarray(at + 4 * count, end) };
}
