import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";
import { edit_file, find_text, list_files, read_file, write_file } from "../../../stdlib/std/files.ts";

let around = "";
let workspace = "";
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), "agentflow-files-"));
  workspace = join(around, "workspace");
  mkdirSync(join(workspace, "notes"), { recursive: true });
  writeFileSync(join(around, "secret.txt"), "a secret");
  writeFileSync(join(workspace, "a.txt"), "one\ntwo\nthree\n");
  writeFileSync(join(workspace, "notes", "b.md"), "Tea holds THEANINE.\n");
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

function call(tool: ToolHandler, args: { readonly [name: string]: Json }): Promise<Json> {
  const { signal } = new AbortController();
  return Promise.resolve(tool(args, { signal, workspace, directory: around, key: "k" }));
}
const list = (folder = "") => call(list_files, { folder });
const read = (path: string, first_line = 1, lines = 400) => call(read_file, { path, first_line, lines });
const find = (text: string, limit = 20) => call(find_text, { text, folder: "", limit });
const write = (path: string, text: string) => call(write_file, { path, text });
const edit = (path: string, old: string, fresh: string) => call(edit_file, { path, old, new: fresh });

describe("list_files", () => {
  it("lists what is in the workspace and its folders, by name", async () => {
    expect(await list()).toEqual(["a.txt", "notes/b.md"]);
    expect(await list("notes")).toEqual(["notes/b.md"]);
  });

  it("leaves out what is hidden, links, and what programs install", async () => {
    mkdirSync(join(workspace, "node_modules"));
    writeFileSync(join(workspace, "node_modules", "x.js"), "");
    writeFileSync(join(workspace, ".env"), "KEY=1");
    symlinkSync(around, join(workspace, "out"));
    expect(await list()).toEqual(["a.txt", "notes/b.md"]);
  });

  it("says what a wrong folder is", async () => {
    await expect(list("nowhere")).rejects.toThrow("There is no folder `nowhere`");
    await expect(list("a.txt")).rejects.toThrow("is no folder");
  });
});

describe("read_file", () => {
  it("gives a range of lines and says how many there are", async () => {
    expect(await read("a.txt")).toEqual({ text: "one\ntwo\nthree", first_line: 1, lines: 3 });
    expect(await read("notes/../a.txt").catch(String)).toContain("leads out");
    expect(await read("./a.txt", 2, 1)).toEqual({ text: "two", first_line: 2, lines: 3 });
    await expect(read("a.txt", 9)).rejects.toThrow("has 3 lines");
  });

  it("refuses what is no text, no file or not there", async () => {
    writeFileSync(join(workspace, "c.bin"), Buffer.from([0xff, 0xfe, 0]));
    await expect(read("c.bin")).rejects.toThrow("is no text file");
    await expect(read("notes")).rejects.toThrow("is a folder");
    await expect(read("b.txt")).rejects.toThrow("There is no file `b.txt`");
  });

  it("follows a link that stays inside", async () => {
    symlinkSync(join(workspace, "a.txt"), join(workspace, "inside"));
    expect(await read("inside")).toMatchObject({ lines: 3 });
  });
});

describe("find_text", () => {
  it("finds lines in capitals or not, in order, up to its limit", async () => {
    expect(await find("theanine")).toEqual([{ path: "notes/b.md", line: 1, text: "Tea holds THEANINE." }]);
    expect(await find("t", 2)).toEqual([
      { path: "a.txt", line: 2, text: "two" },
      { path: "a.txt", line: 3, text: "three" },
    ]);
  });

  it("keeps what was found where it cuts a long line", async () => {
    writeFileSync(join(workspace, "long.txt"), `${"x".repeat(1_000)} needle ${"y".repeat(1_000)}`);
    const [match] = (await find("needle")) as { text: string }[];
    expect(match?.text).toContain("needle");
    expect(match?.text.length).toBe(240);
  });
});

describe("write_file and edit_file", () => {
  it("write whole files, make folders, and leave nothing else behind", async () => {
    expect(await write("new/deep/c.txt", "four")).toEqual({ path: "new/deep/c.txt", bytes: 4 });
    expect(readFileSync(join(workspace, "new", "deep", "c.txt"), "utf8")).toBe("four");
    expect(await readdir(join(workspace, "new", "deep"))).toEqual(["c.txt"]);
  });

  it("keep a file's mode", async () => {
    chmodSync(join(workspace, "a.txt"), 0o640);
    await write("a.txt", "new");
    expect(statSync(join(workspace, "a.txt")).mode & 0o777).toBe(0o640);
  });

  it("replace a text that stands once, and say so where it doesn't", async () => {
    await edit("a.txt", "two", "2 $& $1");
    expect(readFileSync(join(workspace, "a.txt"), "utf8")).toBe("one\n2 $& $1\nthree\n");
    await expect(edit("a.txt", "e", "E")).rejects.toThrow("contains the text 3 times");
    await expect(edit("a.txt", "zzz", "E")).rejects.toThrow("does not contain");
  });

  it("refuse places that are no file", async () => {
    await expect(write("notes", "x")).rejects.toThrow("is no file");
    await expect(write("", "x")).rejects.toThrow("needs a name");
    await expect(write("a.txt/b", "x")).rejects.toThrow("can't be made");
  });
});

describe("the workspace", () => {
  it("is left by no link, not even by one to something that is not there yet", async () => {
    symlinkSync(around, join(workspace, "out"));
    symlinkSync(join(around, "made.txt"), join(workspace, "dangling"));
    await expect(read("out/secret.txt")).rejects.toThrow("leads out of the workspace");
    await expect(write("out/made.txt", "x")).rejects.toThrow("leads out of the workspace");
    await expect(write("dangling", "x")).rejects.toThrow("link to nothing");
    expect(await readdir(around)).toEqual(["secret.txt", "workspace"]);
  });

  it("shows and changes nothing hidden, behind a link either", async () => {
    mkdirSync(join(workspace, ".git"));
    writeFileSync(join(workspace, ".git", "config"), "token");
    symlinkSync(join(workspace, ".git"), join(workspace, "visible"));
    await expect(read(".git/config")).rejects.toThrow("is hidden");
    await expect(read("visible/config")).rejects.toThrow("is hidden");
    await expect(write(".git/hooks/pre-commit", "x")).rejects.toThrow("is hidden");
  });

  it("is left by no path at all", async () => {
    symlinkSync(around, join(workspace, "out"));
    symlinkSync("..", join(workspace, "notes", "up"));
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "out",
      "up",
      "notes",
      "a.txt",
      "secret.txt",
      "workspace",
      "~",
      "C:",
      around,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), fc.constantFrom("/", "\\", "//"), async (parts, between) => {
        const path = parts.join(between);
        const text = await read(path).catch(() => undefined);
        expect(JSON.stringify(text ?? "")).not.toContain("a secret");
        await write(path, "written").catch(() => undefined);
        expect(readFileSync(join(around, "secret.txt"), "utf8")).toBe("a secret");
        expect((await readdir(around)).sort()).toEqual(["secret.txt", "workspace"]);
        // What was written inside goes, so that each path meets the same folder.
        rmSync(join(workspace, "a.txt"), { recursive: true, force: true });
        writeFileSync(join(workspace, "a.txt"), "one\n");
      }),
      { numRuns: 300 },
    );
  });
});
