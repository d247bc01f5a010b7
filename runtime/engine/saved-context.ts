/**
 * A context as bytes: `AFCX`, a version, how long what follows is, a head in JSON (whose it is, and its entries), a
 * SHA-256 over all of that, and then what the device wrote of its branch. Numbers are little endian.
 */
import { createHash } from "node:crypto";
import { ENTRY_VERSION, type Entry } from "../context/entry.ts";
import { UnusableBytes } from "./engine.ts";

/** Whose bytes they are: another's can't be read, or would be read otherwise. */
export interface Origin {
  /** The device's identity: its weights and tokenizer. */
  readonly model: string;
  /** Name and version of the layout. */
  readonly layout: string;
}

/** What the bytes of a saved context hold. */
export interface SavedContext {
  /** First to last. Not checked to be entries yet. */
  readonly entries: unknown;
  readonly branch: Uint8Array;
}

const MAGIC = "AFCX";
const VERSION = 1;
/** Magic, version, bytes of the head, bytes of the branch. */
const FIXED = 4 + 4 + 4 + 8;
const CHECKSUM = 32;

interface Head extends Origin {
  readonly version: number;
  readonly entries: unknown;
}

/** The bytes of a context with these entries; `branch` is what its device wrote. */
export function encodeContext(origin: Origin, entries: readonly Entry[], branch: Uint8Array): Uint8Array {
  const { model, layout } = origin;
  const head = Buffer.from(JSON.stringify({ version: ENTRY_VERSION, model, layout, entries } satisfies Head), "utf8");
  const fixed = Buffer.alloc(FIXED);
  fixed.write(MAGIC, 0, "latin1");
  fixed.writeUInt32LE(VERSION, 4);
  fixed.writeUInt32LE(head.length, 8);
  fixed.writeBigUInt64LE(BigInt(branch.length), 12);
  // The device has a checksum of its own for what is long.
  return Buffer.concat([fixed, head, checksumOf(fixed, head), branch]);
}

/**
 * What `bytes` hold, if it is a context of `origin`. Throws {@link UnusableBytes} where they are anything else, of
 * another version, damaged, too few or too many.
 */
export function decodeContext(bytes: Uint8Array, origin: Origin): SavedContext {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new UnusableBytes("These bytes are no saved context.");
  if (data.length < FIXED) throw new UnusableBytes("The saved context is not whole: its end is missing.");
  const version = data.readUInt32LE(4);
  if (version !== VERSION)
    throw new UnusableBytes(`The context was saved in version ${version}; this agentflow reads version ${VERSION}.`);
  const end = FIXED + data.readUInt32LE(8);
  const whole = end + CHECKSUM + Number(data.readBigUInt64LE(12));
  if (data.length < whole)
    throw new UnusableBytes(`The saved context is not whole: ${whole - data.length} bytes are missing at its end.`);
  if (data.length > whole)
    throw new UnusableBytes(`The saved context has ${data.length - whole} bytes too many behind its end.`);
  const [fixed, text] = [data.subarray(0, FIXED), data.subarray(FIXED, end)];
  if (!checksumOf(fixed, text).equals(data.subarray(end, end + CHECKSUM)))
    throw new UnusableBytes("The saved context is damaged: its checksum is wrong.");
  const head = headOf(text.toString("utf8"));
  if (head.version !== ENTRY_VERSION)
    throw new UnusableBytes(
      `The context's entries were saved in version ${head.version}; this agentflow reads version ${ENTRY_VERSION}.`,
    );
  if (head.model !== origin.model)
    throw new UnusableBytes("The context was saved with another model, whose cells are of no use to this one.");
  if (head.layout !== origin.layout)
    throw new UnusableBytes(
      `The context was saved with the layout ${head.layout}, but this model's prompts are laid out by ${origin.layout}.`,
    );
  return { entries: head.entries, branch: data.subarray(end + CHECKSUM) };
}

function checksumOf(fixed: Uint8Array, head: Uint8Array): Buffer {
  return createHash("sha256").update(fixed).update(head).digest();
}

/** Whoever wrote a right checksum may still have written anything before it. */
function headOf(text: string): Head {
  try {
    const { version, model, layout, entries } = JSON.parse(text) as Head;
    return { version, model, layout, entries };
  } catch {
    throw new UnusableBytes("The saved context is damaged: its head is no JSON.");
  }
}
