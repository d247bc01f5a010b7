import { describe, expect, it } from "vitest";
import type { Script } from "../../../runtime/engine/scripted/script.ts";
import { openRun } from "../../../runtime/journal/runs.ts";
import type { Answer, Question } from "../../../runtime/run/options.ts";
import { eventsOf, failureOf, resultOf } from "../run/program.ts";
import { inFolder, record, resume } from "./recorded-run.ts";

const says = (answer: Answer, asked: Question[] = []) =>
  function* (question: Question) {
    asked.push(question);
    return answer;
  };

describe("a question that nobody can answer", () => {
  const source = `
    agent writer(n: int) -> int { prompt: "Write \${n}." }
    flow main() -> { kept: bool, others: int[] } {
      let both = parallel {
        kept: ask bool "Keep it?"
        others: for n in [1, 2] { writer(n) }
      }
      return both
    }
  `;
  const script: Script = () => ({ answer: 5, after: 10 });

  it("pauses the run when all else is done, and its answer lets it go on", async () => {
    await inFolder(async (folder) => {
      const paused = await record({ source, script }, folder);
      expect(paused.outcome).toEqual({ kind: "paused", ask: "main/both/kept/ask" });
      expect(eventsOf(paused, "agent-ended")).toHaveLength(2);
      const run = await openRun(folder, "last");
      expect(run.sessions.at(-1)?.end).toEqual(paused.outcome);
      expect(run.recorded().open()).toMatchObject([{ ask: "main/both/kept/ask", prompt: "Keep it?" }]);
      run.close();

      const options = { ask: says({ kind: "answered", value: true }) };
      const again = await resume({ source, script, options }, folder);
      expect(resultOf(again)).toEqual({ kept: true, others: [5, 5] });
      expect(again.prompts.size).toBe(0);
      // What was answered is not asked again.
      expect(resultOf(await resume({ source, script }, folder))).toEqual({ kept: true, others: [5, 5] });
    });
  });

  it("can be left open by whoever is asked, and be refused later", async () => {
    await inFolder(async (folder) => {
      const left = await record({ source, script, options: { ask: says({ kind: "nobody" }) } }, folder);
      expect(left.outcome.kind).toBe("paused");
      const refused = await resume({ source, script, options: { ask: says({ kind: "refused" }) } }, folder);
      expect(failureOf(refused)).toMatchObject({ reason: "refused", path: "main/both/kept/ask" });
      // The run failed for it: taken up again, the question is put once more.
      const asked: Question[] = [];
      const again = await resume(
        { source, script, options: { ask: says({ kind: "answered", value: false }, asked) } },
        folder,
      );
      expect(asked).toMatchObject([{ id: "main/both/kept/ask", prompt: "Keep it?" }]);
      expect(resultOf(again)).toEqual({ kept: false, others: [5, 5] });
    });
  });
});

describe("an effect whose outcome nobody knows", () => {
  const source = `
    tool post(text: string) -> string { from: "./tools.ts", effect: true }
    agent poster() -> string { tools: [post], turns: 3, prompt: "Post." }
    flow main() -> string { return poster() }
  `;
  const script: Script = ({ turn, prompt }) =>
    turn === 0
      ? { calls: [{ name: "post", arguments: { text: "hello" } }] }
      : { answer: prompt.includes("nobody knows") ? "in doubt" : "posted" };

  const world = () => {
    const keys: string[] = [];
    const post = async (_: unknown, { key }: { readonly key: string }) => {
      keys.push(key);
      return "ok";
    };
    return { keys, program: { source, script, tools: { post } } };
  };
  const broken = (program: ReturnType<typeof world>["program"], folder: string) =>
    record(program, folder, (event) => event.kind === "tool-ended");

  it("is on the disk before the tool runs, and pauses a resume", async () => {
    await inFolder(async (folder) => {
      const { keys, program } = world();
      await broken(program, folder);
      expect(keys).toHaveLength(1);
      const paused = await resume(program, folder);
      expect(paused.outcome.kind).toBe("paused");
      expect(eventsOf(paused, "ask-opened")[0]?.prompt).toContain("`post` was called with");
      expect(keys).toHaveLength(1);
    });
  });

  it("is repeated with the same key where that is wanted", async () => {
    await inFolder(async (folder) => {
      const { keys, program } = world();
      await broken(program, folder);
      const again = await resume({ ...program, options: { effects: "repeat" } }, folder);
      expect(resultOf(again)).toBe("posted");
      expect(keys).toHaveLength(2);
      expect(keys[1]).toBe(keys[0]);
      expect(keys[0]).toBe(`${again.id} main/poster call-3.0`);
    });
  });

  it("is told to the model where it is not to be repeated", async () => {
    await inFolder(async (folder) => {
      const { keys, program } = world();
      await broken(program, folder);
      const again = await resume({ ...program, options: { ask: says({ kind: "answered", value: false }) } }, folder);
      expect(resultOf(again)).toBe("in doubt");
      expect(keys).toHaveLength(1);
    });
  });

  it("is asked about before an attempt that failed after it is made again", async () => {
    await inFolder(async (folder) => {
      const { keys, program } = world();
      const failing: Script = (asked) => (asked.turn === 0 ? script(asked) : { fail: "gone" });
      expect(failureOf(await record({ ...program, script: failing }, folder)).path).toBe("main/poster");
      const paused = await resume(program, folder);
      expect(eventsOf(paused, "ask-opened")[0]?.prompt).toContain("May it try again");
      const again = await resume({ ...program, options: { effects: "repeat" } }, folder);
      expect(resultOf(again)).toBe("posted");
      // Another attempt, another call.
      expect(new Set(keys).size).toBe(2);
    });
  });
});

describe("two calls of a protected tool in one turn", () => {
  it("are two questions", async () => {
    const source = `
      tool open(door: int) -> string { from: "./tools.ts", protected: true }
      agent keeper() -> string { tools: [open], turns: 2, prompt: "Keep." }
      flow main() -> string { return keeper() }
    `;
    const script: Script = ({ turn }) =>
      turn === 0 ? { calls: [1, 2].map((door) => ({ name: "open", arguments: { door } })) } : { answer: "done" };
    await inFolder(async (folder) => {
      const asked: Question[] = [];
      const options = { ask: says({ kind: "answered", value: true }, asked) };
      await record({ source, script, tools: { open: async () => "open" }, options }, folder);
      expect(new Set(asked.map(({ id }) => id)).size).toBe(2);
      expect(asked.map(({ call }) => call?.arguments)).toEqual([{ door: 1 }, { door: 2 }]);
    });
  });
});
