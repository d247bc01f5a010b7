import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readBundle } from "../../../runtime/native/git-bundle.ts";

const id = (kind: string, content: Buffer) =>
  createHash("sha1").update(`${kind} ${content.length}\0`).update(content).digest();

const tree = (...entries: readonly [mode: string, name: string, id: Buffer][]) =>
  Buffer.concat(entries.flatMap(([mode, name, hash]) => [Buffer.from(`${mode} ${name}\0`), hash]));

/** An object's beginning in a pack: its type and its size, seven bits at a time after the first four. */
function begin(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let left = size >> 4; left > 0; left >>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(left & 0x7f);
  }
  return Buffer.from(bytes);
}

/** "Copy `length` bytes from `from`", then "insert `text`". */
function delta(base: Buffer, from: number, length: number, text: string): Buffer {
  const sizes = [base.length, length + text.length].flatMap((size) =>
    size < 128 ? [size] : [(size & 0x7f) | 0x80, size >> 7],
  );
  return Buffer.from([...sizes, 0x80 | 1 | 2 | 0x10, from & 255, from >> 8, length, text.length, ...Buffer.from(text)]);
}

const first = Buffer.from(`#pragma once\n${"x".repeat(300)}\n`);
const second = Buffer.concat([first.subarray(13, 213), Buffer.from("second")]);
const third = Buffer.concat([second.subarray(0, 100), Buffer.from("third")]);

function bundle(): Buffer {
  const folder = tree(
    ["100644", "first.h", id("blob", first)],
    ["100644", "notes.txt", id("blob", Buffer.from("no header"))],
    ["100644", "second.h", id("blob", second)],
    ["100644", "third.h", id("blob", third)],
  );
  const middle = tree(["40000", "include", id("tree", folder)]);
  const root = tree(["40000", "lib", id("tree", middle)]);
  const commit = Buffer.from(`tree ${id("tree", root).toString("hex")}\nauthor A <a@b> 0 +0000\n\nOne\n`);
  const objects: Buffer[] = [];
  const put = (...parts: Buffer[]) => objects.push(Buffer.concat(parts)) - 1;
  put(begin(1, commit.length), deflateSync(commit));
  for (const each of [root, middle, folder]) put(begin(2, each.length), deflateSync(each));
  put(begin(3, 9), deflateSync(Buffer.from("no header")));
  // A difference to another that is yet to come.
  const toSecond = delta(second, 0, 100, "third");
  put(begin(7, toSecond.length), id("blob", second), deflateSync(toSecond));
  const base = put(begin(3, first.length), deflateSync(first));
  const toFirst = delta(first, 13, 200, "second");
  const back = objects.slice(base).reduce((sum, object) => sum + object.length, 0);
  expect(back).toBeLessThan(128);
  put(begin(6, toFirst.length), Buffer.from([back]), deflateSync(toFirst));
  const head = Buffer.from(`# v2 git bundle\n${id("commit", commit).toString("hex")} HEAD\n\n`);
  const pack = Buffer.concat([Buffer.from("PACK\0\0\0\x02\0\0\0"), Buffer.from([objects.length]), ...objects]);
  return Buffer.concat([head, pack, createHash("sha1").update(pack).digest()]);
}

describe("readBundle", () => {
  it("finds the files of a folder, those stored as differences too", () => {
    const files = readBundle(bundle(), ["lib/include"], ".h");
    expect([...files.keys()]).toEqual(["lib/include/first.h", "lib/include/second.h", "lib/include/third.h"]);
    expect(files.get("lib/include/first.h")).toEqual(first);
    expect(files.get("lib/include/second.h")).toEqual(second);
    expect(files.get("lib/include/third.h")).toEqual(third);
  });

  it("says what a folder or a bundle lacks", () => {
    expect(() => readBundle(bundle(), ["lib/source"], ".h")).toThrow("The bundle has no folder lib/source.");
    expect(() => readBundle(Buffer.from("PACK"), ["lib"], ".h")).toThrow("This is no git bundle of version 2.");
  });
});
