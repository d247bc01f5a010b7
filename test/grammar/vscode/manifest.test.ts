import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { codeBlockGrammar, SCOPE } from "../../../grammar/index.ts";
import { commandIds } from "../../../grammar/vscode/src/command-ids.ts";
import { packageRoot, packageVersion } from "../../../runtime/package-root.ts";

const command = z.object({ command: z.string() });

/** What of the manifest the code depends on. */
const manifestSchema = z.object({
  name: z.literal("agentflow"),
  version: z.string(),
  engines: z.object({ vscode: z.string() }),
  capabilities: z.object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) }),
  contributes: z.object({
    languages: z.array(z.object({ id: z.string(), extensions: z.array(z.string()) })),
    grammars: z.array(z.object({ language: z.string().optional(), scopeName: z.string() })),
    configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
    commands: z.array(command.extend({ enablement: z.string().optional() })),
    menus: z.record(z.string(), z.array(command)),
  }),
});

const home = join(packageRoot(), "grammar", "vscode");
const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(home, "package.json"), "utf8")));
const { languages, grammars, configuration, commands, menus } = manifest.contributes;
const source = readdirSync(join(home, "src"))
  .map((name) => readFileSync(join(home, "src", name), "utf8"))
  .join("\n");

describe("the manifest", () => {
  it("has the version of the package", () => {
    expect(manifest.version).toBe(packageVersion());
  });

  it("declares the commands that the code has, and shows no other in a menu", () => {
    const declared = commands.map((each) => each.command);
    expect(declared.sort()).toEqual([...commandIds].sort());
    expect(Object.values(menus).flatMap((items) => items.filter((item) => !declared.includes(item.command)))).toEqual(
      [],
    );
  });

  it("lets nothing but the server's restart be called where the workspace isn't trusted", () => {
    const always = commands.filter(({ enablement }) => enablement !== "isWorkspaceTrusted");
    expect(always.map((each) => each.command)).toEqual(["agentflow.restartServer"]);
  });

  it("declares the settings that the code reads, and trusts none that says what runs", () => {
    const read = [...source.matchAll(/\.get\("(\w+)"/g)].map(([, name]) => `agentflow.${name}`);
    // The library of the client reads the last one.
    expect([...new Set(read), "agentflow.trace.server"].sort()).toEqual(Object.keys(configuration.properties).sort());
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort()).toEqual(
      [...new Set(read)].sort(),
    );
  });

  it("speaks of the language and the scopes that the code has", () => {
    expect(languages).toEqual([expect.objectContaining({ id: "agentflow", extensions: [".af"] })]);
    expect([...source.matchAll(/language: "(\w+)"/g)].map(([, id]) => id)).toEqual(["agentflow", "agentflow"]);
    expect(grammars.map(({ scopeName }) => scopeName)).toEqual([SCOPE, codeBlockGrammar().scopeName]);
  });

  it("asks for the version of VS Code whose types the code is checked against", () => {
    const types: unknown = JSON.parse(
      readFileSync(join(packageRoot(), "node_modules/@types/vscode/package.json"), "utf8"),
    );
    expect(types).toMatchObject({ version: manifest.engines.vscode.replace("^", "") });
  });
});
