import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseServer } from "../../../grammar/vscode/src/choose-server.ts";
import { runWords } from "../../../grammar/vscode/src/command-words.ts";
import { findCommand, isWithin, type Surroundings } from "../../../grammar/vscode/src/find-command.ts";
import { folderWith } from "../../cli/terminal.ts";

const setting = (files: readonly string[], more: Partial<Surroundings> = {}): Surroundings => ({
  trusted: true,
  platform: "linux",
  configured: "",
  exists: (file) => files.includes(file),
  ...more,
});

const installed = "/work/shop/node_modules/.bin/agentflow";

describe("findCommand", () => {
  it("takes the command installed in the folder", () => {
    expect(findCommand("/work/shop", "/work/shop/flows/a", setting([installed]))).toEqual({
      kind: "found",
      command: installed,
    });
  });

  it("takes the nearest one around the file", () => {
    const nearer = "/work/shop/flows/node_modules/.bin/agentflow";
    const around = setting([installed, nearer]);
    expect(findCommand("/work/shop", "/work/shop/flows/a", around)).toEqual({ kind: "found", command: nearer });
  });

  it("never looks outside of the workspace, which is all that was trusted", () => {
    const around = setting(["/work/node_modules/.bin/agentflow", "/other/node_modules/.bin/agentflow"]);
    expect(findCommand("/work/shop", "/work/shop", around).kind).toBe("none");
    expect(findCommand("/work/shop", "/other", around).kind).toBe("none");
    expect(findCommand("/", "/", setting([])).kind).toBe("none");
  });

  it("takes the command of the settings before any other, from the folder where it is no whole path", () => {
    const tools = setting([installed, "/opt/agentflow", "/work/shop/tools/agentflow"]);
    const at = (configured: string) => findCommand("/work/shop", "/work/shop", { ...tools, configured });
    expect(at("/opt/agentflow")).toEqual({ kind: "found", command: "/opt/agentflow" });
    expect(at("tools/agentflow")).toEqual({ kind: "found", command: "/work/shop/tools/agentflow" });
  });

  it("says so where the command of the settings is not there, and takes no other", () => {
    expect(findCommand("/work/shop", "/work/shop", setting([installed], { configured: "/gone" }))).toEqual({
      kind: "none",
      why: "The setting agentflow.path names /gone, and there is no such file.",
    });
  });

  it("gives nothing that stands in a workspace that isn't trusted, its settings included", () => {
    const around = setting([installed], { trusted: false, configured: installed });
    expect(findCommand("/work/shop", "/work/shop", around).kind).toBe("none");
  });

  it("gives nothing on Windows, where agentflow does not run", () => {
    expect(findCommand("/work/shop", "/work/shop", setting([installed], { platform: "win32" })).kind).toBe("none");
  });

  it("gives a command that takes its words as they are, blanks and quotes in paths included", () => {
    const folder = folderWith({ "my shop/node_modules/.bin/agentflow": "#!/bin/sh\nprintf '<%s>' \"$@\"\n" });
    const shop = join(folder, "my shop");
    chmodSync(join(shop, "node_modules/.bin/agentflow"), 0o755);
    const found = findCommand(shop, shop, setting([], { exists: existsSync }));
    if (found.kind === "none") throw new Error(found.why);
    const file = join(shop, 'it\'s "my" $HOME.af');
    const words = runWords({ folder: shop, file, name: "main" }, ["--topic", "tea; rm *"], "");
    expect(execFileSync(found.command, [...words], { encoding: "utf8" })).toBe(
      '<run><it\'s "my" $HOME.af><main><--topic><tea; rm *>',
    );
  });
});

describe("chooseServer", () => {
  it("takes the first folder's that has agentflow", () => {
    expect(chooseServer(["/work/notes", "/work/shop"], setting([installed]))).toEqual({
      kind: "project",
      command: installed,
      words: ["lsp", "--stdio"],
      folder: "/work/shop",
    });
  });

  it("takes the extension's own where there is none, and says why", () => {
    expect(chooseServer([], setting([installed]))).toEqual({ kind: "bundled", why: "No folder is open." });
    expect(chooseServer(["/work/shop"], setting([]))).toMatchObject({
      kind: "bundled",
      why: expect.stringContaining("isn't installed in /work/shop"),
    });
  });

  it("takes the extension's own in a workspace that isn't trusted", () => {
    const around = setting([installed], { trusted: false, configured: installed });
    expect(chooseServer(["/work/shop"], around)).toMatchObject({ kind: "bundled" });
  });
});

describe("isWithin", () => {
  it.each([
    ["/a", "/a", true],
    ["/a/b", "/a", true],
    ["/a/..b", "/a", true],
    ["/ab", "/a", false],
    ["/", "/a", false],
  ])("of %s in %s is %s", (path, folder, within) => {
    expect(isWithin(path, folder)).toBe(within);
  });
});
