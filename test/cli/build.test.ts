import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseGraph } from "../../compiler/index.ts";
import { GREET, INVESTIGATE } from "../embed/programs.ts";
import { agentflow, folderWith } from "./terminal.ts";

describe("agentflow build", () => {
  it("writes the graph and a module of TypeScript, and says so", async () => {
    const folder = folderWith({ "src/investigate.af": INVESTIGATE });
    const out = join(folder, "src", "made", "flows");
    const { code, out: said, err } = await agentflow(["build", join(folder, "src/investigate.af"), "--out", out]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(
      said
        .trim()
        .split("\n")
        .map((path) => path.slice(path.lastIndexOf("/") + 1)),
    ).toEqual(readdirSync(out));
    expect(readdirSync(out)).toEqual(["investigate.graph.json", "investigate.ts"]);
    const graph: unknown = JSON.parse(readFileSync(join(out, "investigate.graph.json"), "utf8"));
    expect(parseGraph(graph)).toMatchObject({ ok: true });
    expect(readFileSync(join(out, "investigate.ts"), "utf8")).toContain(
      'directory: new URL("../../", import.meta.url)',
    );
  });

  it("writes JavaScript and its declarations where that is wanted", async () => {
    const folder = folderWith({ "greet.af": GREET });
    const { code } = await agentflow(["build", join(folder, "greet.af"), "--out", folder, "--js"]);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(["greet.af", "greet.d.ts", "greet.graph.json", "greet.js"]);
    expect(readFileSync(join(folder, "greet.js"), "utf8")).toContain('new URL("./", import.meta.url)');
  });

  it("writes the types beside the file", async () => {
    const folder = folderWith({ "greet.af": GREET });
    const { code } = await agentflow(["build", join(folder, "greet.af"), "--types"]);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(["greet.af", "greet.d.af.ts"]);
  });

  it("writes nothing for a program with errors, to no place, and to one that can't be written to", async () => {
    const folder = folderWith({ "wrong.af": "flow f() -> int { return g() }\n", "greet.af": GREET });
    const wrong = await agentflow(["build", join(folder, "wrong.af"), "--out", join(folder, "made")]);
    expect(wrong).toMatchObject({ code: 1, out: "", err: expect.stringContaining("wrong.af:1:26") });
    const nowhere = await agentflow(["build", join(folder, "greet.af")]);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining("--out DIR") });
    const file = await agentflow(["build", join(folder, "greet.af"), "--out", join(folder, "greet.af")]);
    expect(file).toMatchObject({ code: 2, err: expect.stringContaining("can't be written to (EEXIST)") });
    expect(readdirSync(folder)).toEqual(["greet.af", "wrong.af"]);
  });
});
