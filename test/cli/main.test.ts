import { describe, expect, it } from "vitest";
import { packageVersion } from "../../runtime/package-root.ts";
import { agentflow } from "./terminal.ts";

describe("agentflow", () => {
  it("says its version and what it can do on stdout", async () => {
    expect(await agentflow(["--version"])).toEqual({ code: 0, out: `${packageVersion()}\n`, err: "" });
    const help = await agentflow(["--help"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toMatchSnapshot();
  });

  it("takes `help` for `--help`, of a command too", async () => {
    expect((await agentflow(["help"])).out).toBe((await agentflow(["--help"])).out);
    expect((await agentflow(["help", "check"])).out).toBe((await agentflow(["check", "--help"])).out);
  });

  it("called with nothing shows its help where mistakes are told", async () => {
    const { code, out, err } = await agentflow([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: agentflow");
  });

  it.each([
    ["a misspelt command", ["chek", "f.af"]],
    ["a forgotten `run`", ["triage.af", "--seed", "3"]],
    ["an unknown option", ["--jason"]],
    ["an unknown option of a command", ["check", "f.af", "--jso"]],
    ["a missing argument", ["check"]],
    ["a missing type", ["schema", "f.af"]],
    ["an argument too many", ["graph", "f.af", "main", "extra"]],
    ["a run of nothing", ["run"]],
  ])("answers %s with a sentence and code 2", async (_, words) => {
    const { code, out, err } = await agentflow(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatchSnapshot();
  });
});
