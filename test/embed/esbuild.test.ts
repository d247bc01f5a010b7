import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { agentflow, type PluginOptions } from "agentflow/esbuild";
import { type BuildFailure, type BuildOptions, type BuildResult, build, context } from "esbuild";
import { describe, expect, it } from "vitest";
import { folderWith } from "../cli/terminal.ts";
import { GREET, INVESTIGATE } from "./programs.ts";

const TOOLS = `export const lookup = ({ word }: { word: string }) => [{ title: word }];
export const publish = () => true;
`;

function options(folder: string, plugin?: PluginOptions) {
  return {
    entryPoints: [join(folder, "main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    sourcemap: "external",
    outdir: join(folder, "out"),
    logLevel: "silent",
    plugins: [agentflow(plugin)],
  } as const satisfies BuildOptions;
}

const textOf = (result: BuildResult, ending: string): string =>
  result.outputFiles?.find(({ path }) => path.endsWith(ending))?.text ?? "";

async function failureOf(folder: string): Promise<BuildFailure> {
  return await build(options(folder)).then(
    () => Promise.reject(new Error("It was built.")),
    (failure: BuildFailure) => failure,
  );
}

describe("the esbuild plugin", () => {
  it("makes flows of an .af file imports of a bundle, with the modules of its tools in it", async () => {
    const folder = folderWith({
      "main.ts":
        'import { investigate } from "./flows/investigate.af";\nconsole.log(await investigate({ topic: "tea" }));\n',
      "flows/investigate.af": INVESTIGATE,
      "flows/tools.ts": TOOLS,
    });
    const result = await build(options(folder));
    const code = textOf(result, "main.js");
    expect(code).toContain("title: word");
    expect(code).toContain('from "agentflow/runtime"');
    expect(code).toMatch(/investigate = \$program\.flow\("investigate"\)/);
    expect(result.warnings).toEqual([]);
  });

  it("writes the types beside the file, unless told not to", async () => {
    const folder = folderWith({ "main.ts": 'export { greet } from "./greet.af";\n', "greet.af": GREET });
    await build(options(folder, { types: false }));
    expect(existsSync(join(folder, "greet.d.af.ts"))).toBe(false);
    await build(options(folder));
    expect(readFileSync(join(folder, "greet.d.af.ts"), "utf8")).toContain("export declare const greet:");
  });

  it("tells the problems of a program where they stand in it", async () => {
    const folder = folderWith({
      "main.ts": 'export { main } from "./main.af";\n',
      "main.af": 'import { greeter } from "./greet.af"\nflow main() -> int {\n  let a = "ä" return greeter("x") }\n',
      "greet.af": GREET.replace("name: string)", "name: strin)"),
    });
    const { errors } = await failureOf(folder);
    expect(errors.map(({ location, text }) => [location?.file.split("/").at(-1), location?.line, text])).toEqual([
      ["greet.af", 1, expect.stringMatching(/ \(AF\d{4}\)$/)],
      ["main.af", 3, expect.stringMatching(/ \(AF\d{4}\)$/)],
    ]);
    // In bytes, from 0: `ä` is two of them.
    expect(errors[1]?.location).toMatchObject({
      column: 15,
      length: 6,
      lineText: '  let a = "ä" return greeter("x") }',
    });
    expect(errors[0]?.notes[0]?.text).toContain("string");
  });

  it("tells what is odd as a warning", async () => {
    const folder = folderWith({
      "main.ts": 'export { greet } from "./greet.af";\n',
      "greet.af": `${GREET}agent idle() -> int {}\n`,
    });
    const { warnings } = await build(options(folder));
    expect(warnings.map(({ location }) => location?.line)).toEqual([3]);
  });

  it("tells a module of a tool that is not there at the tool", async () => {
    const folder = folderWith({ "main.ts": 'export * from "./investigate.af";\n', "investigate.af": INVESTIGATE });
    const { errors } = await failureOf(folder);
    expect(errors.map(({ text, location }) => [text, location?.line])).toEqual([
      ["The tool `lookup` comes from ./tools.ts, and there is no such module.", 11],
      ["The tool `publish` comes from ./tools.ts, and there is no such module.", 17],
    ]);
  });

  it("maps what it makes back to the file", async () => {
    const folder = folderWith({ "main.ts": 'export { greet } from "./greet.af";\n', "greet.af": GREET });
    const map: unknown = JSON.parse(textOf(await build(options(folder)), ".map"));
    expect(map).toMatchObject({ sources: ["../greet.af"], sourcesContent: [GREET] });
  });

  it("builds again when an imported .af changes, and when one that was missing is there", async () => {
    const folder = folderWith({
      "main.ts": 'export { main } from "./main.af";\n',
      "main.af": 'import { greeter } from "./greet.af"\nflow main() -> string { return greeter("x").text }\n',
    });
    const built: ((result: BuildResult) => void)[] = [];
    const next = (): Promise<BuildResult> => new Promise((resolve) => built.push(resolve));
    const watching = await context({
      ...options(folder),
      plugins: [agentflow(), { name: "told", setup: ({ onEnd }) => onEnd((result) => built.shift()?.(result)) }],
    });
    try {
      const first = next();
      await watching.watch();
      expect((await first).errors).toHaveLength(1);
      const second = next();
      writeFileSync(join(folder, "greet.af"), GREET);
      expect(textOf(await second, "main.js")).toContain("Greet");
      const third = next();
      writeFileSync(join(folder, "greet.af"), GREET.replace("Greet $", "Welcome $"));
      expect(textOf(await third, "main.js")).toContain("Welcome");
    } finally {
      await watching.dispose();
    }
  }, 120_000);
});
