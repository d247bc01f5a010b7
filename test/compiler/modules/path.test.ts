import { describe, expect, it } from "vitest";
import { folderOf, importPath, joinPath, relativePath } from "../../../compiler/modules/path.ts";

describe("importPath", () => {
  it.each([
    ["main.af", "./b.af", "b.af"],
    ["flows/main.af", "./b.af", "flows/b.af"],
    ["flows/main.af", "../b.af", "b.af"],
    ["main.af", "../b.af", "../b.af"],
    ["/home/me/main.af", "./x/../b.af", "/home/me/b.af"],
    ["C:/work/main.af", "../b.af", "C:/b.af"],
    ["main.af", "std/corpus", "std/corpus.af"],
  ])("leads from %s by %s to %s", (importer, written, path) => {
    expect(importPath(importer, written)).toEqual({ kind: "path", path });
  });

  it("keeps a user's own folder `std` apart from the library", () => {
    expect(importPath("main.af", "./std/corpus.af")).toEqual({ kind: "path", path: "./std/corpus.af" });
    expect(importPath("./std/corpus.af", "./other.af")).toEqual({ kind: "path", path: "./std/other.af" });
    expect(importPath("std/corpus.af", "./other.af")).toEqual({ kind: "path", path: "std/other.af" });
  });

  it.each(["b.af", "b", "./b", "/b.af", "std/", "std/Corpus", "std/a/b", "https://a/b.af"])("refuses %s", (written) => {
    expect(importPath("main.af", written).kind).toBe("wrong");
  });
});

describe("relativePath", () => {
  it.each([
    ["flows", "flows/b.af", "b.af"],
    ["flows", "b.af", "../b.af"],
    ["", "flows/b.af", "flows/b.af"],
    ["/home/me", "/home/you/b.af", "../you/b.af"],
    ["flows", "std/corpus.af", "std/corpus.af"],
    ["flows", "/etc/b.af", "/etc/b.af"],
    ["", "./std/corpus.af", "std/corpus.af"],
  ])("from %s writes %s as %s", (folder, path, written) => {
    expect(relativePath(folder, path)).toBe(written);
  });
});

describe("joinPath", () => {
  it("leaves an absolute path as it is", () => {
    expect(joinPath("flows", "/models/m.gguf")).toBe("/models/m.gguf");
  });

  it("finds the folder of a file at the root", () => {
    expect(joinPath(folderOf("/main.af"), "./b.af")).toBe("/b.af");
  });
});
