/**
 * Reads files out of a git bundle without git: a text header, then a pack of compressed objects, some of which are
 * stored as the difference to another. The formats are those of git's `gitformat-bundle` and `gitformat-pack`.
 */
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";

/** The files directly in `folders` of the bundle's commit whose names end in `suffix`, by path. Throws if it is no such bundle. */
export function readBundle(bundle: Buffer, folders: readonly string[], suffix: string): Map<string, Buffer> {
  const { commit, pack } = header(bundle);
  const objects = new Pack(bundle.subarray(pack));
  const root = /^tree ([0-9a-f]{40})/.exec(objects.read(commit).toString("latin1"))?.[1];
  if (root === undefined) throw new Error("The bundle's head is no commit.");
  const files = new Map<string, Buffer>();
  for (const folder of folders) {
    let tree = root;
    for (const name of folder.split("/")) {
      const found = entries(objects.read(tree)).find((entry) => entry.name === name);
      if (!found) throw new Error(`The bundle has no folder ${folder}.`);
      tree = found.id;
    }
    for (const { name, id } of entries(objects.read(tree)))
      if (name.endsWith(suffix)) files.set(`${folder}/${name}`, objects.read(id));
  }
  return files;
}

function header(bundle: Buffer): { commit: string; pack: number } {
  const end = bundle.indexOf("\n\n");
  const lines = bundle.subarray(0, Math.max(end, 0)).toString("latin1").split("\n");
  const commit = lines.find((line) => /^[0-9a-f]{40} /.test(line))?.slice(0, 40);
  if (lines[0] !== "# v2 git bundle" || commit === undefined) throw new Error("This is no git bundle of version 2.");
  return { commit, pack: end + 2 };
}

function* treeEntries(tree: Buffer): Generator<{ name: string; id: string }> {
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at);
    const zero = tree.indexOf(0, space);
    yield { name: tree.toString("utf8", space + 1, zero), id: tree.toString("hex", zero + 1, zero + 21) };
    at = zero + 21;
  }
}

const entries = (tree: Buffer) => [...treeEntries(tree)];

const kinds = ["", "commit", "tree", "blob", "tag"] as const;
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;

/** Where an object begins, and what it is a difference to. */
interface Stored {
  readonly type: number;
  readonly size: number;
  /** Of the compressed data. */
  readonly data: number;
  readonly base?: number | string;
}

class Pack {
  readonly #pack: Buffer;
  readonly #stored = new Map<number, Stored>();
  readonly #byId = new Map<string, number>();

  constructor(pack: Buffer) {
    if (pack.toString("latin1", 0, 4) !== "PACK" || pack.readUInt32BE(4) !== 2)
      throw new Error("The bundle has no pack of version 2.");
    this.#pack = pack;
    const deltas: number[] = [];
    let at = 12;
    // Nothing says where an object ends but its own compression, so every one is inflated once on the way.
    for (let left = pack.readUInt32BE(8); left > 0; left--) {
      const stored = this.#header(at);
      const { buffer, engine } = inflate(pack.subarray(stored.data), stored.size);
      this.#stored.set(at, stored);
      if (stored.base === undefined) this.#byId.set(identify(stored.type, buffer), at);
      else deltas.push(at);
      at = stored.data + engine.bytesWritten;
    }
    // A difference may be to an object that comes later, or to another difference: name what can be named, and again.
    for (let waiting = deltas; waiting.length > 0; ) {
      const later = waiting.filter((offset) => !this.#name(offset));
      if (later.length === waiting.length) throw new Error("The bundle's pack lacks an object that others build on.");
      waiting = later;
    }
  }

  read(id: string): Buffer {
    const offset = this.#byId.get(id);
    const object = offset === undefined ? undefined : this.#resolve(offset);
    if (!object) throw new Error(`The bundle lacks the object ${id}.`);
    return object.content;
  }

  #header(offset: number): Stored {
    const pack = this.#pack;
    let at = offset;
    let byte = pack.readUInt8(at++);
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let shift = 4; byte & 0x80; shift += 7) {
      byte = pack.readUInt8(at++);
      size += (byte & 0x7f) * 2 ** shift;
    }
    if (type === OFFSET_DELTA) {
      byte = pack.readUInt8(at++);
      let back = byte & 0x7f;
      while (byte & 0x80) {
        byte = pack.readUInt8(at++);
        back = (back + 1) * 128 + (byte & 0x7f);
      }
      return { type, size, data: at, base: offset - back };
    }
    if (type === REFERENCE_DELTA) return { type, size, data: at + 20, base: pack.toString("hex", at, at + 20) };
    return { type, size, data: at };
  }

  #name(offset: number): boolean {
    const object = this.#resolve(offset);
    if (object) this.#byId.set(identify(object.type, object.content), offset);
    return object !== undefined;
  }

  #resolve(offset: number): { type: number; content: Buffer } | undefined {
    const stored = this.#stored.get(offset);
    if (!stored) return undefined;
    const { buffer } = inflate(this.#pack.subarray(stored.data), stored.size);
    if (stored.base === undefined) return { type: stored.type, content: buffer };
    const from = typeof stored.base === "number" ? stored.base : this.#byId.get(stored.base);
    const base = from === undefined ? undefined : this.#resolve(from);
    return base && { type: base.type, content: applyDelta(base.content, buffer) };
  }
}

function inflate(data: Buffer, size: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  // With `info` the result tells how much of its input it used; the types of Node leave that out.
  return inflateSync(data, { info: true, chunkSize: Math.max(64, size + 1) } as object) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
}

function identify(type: number, content: Buffer): string {
  return createHash("sha1").update(`${kinds[type]} ${content.length}\0`).update(content).digest("hex");
}

/** A delta is a list of "copy this stretch of the base" and "insert these bytes". */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const size = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = delta.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (!(byte & 0x80)) return value;
    }
  };
  size();
  const result = Buffer.alloc(size());
  for (let filled = 0; at < delta.length; ) {
    const code = delta.readUInt8(at++);
    if (code & 0x80) {
      let from = 0;
      let length = 0;
      for (let i = 0; i < 4; i++) if (code & (1 << i)) from += delta.readUInt8(at++) * 256 ** i;
      for (let i = 0; i < 3; i++) if (code & (0x10 << i)) length += delta.readUInt8(at++) * 256 ** i;
      filled += base.copy(result, filled, from, from + (length || 0x10000));
    } else {
      filled += delta.copy(result, filled, at, at + code);
      at += code;
    }
  }
  return result;
}
