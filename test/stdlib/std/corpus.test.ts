import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { search } from "../../../stdlib/std/corpus.ts";

let beside = "";
let working = "";
beforeEach(() => {
  beside = mkdtempSync(join(tmpdir(), "agentflow-corpus-"));
  working = mkdtempSync(join(tmpdir(), "agentflow-corpus-"));
});
afterEach(() => {
  for (const folder of [beside, working]) rmSync(folder, { recursive: true, force: true });
});

function write(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, "corpus", "deep"), { recursive: true });
  writeFileSync(join(folder, "corpus", name), text);
}

interface Hit {
  readonly text: string;
  readonly source: string;
}

async function find(query: string, limit = 3): Promise<readonly Hit[]> {
  const { signal } = new AbortController();
  const hits = await search({ query, limit }, { signal, workspace: working, directory: beside, key: "k" });
  return hits as unknown as readonly Hit[];
}

describe("search", () => {
  it("finds the passage that fits best, and says where it stands", async () => {
    write(beside, "tea.md", "# Tea\n\nTea holds theanine,\nwhich calms.\n\nGreen tea is mild.");
    write(beside, "deep/coffee.txt", "Coffee holds much caffeine.\n\nIt keeps people awake.");
    write(beside, "data.json", '{"caffeine": 1}');
    expect(await find("theanine")).toEqual([{ text: "Tea holds theanine, which calms.", source: "tea.md" }]);
    expect(await find("caffeine", 1)).toEqual([{ text: "Coffee holds much caffeine.", source: "deep/coffee.txt" }]);
    expect(await find("tea", 2)).toHaveLength(2);
    expect(await find("zebra")).toEqual([]);
  });

  it("looks beside the program first, then in the working directory", async () => {
    write(working, "a.txt", "From the working directory: apples.");
    expect((await find("apples"))[0]?.text).toContain("working directory");
    write(beside, "a.txt", "From beside the program: apples.");
    expect((await find("apples"))[0]?.text).toContain("beside the program");
  });

  it("says what to do where there is no corpus", async () => {
    await expect(find("x")).rejects.toThrow("make a folder called `corpus` beside the .af file");
  });

  it("finds what was written since it looked last", async () => {
    write(beside, "a.txt", "Old text about apples.");
    expect(await find("pears")).toEqual([]);
    write(beside, "a.txt", "New text about pears");
    utimesSync(join(beside, "corpus", "a.txt"), 2_000_000_000, 2_000_000_000);
    expect(await find("pears")).toHaveLength(1);
  });

  it("parts long paragraphs at sentences, and nothing is longer than a hit may be", async () => {
    const long = Array.from({ length: 60 }, (_, i) => `Sentence number ${i} is about whales 🐋.`).join(" ");
    write(beside, "long.txt", long);
    const hits = await find("whales", 10);
    expect(hits.length).toBeGreaterThan(3);
    for (const { text } of hits) {
      expect(Array.from(text).length).toBeLessThanOrEqual(360);
      expect(text).toMatch(/^Sentence .*\.$/);
    }
  });

  it("follows no link out of the corpus", async () => {
    writeFileSync(join(working, "secret.txt"), "The secret is plums.");
    write(beside, "a.txt", "Nothing here.");
    symlinkSync(join(working, "secret.txt"), join(beside, "corpus", "link.txt"));
    expect(await find("plums")).toEqual([]);
  });

  it("refuses a file that is too large by name", async () => {
    write(beside, "big.txt", "word ".repeat(500_000));
    await expect(find("word")).rejects.toThrow("corpus/big.txt has more than 2 MB");
  });
});
