import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilerProblems } from "../../../compiler/diagnostics/all.ts";
import { compileText } from "../sources.ts";

const snapshots = new URL("__snapshots__/", import.meta.url);

describe("the compiler's catalogue", () => {
  it("has each code once, in order, in the range of its phase", () => {
    const codes = compilerProblems.map((each) => each.code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.every((code) => /^AF0[2-6]\d\d$/.test(code))).toBe(true);
  });

  it("warns in AF06xx alone", () => {
    for (const { code, severity } of compilerProblems)
      expect(severity).toBe(code.startsWith("AF06") ? "warning" : "error");
  });

  it("has titles of two to four words in lower case", () => {
    for (const { title } of compilerProblems) expect(title).toMatch(/^[a-z-]+( [a-z-]+){1,3}$/);
  });

  it("has an example of every code among the snapshots", () => {
    const shown = readdirSync(snapshots).map((file) => readFileSync(new URL(file, snapshots), "utf8"));
    const missing = compilerProblems.filter(({ code }) => !shown.some((text) => text.includes(`${code} ·`)));
    // A file that can't be read has no source to show.
    expect(missing.map((each) => each.code)).toEqual(["AF0210"]);
  });

  it("says everything in sentences", () => {
    for (const source of [`flow f() -> int { return x }`, `import { a } from "b"`, `agent a() { turns: 0 }`]) {
      for (const { message } of compileText(source).diagnostics) expect(message).toMatch(/^.+[.…]$/);
    }
  });
});
