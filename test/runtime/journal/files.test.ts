import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run as start } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { Event } from "../../../runtime/events/event.ts";
import { openDatabase } from "../../../runtime/journal/database.ts";
import { packed, unpacked } from "../../../runtime/journal/entry-rows.ts";
import { replay } from "../../../runtime/journal/replay.ts";
import { runIdAt } from "../../../runtime/journal/run-id.ts";
import { listRuns, openRun, pruneRuns, startJournal } from "../../../runtime/journal/runs.ts";
import { redactorOf } from "../../../runtime/journal/secrets.ts";
import { graphOf, runProgram } from "../run/program.ts";
import { headerOf, inFolder, record, resume } from "./recorded-run.ts";

const program = {
  source: `
    agent writer(n: int) -> string { prompt: "Write \${n}." }
    flow main() -> string[] { return parallel n in [1, 2, 3] { writer(n) } }
  `,
  script: ({ path }: { readonly path: string }) => ({ answer: `text of ${path}`, after: 30 }),
};

describe("the file of a run", () => {
  it("is its owner's alone, one file when the run is over, and no repository takes it up", async () => {
    await inFolder(async (folder) => {
      const { id } = await record(program, folder);
      expect(readdirSync(folder).sort()).toEqual([".gitignore", `${id}.db`]);
      expect(statSync(join(folder, `${id}.db`)).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    });
  });

  it("gives the same events and the same result again", async () => {
    await inFolder(async (folder) => {
      const ran = await record(program, folder);
      const run = await openRun(folder, ran.id);
      const recorded = run.events(1);
      run.close();
      const clock = createSimulatedClock();
      const seen: Event[] = [];
      const times: number[] = [];
      await start(() =>
        replay(recorded, {
          clock,
          speed: 2,
          onEvent(event) {
            seen.push(event);
            times.push(clock.now());
          },
        }),
      );
      expect(seen).toEqual(ran.events);
      expect(seen.at(-1)).toMatchObject({ kind: "run-ended", outcome: ran.outcome });
      // At twice the pace.
      expect(times).toEqual(seen.map(({ t }) => t / 2));
    });
  });

  it("takes some seven bytes a token for what agents wrote, and a shared prefix once", async () => {
    await inFolder(async (folder) => {
      const text = "x".repeat(4_000);
      const long = { ...program, script: () => ({ answer: text }) };
      const { id } = await record(long, folder);
      const database = await openDatabase(join(folder, `${id}.db`));
      const [row] = database.all(
        "SELECT sum(length(entry) + length(tokens)) AS bytes FROM entries WHERE tokens IS NOT NULL",
      );
      const prefixes = database.all("SELECT entry FROM entries WHERE parent = ''");
      database.close();
      const tokens = 3 * 1_000;
      expect(Number(row?.bytes) / tokens).toBeLessThan(9);
      expect(prefixes.length).toBeLessThanOrEqual(3);
    });
  });

  it.each([
    ["another database", async (file: string) => await foreign(file), "is no journal of a run"],
    [
      "another sort of file",
      async (file: string) => writeFileSync(file, "no database ".repeat(500)),
      "is no journal of a run",
    ],
    ["another version", async (file: string) => await versioned(file, 99), "written by another version"],
    ["damaged", async (file: string) => writeFileSync(file, readFileSync(file).fill(0xff, 4_096, 40_000)), "damaged"],
  ])("is refused in a sentence where it is %s, and listed as unreadable", async (_, spoil, sentence) => {
    await inFolder(async (folder) => {
      const { id } = await record(program, folder);
      const file = join(folder, `${id}.db`);
      await spoil(file);
      await expect(openRun(folder, id).then((run) => run.recorded())).rejects.toThrow(sentence);
    });
  });

  it("may be read while another process writes it", async () => {
    await inFolder(async (folder) => {
      const journal = await startJournal(folder, headerOf(program, graphOf(program.source)), { onLost: () => {} });
      expect(await listRuns(folder, 5)).toMatchObject([{ sessions: [{ end: { kind: "running" } }] }]);
      journal.close();
    });
  });

  it("that can't be written any more is told of once, and the run goes on", async () => {
    await inFolder(async (folder) => {
      const told: string[] = [];
      const header = headerOf(program, graphOf(program.source));
      const journal = await startJournal(folder, header, { onLost: (why) => told.push(why) });
      const other = await openDatabase(join(folder, `${journal.run}.db`));
      other.exec("BEGIN IMMEDIATE");
      const ran = await runProgram({ ...program, options: { journal } });
      expect(ran.outcome.kind).toBe("done");
      expect(told).toEqual([expect.stringContaining("in use by another process")]);
      other.exec("ROLLBACK");
      other.close();
      journal.close();
    });
  });

  it("is refused in a sentence where the folder can't be written", async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "..", "..", ".agentflow"), "a file where the folder should be");
      const started = startJournal(folder, headerOf(program, graphOf(program.source)), { onLost: () => {} });
      await expect(started).rejects.toThrow(/can't be/);
      chmodSync(join(folder, "..", "..", ".agentflow"), 0o600);
    });
  });
});

describe("runs of a folder", () => {
  it("are found by the beginning of their id, in either case", async () => {
    await inFolder(async (folder) => {
      const first = await record(program, folder);
      const second = await record(program, folder);
      expect(second.id > first.id).toBe(true);
      const run = await openRun(folder, second.id.toUpperCase());
      run.close();
      expect(run.header.id).toBe(second.id);
      await expect(openRun(folder, first.id.slice(0, 5))).rejects.toThrow("2 runs begin with");
      await expect(openRun(folder, "zzzzzz")).rejects.toThrow("There is no run `zzzzzz` here.");
    });
    await inFolder((folder) => expect(openRun(folder, "last")).rejects.toThrow("There are no runs"));
  });

  it("are listed newest first, with what all their sessions took, and the oldest are deleted on demand", async () => {
    await inFolder(async (folder) => {
      const ids = [];
      for (let i = 0; i < 3; i++) ids.push((await record(program, folder)).id);
      await resume(program, folder);
      const runs = await listRuns(folder, 2);
      expect(runs).toMatchObject([{ header: { id: ids[2] } }, { header: { id: ids[1] } }]);
      expect(runs[0]).toMatchObject({ sessions: [{ number: 1 }, { number: 2, tokens: 0 }] });
      expect(await pruneRuns(folder, 1)).toEqual([ids[1], ids[0]]);
      expect(readdirSync(folder).filter((name) => name.endsWith(".db"))).toEqual([`${ids[2]}.db`]);
    });
  });

  it("keep a run that waits for a person", async () => {
    await inFolder(async (folder) => {
      const { id } = await record({ source: 'flow main() -> bool { return ask bool "Go on?" }' }, folder);
      await record(program, folder);
      expect(await pruneRuns(folder, 0)).toHaveLength(1);
      const kept = await openRun(folder, "last");
      kept.close();
      expect(kept.header.id).toBe(id);
    });
  });

  it("sort by time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e6 }), (seconds, more) => {
        const at = (second: number) => runIdAt(Date.UTC(2024, 0, 1) + second * 1000);
        expect(at(seconds) < at(seconds + more)).toBe(true);
        expect(at(seconds)).toMatch(/^[0-9a-hjkmnp-tv-z]{6}$/);
      }),
    );
  });
});

describe("secrets", () => {
  it("stand in no event, no journal and no failure", async () => {
    const secret = 'k"ey-123456';
    const source = `
      tool leak() -> string { from: "./tools.ts" }
      flow main() -> string { let x = leak()
        expect x == "other"
        return x }
    `;
    const tools = { leak: async () => `the key is ${secret}` };
    await inFolder(async (folder) => {
      const graph = graphOf(source);
      const redact = redactorOf([secret]);
      const journal = await startJournal(folder, headerOf({ source }, graph), { redact, onLost: () => {} });
      const ran = await runProgram({ source, tools, options: { journal, secrets: [secret] } });
      journal.close();
      expect(JSON.stringify([ran.events, ran.outcome])).not.toContain("123456");
      expect(JSON.stringify(ran.outcome)).toContain("[secret]");
      expect(readFileSync(join(folder, `${journal.run}.db`)).includes("123456")).toBe(false);
    });
  });
});

describe("packed numbers", () => {
  it("are what they were", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31 - 1)), (numbers) => {
        expect(unpacked(packed(numbers))).toEqual(numbers);
      }),
    );
  });
});

async function versioned(file: string, version: number): Promise<void> {
  const database = await openDatabase(file);
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

async function foreign(file: string): Promise<void> {
  const database = await openDatabase(file);
  database.exec("PRAGMA application_id = 7");
  database.close();
}
