import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { encodedBytes, encodeNoise, encodeRow, type Quantisation } from "./quantise.ts";

/** What a GGUF key may hold here; the number types are those that llama.cpp reads its own keys as. */
export type GgufValue =
  | { readonly kind: "u32" | "i32" | "f32"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "i32s" | "f32s"; readonly value: readonly number[] };

/** Keys in the order in which they are written. */
export type GgufMetadata = readonly (readonly [key: string, value: GgufValue])[];

/**
 * One tensor. `shape` is in ggml's order, the length of a row first; a row of q8_0 must be a multiple of 32.
 */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: Quantisation;
  readonly values: TensorValues;
}

/** Values row by row, so that no tensor need fit into memory; or noise, which is encoded without being computed first. */
export type TensorValues =
  | { readonly kind: "rows"; readonly fill: (row: number, out: Float32Array) => void }
  | { readonly kind: "noise"; readonly seed: number; readonly deviation: number };

export interface GgufFile {
  readonly metadata: GgufMetadata;
  readonly tensors: readonly GgufTensor[];
}

/** Where tensors begin, and the metadata's `general.alignment` if it is not said. */
const ALIGNMENT = 32;
const VERSION = 3;
/** Encoded bytes that are gathered before they are written. */
const CHUNK = 1 << 22;

const VALUE_TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8 } as const;
const ARRAY_TYPE = 9;
const TENSOR_TYPES: Readonly<Record<Quantisation, number>> = { f32: 0, f16: 1, q8_0: 8 };

/**
 * Writes a GGUF file (version 3, little endian), tensors as a stream. The file appears under its name only once it is
 * whole, so a reader never finds half a model. Throws what the file system throws.
 */
export function writeGguf(file: string, content: GgufFile): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  const handle = openSync(unfinished, "w");
  try {
    const out = new ChunkedFile(handle);
    out.write(encodeHeader(content));
    for (const tensor of content.tensors) writeTensor(out, tensor);
    out.flush();
  } catch (error) {
    closeSync(handle);
    rmSync(unfinished, { force: true });
    throw error;
  }
  closeSync(handle);
  renameSync(unfinished, file);
}

/** Everything before the first tensor's bytes, padded. */
export function encodeHeader(content: GgufFile): Buffer {
  const parts: Buffer[] = [
    Buffer.from("GGUF"),
    u32(VERSION),
    u64(content.tensors.length),
    u64(content.metadata.length),
  ];
  for (const [key, value] of content.metadata) {
    parts.push(string(key));
    // One by one: a large vocabulary is more arguments than a call can have.
    for (const part of encodeValue(value)) parts.push(part);
  }
  let offset = 0;
  for (const tensor of content.tensors) {
    parts.push(string(tensor.name), u32(tensor.shape.length), ...tensor.shape.map(u64));
    parts.push(u32(TENSOR_TYPES[tensor.type]), u64(offset));
    offset += aligned(tensorBytes(tensor));
  }
  const header = Buffer.concat(parts);
  return Buffer.concat([header, Buffer.alloc(aligned(header.length) - header.length)]);
}

/** Bytes of a tensor's data, without padding. */
export function tensorBytes(tensor: Pick<GgufTensor, "shape" | "type">): number {
  return encodedBytes(tensor.type, tensor.shape[0] ?? 0) * rowsOf(tensor);
}

function rowsOf(tensor: Pick<GgufTensor, "shape">): number {
  return tensor.shape.slice(1).reduce((product, size) => product * size, 1);
}

function writeTensor(out: ChunkedFile, tensor: GgufTensor): void {
  const { values } = tensor;
  const rowLength = tensor.shape[0] ?? 0;
  const rowBytes = encodedBytes(tensor.type, rowLength);
  const rows = rowsOf(tensor);
  if (values.kind === "noise") {
    encodeNoise(tensor.type, rowLength * rows, values, (bytes) => out.write(bytes));
  } else {
    const row = new Float32Array(rowLength);
    for (let index = 0; index < rows; index++) {
      row.fill(0);
      values.fill(index, row);
      encodeRow(tensor.type, row, out.take(rowBytes));
    }
  }
  const length = rowBytes * rows;
  out.take(aligned(length) - length).fill(0);
}

function encodeValue(value: GgufValue): Buffer[] {
  switch (value.kind) {
    case "u32":
    case "i32":
    case "f32":
      return [u32(VALUE_TYPES[value.kind]), scalar(value.kind, value.value)];
    case "bool":
      return [u32(VALUE_TYPES.bool), Buffer.from([value.value ? 1 : 0])];
    case "string":
      return [u32(VALUE_TYPES.string), string(value.value)];
    case "strings":
      return [u32(ARRAY_TYPE), u32(VALUE_TYPES.string), u64(value.value.length), ...value.value.map(string)];
    case "i32s":
    case "f32s": {
      const kind = value.kind === "i32s" ? "i32" : "f32";
      return [
        u32(ARRAY_TYPE),
        u32(VALUE_TYPES[kind]),
        u64(value.value.length),
        ...value.value.map((n) => scalar(kind, n)),
      ];
    }
    default:
      return value satisfies never;
  }
}

function scalar(kind: "u32" | "i32" | "f32", value: number): Buffer {
  const bytes = Buffer.alloc(4);
  if (kind === "u32") bytes.writeUInt32LE(value);
  else if (kind === "i32") bytes.writeInt32LE(value);
  else bytes.writeFloatLE(value);
  return bytes;
}

function u32(value: number): Buffer {
  return scalar("u32", value);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([u64(bytes.length), bytes]);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** Gathers small pieces, so that a file of a million rows is not a million writes. */
class ChunkedFile {
  readonly #handle: number;
  #chunk = new Uint8Array(CHUNK);
  #used = 0;

  constructor(handle: number) {
    this.#handle = handle;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length < CHUNK) {
      this.take(bytes.length).set(bytes);
      return;
    }
    this.flush();
    writeAll(this.#handle, bytes);
  }

  /** The next `length` bytes of the file, to be filled in before the next call. */
  take(length: number): Uint8Array {
    if (this.#used + length > this.#chunk.length) this.flush();
    if (length > this.#chunk.length) this.#chunk = new Uint8Array(length);
    const bytes = this.#chunk.subarray(this.#used, this.#used + length);
    this.#used += length;
    return bytes;
  }

  flush(): void {
    writeAll(this.#handle, this.#chunk.subarray(0, this.#used));
    this.#used = 0;
  }
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}
