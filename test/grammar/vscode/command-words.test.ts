import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { planWords, runWords, testWords } from "../../../grammar/vscode/src/command-words.ts";
import { splitWords } from "../../../grammar/vscode/src/split-words.ts";
import { packageRoot } from "../../../runtime/package-root.ts";
import { agentflow, folderWith, scripted } from "../../cli/terminal.ts";

const shop = { folder: "/work/my shop", file: "/work/my shop/flows/a b.af" };

describe("the words of a command", () => {
  it("name a file from the folder that the command runs in, else whole", () => {
    expect(planWords(shop)).toEqual(["plan", "flows/a b.af"]);
    expect(planWords({ ...shop, folder: "/other" })).toEqual(["plan", "/work/my shop/flows/a b.af"]);
  });

  it("never have a file that looks like an option", () => {
    expect(planWords({ folder: "/work", file: "/work/--help.af" })).toEqual(["plan", "./--help.af"]);
  });

  it("have the model of the settings, unless another was typed", () => {
    expect(runWords(shop, ["--topic", "tea"], "my model.gguf")).toEqual([
      "run",
      "flows/a b.af",
      "--topic",
      "tea",
      "--model",
      "my model.gguf",
    ]);
    expect(runWords({ ...shop, name: "main" }, ["--model=x"], "y")).toEqual([
      "run",
      "flows/a b.af",
      "main",
      "--model=x",
    ]);
    expect(runWords(shop, [], "")).toEqual(["run", "flows/a b.af"]);
  });

  it("are understood by the command", async () => {
    const program = `agent writer(topic: string) -> string { prompt: "On \${topic}." }
flow first(topic: string) -> string { return writer(topic) }
flow second(topic: string) -> string { return "2 " + writer(topic) }
test "it's the \\"first\\"" { expect first("tea") == "" }
test "another" { expect first("tea") == "tea" }
`;
    const folder = folderWith({ "my flows/a b.af": program });
    const file = join(folder, "my flows", "a b.af");
    const target = { folder: packageRoot(), file };
    const options = splitWords('--topic "tea and naps"');
    const words = options.kind === "words" ? options.words : [];
    const ran = await agentflow(runWords({ ...target, name: "second" }, words, ""), { engine: scripted(file) });
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 0, out: expect.stringContaining("2 ") });
    const plan = await agentflow(planWords({ ...target, name: "first" }));
    expect({ code: plan.code, out: plan.out }).toEqual({
      code: 0,
      out: expect.stringContaining("first(topic: string)"),
    });
    const tested = await agentflow(testWords({ ...target, name: 'it\'s the "first"' }));
    expect({ code: tested.code, out: tested.out }).toEqual({ code: 0, out: expect.not.stringContaining("another") });
    expect((await agentflow(testWords(target))).code).toBe(1);
  });
});

describe("splitWords", () => {
  it.each([
    ["", []],
    ["  --a  1 ", ["--a", "1"]],
    ['--topic "tea and naps"', ["--topic", "tea and naps"]],
    [`--xs '["a b", "c"]'`, ["--xs", '["a b", "c"]']],
    ['--t="a \\"b\\" \\\\ \\n"', ['--t=a "b" \\ \\n']],
    ["a\\ b '' c\"d e\"f", ["a b", "", "cd ef"]],
    ["$HOME * ; ~", ["$HOME", "*", ";", "~"]],
    ["end\\", ["end\\"]],
  ])("splits `%s`", (line, words) => {
    expect(splitWords(line)).toEqual({ kind: "words", words });
  });

  it("tells of a quote that is not closed", () => {
    expect(splitWords('--topic "tea')).toEqual({ kind: "unclosed", quote: '"' });
    expect(splitWords("it's")).toEqual({ kind: "unclosed", quote: "'" });
  });
});
