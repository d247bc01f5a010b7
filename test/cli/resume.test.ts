import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Script } from "../../runtime/engine/scripted/script.ts";
import { agentflow, folderWith, scripted } from "./terminal.ts";

const PROGRAM = `
agent writer(n: int) -> string { prompt: "Write \${n}." }
flow main(topic: string) -> { text: string, why: string } {
  let text = writer(1)
  let ok = ask bool "Publish \${text} on \${topic}?"
  expect ok
  let why = ask string "Why?"
  return { text, why }
}
`;
const script: Script = () => ({ answer: "a draft" });

/** A folder with the program, and the command in it. */
function desk(source = PROGRAM) {
  const folder = folderWith({ "main.af": source });
  const file = join(folder, "main.af");
  const runs = join(folder, "runs");
  const call = (...words: string[]) => agentflow(words, { runs, engine: scripted(file, script) });
  return { folder, file, runs, call };
}

const idOf = (runs: string): string =>
  readdirSync(runs)
    .find((name) => name.endsWith(".db"))
    ?.slice(0, -3) ?? "";

describe("agentflow resume", () => {
  it("answers what a paused run waits for, one question after the other, and gives its result", async () => {
    const { file, runs, call } = desk();
    const paused = await call("run", file, "--topic", "tea");
    const id = idOf(runs);
    expect(paused.code).toBe(3);
    expect(paused.out).toBe("");
    expect(paused.err).toContain(`  ? Publish a draft on tea?\n    agentflow resume ${id} --answer yes`);
    expect(paused.err).toContain(`agentflow resume ${id}`);

    const next = await call("resume", id.slice(0, 6), "--answer", "yes");
    expect(next.code).toBe(3);
    expect(next.err).toContain("  ? Why?\n");
    const done = await call("resume", "last", "--answer", "because");
    expect(done).toMatchObject({ code: 0, out: '{"text":"a draft","why":"because"}\n' });
    expect(done.err).toContain(`agentflow replay ${id}`);
    expect(done.err).not.toContain("loading");
  });

  it("says what an answer must be, and which question several answers are for", async () => {
    const { file, call } = desk(
      `flow main() -> { a: int, b: bool } { return parallel { a: ask int "A?", b: ask bool "B?" } }`,
    );
    expect((await call("run", file)).err).toMatch(/--answer main\/parallel\/a\/ask=NUMBER/);
    expect(await call("resume", "last", "--answer", "3")).toMatchObject({ code: 2 });
    const wrong = await call("resume", "last", "--answer", "main/parallel/a/ask=three");
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("It takes") });
    const both = ["--answer", "main/parallel/a/ask=3", "--answer", "main/parallel/b/ask=no"];
    expect(await call("resume", "last", ...both)).toMatchObject({ code: 0, out: '{"a":3,"b":false}\n' });
    expect(await call("resume", "last", "--answer", "1")).toMatchObject({
      code: 2,
      err: "agentflow: This run waits for no answer.\n",
    });
  });

  it("leaves a run waiting where an answer does not do, or is given twice", async () => {
    const { file, call } = desk();
    await call("run", file, "--topic", "tea");
    expect(await call("resume", "last", "--answer", "maybe")).toMatchObject({ code: 2, out: "" });
    expect((await call("resume", "last", "--answer", "yes", "--answer", "no")).err).toContain("is answered twice");
    const [listed] = JSON.parse((await call("runs", "--json")).out) as { status: string; sessions: number }[];
    expect(listed).toMatchObject({ status: "paused", sessions: 1 });
  });

  it("refuses on demand", async () => {
    const { file, call } = desk();
    await call("run", file, "--topic", "tea");
    const refused = await call("resume", "last", "--refuse");
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("The question was refused") });
  });

  it("lists what was changed first", async () => {
    const { file, call } = desk();
    await call("run", file, "--topic", "tea");
    writeFileSync(file, PROGRAM.replace("Write ${n}.", "Write well: ${n}."));
    const { err } = await call("resume", "last");
    expect(err).toMatch(/^Changed, and run again:\n {2}main\/text\n/);
  });

  it("goes on with the program as it was where its file is gone, and not at all where it is wrong", async () => {
    const { file, call } = desk();
    await call("run", file, "--topic", "tea");
    writeFileSync(file, "flow main(");
    expect(await call("resume", "last")).toMatchObject({ code: 1, err: expect.stringContaining("error AF") });
    writeFileSync(file, PROGRAM.replaceAll("main(", "other("));
    expect(await call("resume", "last")).toMatchObject({ code: 2, err: expect.stringContaining("has no flow `main`") });
    rmSync(file);
    const gone = await call("resume", "last", "--answer", "yes");
    expect(gone).toMatchObject({ code: 3, err: expect.stringContaining("the run goes on with the program as it was") });
  });

  it("knows no run by another name", async () => {
    const { call } = desk();
    expect(await call("resume", "zzz")).toMatchObject({ code: 2, err: expect.stringContaining("There are no runs") });
    expect(await call("replay", "zzz")).toMatchObject({ code: 2, err: expect.stringContaining("There are no runs") });
  });
});

describe("agentflow replay", () => {
  it("shows the same lines and gives the same result, without a model", async () => {
    const { file, call } = desk(`
agent writer(n: int) -> string { prompt: "Write \${n}." }
flow main() -> string[] { return parallel n in [1, 2] { writer(n) } }
`);
    const ran = await call("run", file);
    const shown = await call("replay", "last", "--fast");
    expect(shown).toEqual(ran);
    expect(await call("replay", "last", "--speed", "1000")).toEqual(ran);
    expect(await call("replay", "last", "--speed", "0")).toMatchObject({ code: 2 });
    expect(await call("replay", "last", "--session", "2")).toMatchObject({ code: 2 });
  });
});

describe("agentflow runs", () => {
  it("lists runs with what they are and how they ended, and deletes old ones", async () => {
    const { file, runs, call } = desk();
    expect(await call("runs")).toMatchObject({ code: 0, err: "No runs are recorded in this folder.\n" });
    await call("run", file, "--topic", "tea");
    const id = idOf(runs);
    await call("resume", id, "--answer", "no");
    const { out } = await call("runs");
    expect(out).toMatch(
      new RegExp(`^${id}  main  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  failed  +[\\d.]+ s  +\\d+ tok  `),
    );
    const listed = JSON.parse((await call("runs", "--json")).out);
    expect(listed).toMatchObject([{ id, flow: "main", status: "failed", sessions: 2, arguments: { topic: "tea" } }]);
    expect((await call("runs", "--prune", "0")).err).toBe("1 run deleted.\n");
    expect(readdirSync(runs)).toEqual([".gitignore"]);
  });

  it("records nothing where that is not wanted, and goes on where it can't", async () => {
    const { folder, file, call } = desk(`flow main() -> int { return 1 }`);
    const unrecorded = await call("run", file, "--no-journal");
    expect(unrecorded.err).not.toContain("replay");
    expect(readdirSync(folder)).toEqual(["main.af"]);
    writeFileSync(join(folder, "runs"), "a file where the folder should be");
    const ran = await call("run", file);
    expect(ran).toMatchObject({ code: 0, out: "1\n" });
    expect(ran.err).toContain("This run is not recorded");
  });
});
