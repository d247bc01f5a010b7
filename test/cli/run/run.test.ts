import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shownPath } from "../../../cli/load.ts";
import type { Event } from "../../../runtime/events/event.ts";
import { agentflow, folderWith, scripted } from "../terminal.ts";

const PROGRAM = `/// Greets people, politely or not.
flow main(
  /// Who is greeted.
  name: string(1..20),
  times: int(1..3) = 1,
  polite: bool = true,
  tags: string[] = ["a", "b"],
  model: string = "none",
) -> string {
  return greeter("\${name} \${times} \${polite} \${tags} \${model}")
}
agent greeter(what: string) { prompt: "Greet \${what}." }
/// Gives a record.
flow record(name: string) -> { text: string } { return { text: greeter(name) } }
flow failing(name: string = "Ana") -> string {
  let text = greeter(name)
  expect text == "never"
  return text
}
`;
const file = () => join(folderWith({ "greet.af": PROGRAM }), "greet.af");

/** Runs the program with a model that repeats what it was asked. */
function run(path: string, words: readonly string[], terminal = false) {
  const engine = scripted(path, ({ prompt }) => ({ answer: /Greet (.*)\./.exec(prompt)?.[1] ?? "" }));
  return agentflow(["run", path, ...words], { engine, terminal });
}

describe("agentflow run", () => {
  it("takes parameters as options, and prints JSON for programs", async () => {
    const path = file();
    const words = ["--name", "Ana", "--times=2", "--no-polite", "--tags", '["x"]', "--arg", "model=m"];
    const { code, out } = await run(path, words);
    expect({ code, out }).toEqual({ code: 0, out: '"Ana 2 false [\\"x\\"] m"\n' });
  });

  it("takes a bool written out", async () => {
    const path = file();
    expect((await run(path, ["--name", "Ana", "--polite=false"])).out).toContain("Ana 1 false");
    expect((await run(path, ["--name", "Ana", "--polite=true"])).out).toContain("Ana 1 true");
  });

  it.skipIf(!existsSync("/dev/full"))("goes on where its trace can't be written on", async () => {
    const { code, out, err } = await run(file(), ["record", "--name", "Ana", "--trace", "/dev/full"]);
    expect({ code, out }).toEqual({ code: 0, out: '{"text":"Ana"}\n' });
    expect(err).toContain("The trace in /dev/full is not whole: ENOSPC");
  });

  it("prints a text as it is on a terminal, unless JSON is asked for", async () => {
    const path = file();
    expect((await run(path, ["--name", "Ana"], true)).out).toBe('Ana 1 true ["a","b"] none\n');
    expect((await run(path, ["--name", "Ana", "--json"], true)).out).toBe('"Ana 1 true [\\"a\\",\\"b\\"] none"\n');
    expect((await run(path, ["record", "--name", "Ana"], true)).out).toBe('{\n  "text": "Ana"\n}\n');
  });

  it("finds the flow's name behind options too", async () => {
    const path = file();
    expect((await run(path, ["--seed", "3", "record", "--name", "Ana"])).out).toBe('{"text":"Ana"}\n');
    expect((await run(path, ["--name", "Ana", "record"])).out).toBe('{"text":"Ana"}\n');
  });

  it("takes all parameters from a file, and what is nearer wins", async () => {
    const path = file();
    const input = join(folderWith({ "all.json": '{"name": "Tom", "times": 3}' }), "all.json");
    expect((await run(path, ["--input", input, "--times", "2"])).out).toContain("Tom 2 true");
  });

  it("tells its progress and its receipt on stderr only", async () => {
    const { err } = await run(file(), ["record", "--name", "Ana", "--seed", "5"]);
    expect(err).toContain("00:00.0 record started, seed 5");
    expect(err).toContain("✓ record in ");
    expect(err).toContain("1 agent");
  });

  it("writes every event where it is told to", async () => {
    const trace = join(folderWith({}), "trace.jsonl");
    await run(file(), ["record", "--name", "Ana", "--trace", trace]);
    const events = readFileSync(trace, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
    expect(events[0]?.kind).toBe("run-started");
    expect(events.at(-1)).toMatchObject({ kind: "run-ended", outcome: { kind: "done", value: { text: "Ana" } } });
  });

  it("ends with code 1 and the place where a run fails", async () => {
    const path = file();
    const { code, out, err } = await run(path, ["failing"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`${shownPath(path)}:17:3`);
    expect(err).toContain("expectation not met");
    expect(err).toContain("✗ failing failed after");
  });

  it("runs nothing of a program with errors", async () => {
    const path = join(folderWith({ "a.af": "flow main() -> string { return nobody() }\n" }), "a.af");
    const { code, out, err } = await agentflow(["run", path]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error AF");
    expect(err).not.toContain("started");
  });
});

describe("agentflow run FILE --help", () => {
  it("shows the flow's own words, its parameters and the general options", async () => {
    const path = file();
    const { code, out, err } = await agentflow(["run", path, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.replaceAll(path, "greet.af")).toMatchSnapshot();
  });

  it("says nothing of warnings, which those are told who run it", async () => {
    const source = 'agent idle() -> string { prompt: "x" }\nflow main() -> string { return "done" }\n';
    const path = join(folderWith({ "a.af": source }), "a.af");
    expect((await agentflow(["run", path, "--help"])).err).toBe("");
    expect((await agentflow(["run", path])).err).toContain("warning AF");
  });

  it("shows the flow that is named, and the general options without a file", async () => {
    const path = file();
    expect((await agentflow(["run", path, "record", "--help"])).out).toContain("Gives a record.");
    expect((await agentflow(["run", "--help"])).out).toMatchSnapshot();
  });
});

describe("a wrong command line of run", () => {
  it.each([
    ["a missing parameter", []],
    ["a misspelt option", ["--nam", "Ana"]],
    ["an option without its value", ["--name"]],
    ["an option where a value belongs", ["--name", "--json"]],
    ["a value out of bounds", ["--name", "Ana", "--times", "9"]],
    ["a value of another type", ["--name", "Ana", "--times", "many"]],
    ["a bool with a value", ["--name", "Ana", "--polite", "maybe"]],
    ["a bool with a value that is none", ["--name", "Ana", "--polite=maybe"]],
    ["a misspelt flow", ["recrd"]],
    ["a seed that is none", ["--name", "Ana", "--seed", "-1"]],
    ["a tool that is not there", ["--name", "Ana", "--grant", "search"]],
    ["a model that is not there", ["--name", "Ana", "--model", "/nowhere/model.gguf"]],
    ["a provider that nobody knows", ["--name", "Ana", "--model", "opnai:gpt-5"]],
    ["an input that is not there", ["--input", "/nowhere/all.json"]],
    ["a trace that can't be written", ["--name", "Ana", "--trace", "/nowhere/trace.jsonl"]],
  ])("is answered with a sentence: %s", async (_, words) => {
    const path = file();
    const { code, out, err } = await agentflow(["run", path, ...words]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.replaceAll(path, "greet.af")).toMatchSnapshot();
  });

  it("says which flows there are where none can be chosen", async () => {
    const flows = "flow a() -> int { return 1 }\nflow b() -> int { return 2 }\n";
    const path = join(folderWith({ "two.af": flows }), "two.af");
    const { code, err } = await agentflow(["run", path]);
    expect(code).toBe(2);
    expect(err.replaceAll(path, "two.af")).toMatchSnapshot();
    const none = join(folderWith({ "none.af": "schema A { a: int }\n" }), "none.af");
    expect((await agentflow(["run", none])).err).toContain("declares no flow");
  });

  it("tells of a broken model file before anything runs", async () => {
    const model = join(folderWith({ "broken.gguf": "this is no model" }), "broken.gguf");
    const { code, out, err } = await agentflow(["run", file(), "--name", "Ana", "--model", model]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("is no GGUF file");
    expect(err).not.toContain("started");
  });

  it("records nothing of a command line that is wrong", async () => {
    const runs = join(folderWith({}), "runs");
    for (const wrong of [
      ["--model", "/nowhere.gguf"],
      ["--trace", "/nowhere/trace.jsonl"],
    ])
      expect((await agentflow(["run", file(), "--name", "Ana", ...wrong], { runs })).code).toBe(2);
    expect(existsSync(runs)).toBe(false);
  });

  it("says that a folder was named where a file belongs", async () => {
    const folder = folderWith({});
    const { code, err } = await run(file(), ["--name", "Ana", "--tags", `@${folder}`]);
    expect(code).toBe(2);
    expect(err).toContain("is a folder");
  });
});
