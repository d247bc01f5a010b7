import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { agentflow, folderWith, scripted } from "./terminal.ts";

const PROGRAM = `import { search } from "std/corpus"
schema Plan { questions: string(1..120)[1..4] }
agent planner(topic: string) -> Plan { prompt: "Plan \${topic}." }
agent finder(question: string) -> string { tools: [search], prompt: "Find \${question}." }
flow main(topic: string) -> string[] {
  let plan = planner(topic)
  return parallel question in plan.questions { finder(question) }
}
flow follow(topic: string) -> string {
  let plan = planner(topic)
  return finder(plan.questions[0]) from plan
}
`;
const TESTS = `test "what is not mocked gives the smallest value" {
  let plan = planner("tea")
  expect plan.questions.length == 1
}
test "mocks stand in whoever calls" {
  mock planner -> { questions: ["a", "b"] }
  mock finder -> "found"
  expect main("tea") == ["found", "found"]
}
test "a mock can fail" {
  mock planner -> fail("down")
  let tried = try main("tea")
  expect !tried.ok
  expect tried.error.contains("down")
}
test "a mocked agent's context can be gone on from" {
  mock planner -> { questions: ["a"] }
  expect follow("tea") == ""
}
`;
const FAILING = `test "says what the values were" {
  mock planner -> { questions: ["a", "b"] }
  let plan = planner("tea")
  expect plan.questions.length == 3 && plan.questions.contains("c")
}
test "a tool without a mock fails" {
  let hits = search("tea")
  expect hits.length == 0
}
test "passes beside them" { expect 1 + 1 == 2 }
`;

const program = (tests: string) => join(folderWith({ "program.af": PROGRAM + tests }), "program.af");

describe("agentflow test", () => {
  it("runs tests without a model, with values that stand in", async () => {
    const path = program(TESTS);
    const { code, out, err } = await agentflow(["test", path]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.replaceAll(path, "program.af")).toMatchInlineSnapshot(`
      "program.af
        ✓ what is not mocked gives the smallest value
        ✓ mocks stand in whoever calls
        ✓ a mock can fail
        ✓ a mocked agent's context can be gone on from
      4 tests passed
      "
    `);
  });

  it("shows an expectation with its values, and goes on behind what fails", async () => {
    const path = program(FAILING);
    const { code, out } = await agentflow(["test", path]);
    expect(code).toBe(1);
    expect(out.replaceAll(/ *\S*program\.af:/g, " program.af:").replace(path, "program.af")).toMatchSnapshot();
  });

  it("gives the results as data", async () => {
    const { code, out } = await agentflow(["test", program(FAILING), "--json"]);
    expect(code).toBe(1);
    const results = JSON.parse(out) as { test: string; passed: boolean; failure?: { reason: string; line: number } }[];
    expect(results.map(({ passed }) => passed)).toEqual([false, false, true]);
    expect(results[0]?.failure).toMatchObject({ reason: "expect", line: 16, column: 3 });
  });

  it("runs only tests with a text in their names", async () => {
    const { code, out } = await agentflow(["test", program(FAILING), "--only", "beside"]);
    expect(code).toBe(0);
    expect(out).toContain("1 test passed");
  });

  it("lets a model answer for what is not mocked", async () => {
    const path = program('test "asks" {\n  mock finder -> "f"\n  expect main("tea").length == 3\n}\n');
    const engine = scripted(path, ({ prompt }) => ({
      answer: { questions: [prompt.includes("tea") ? "1" : "", "2", "3"] },
    }));
    expect((await agentflow(["test", path, "--model", "m.gguf"], { engine })).code).toBe(0);
    expect((await agentflow(["test", path])).code).toBe(1);
  });

  it.each([
    ["no file", [], "file"],
    ["no test", [], "There is no test"],
    ["a model that is not there", ["--model", "/nowhere.gguf"], "There is no file /nowhere.gguf"],
  ])("answers a wrong command line with a sentence: %s", async (what, words, sentence) => {
    const files = what === "no file" ? [] : [program(what === "no test" ? "" : FAILING)];
    const { code, err } = await agentflow(["test", ...files, ...words]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it("runs no test of a program with errors", async () => {
    const { code, out, err } = await agentflow(["test", program('test "x" { expect nobody() }\n')]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error AF");
  });
});
