import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { useCommand } from "./command.ts";
import { folderWith } from "./terminal.ts";

const command = useCommand();

/** Long enough at work that a signal always finds it there: an answer that only ends when its tokens do. */
const LONG = `agent writer(n: int) -> string(1800..) {
  tokens: 3000
  prompt: "Write \${n}."
}
flow main(list: int[] = [1, 2]) -> string[] {
  spine { system: "You write." }
  return parallel n in list { writer(n) }
}
`;

interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the built command, on pipes. */
function start(words: readonly string[]): {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly end: Promise<Finished>;
} {
  // A cache of its own: what is kept of models is kept for one build of the command.
  const env = { ...process.env, XDG_CACHE_HOME: folderWith({}) };
  // In a folder of its own, where its runs are recorded.
  const cwd = folderWith({});
  const child = spawn(process.execPath, [command.path, ...words], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  const end = once(child, "close").then(
    ([code, signal]): Finished => ({
      code: code as number | null,
      signal: signal as string | null,
      out,
      err,
    }),
  );
  return { child, said: () => err, end };
}

describe("the built command", () => {
  it("runs an example on the model that ships", async () => {
    const { code, out, err } = await start(["run", resolve("examples/triage.af")]).end;
    expect(err).toContain("✓ triage in");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(2);
  }, 120_000);

  it.each(["SIGINT", "SIGTERM"] as const)(
    "halts cleanly on %s in the middle of a run",
    async (signal) => {
      const file = join(folderWith({ "long.af": LONG }), "long.af");
      const run = start(["run", file]);
      const listen = (): void => {
        if (!run.said().includes("ready in")) return;
        run.child.stderr?.off("data", listen);
        run.child.kill(signal);
      };
      run.child.stderr?.on("data", listen);
      const { code, out, err } = await run.end;
      expect(err).toContain("⊘ main halted after");
      expect({ code, out }).toEqual({ code: signal === "SIGINT" ? 130 : 143, out: "" });
      expect(err).not.toMatch(/\n\s+at /);
    },
    120_000,
  );

  it("formats what it is given on stdin", () => {
    const piped = (input: string) =>
      spawnSync(process.execPath, [command.path, "fmt", "-"], { input, encoding: "utf8" });
    expect(piped("schema  A {x:int}")).toMatchObject({ status: 0, stdout: "schema A { x: int }\n", stderr: "" });
    const wrong = piped("schema A { x int }");
    expect(wrong).toMatchObject({ status: 1, stdout: "" });
    expect(wrong.stderr).toContain("error AF0110");
  }, 60_000);

  it("is quiet when its reader goes away", async () => {
    const run = start(["graph", resolve("examples/research.af")]);
    run.child.stdout?.once("data", () => run.child.stdout?.destroy());
    const { code, err } = await run.end;
    expect({ code, err }).toEqual({ code: 0, err: "" });
  }, 60_000);
});
