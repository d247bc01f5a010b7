import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitModule } from "../../compiler/emit/module.ts";
import { compile, programOf } from "../../embed/index.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { codeBlocks } from "../docs/blocks.ts";
import { type Consumer, makeConsumer, typeProblems } from "./consumer.ts";
import { goldenFiles } from "./golden.ts";
import { ODD } from "./odd-program.ts";
import { GREET } from "./programs.ts";

const run = promisify(execFile);

const USES = `import { compile, load, nativeEngine, programOf, type Event } from "agentflow";
import { agentflow } from "agentflow/esbuild";
import { investigate as imported } from "./investigate.af";
import { type Finding, investigate, type Tools } from "./investigate.js";
import type { Plugin } from "esbuild";
import { run as start } from "effection";

const plugin: Plugin = agentflow({ types: false });
const lookup: Tools["lookup"] = async ({ word, limit }, { signal }) => {
  signal.throwIfAborted();
  return [{ title: word.repeat(limit) }];
};
export async function main(): Promise<readonly Finding[]> {
  await using engine = nativeEngine({ branches: 4 });
  const running = investigate({ topic: "tea" }, { engine, tools: { lookup } });
  for await (const event of running) show(event);
  for await (const { agent, value } of running.partialResults()) if (agent === "planner") console.log(value.questions?.[0]);
  const outcome = await start(() => imported.operation({ topic: "tea" }));
  if (outcome.kind === "failed") console.log(outcome.failure.place?.line, outcome.failure.hint);
  const compiled = compile("flow f() -> int { return 1 }");
  const value = compiled.ok ? await compiled.program.flow("f")() : compiled.problems[0]?.start.line;
  const loaded = programOf(await load("./investigate.af"));
  console.log(value, loaded.flows, plugin.name);
  return await running;
}
function show(event: Event): void {
  if (event.kind === "turn-delta") process.stdout.write(event.text);
}

// @ts-expect-error a parameter has another type
investigate({ topic: 3 }, { tools: { lookup } });
// @ts-expect-error a tool that is needed is missing
investigate({ topic: "tea" });
// @ts-expect-error a handler gives something else
investigate({ topic: "tea" }, { tools: { lookup: () => 3 } });
// @ts-expect-error a result has no such field
main().then((findings) => findings[0]?.claims);
// @ts-expect-error the library has no such export
import { nothing } from "agentflow";
`;

const RUNS = `import { writeSync } from "node:fs";
import { compile, programOf, scriptedEngine } from "agentflow";
import { openProgram } from "agentflow/runtime";
import { run as start } from "effection";

const greet = programOf(compile(${JSON.stringify(GREET)})).flow("greet");
const engine = scriptedEngine({ "greet/greeter": () => ({ answer: { text: "Hello." } }) });
const first = await greet({}, { engine });
const second = await start(() => greet.operation({}, { engine }));
const again = openProgram(JSON.parse(JSON.stringify(programOf(compile('flow f() -> int { return 1 }')).graph)));
writeSync(1, JSON.stringify([first, second.kind, await again.flow("f")()]));
// Neither the engine nor anything else is closed.
`;

/** A module in which much has the name of something else. */
function odd(): string {
  const { graph } = programOf(compile({ modules: ODD }));
  return emitModule(graph, { source: "main.af", tools: "given" }, { directory: '"."' }).typescript;
}

/** The TypeScript of the pages on embedding, beside the types of the program that they are about. */
function pages(): Readonly<Record<string, string>> {
  const blocks = codeBlocks().filter(({ page }) => page === "docs/embedding.md" || page === "README.md");
  const program = blocks.find(({ page, language }) => page === "docs/embedding.md" && language === "af")?.text ?? "";
  const { graph } = programOf(compile(program));
  const { declarations } = emitModule(graph, { source: "investigate.af", tools: "imported" }, { directory: '""' });
  const modules = blocks.filter(({ language }) => language === "ts");
  const named = modules.map(({ page, line, text }) => [`docs/${page.replace(/\W/g, "-")}-${line}.ts`, text]);
  return { ...Object.fromEntries(named), "docs/investigate.af": program, "docs/investigate.d.af.ts": declarations };
}

describe("a project that has the library among its packages", () => {
  let project: Consumer;
  beforeAll(async () => {
    project = await makeConsumer();
    const made = [...goldenFiles()].map(([path, text]) => [path.slice(path.lastIndexOf("/") + 1), text] as const);
    project.write({ ...Object.fromEntries(made), "main.ts": USES, "run.js": RUNS, "odd.ts": odd(), ...pages() });
  }, 300_000);
  afterAll(() => project.drop());

  it.each(["bundler", "nodenext"] as const)(
    "compiles, and the examples of the pages with it, with moduleResolution %s",
    (resolution) => {
      expect(typeProblems(project, resolution)).toEqual([]);
    },
    300_000,
  );

  it("runs it, and ends by itself", async () => {
    const { stdout, stderr } = await run(process.execPath, [join(project.folder, "run.js")]);
    expect({ stdout, stderr }).toEqual({ stdout: '[{"text":"Hello."},"done",1]', stderr: "" });
  }, 120_000);

  it("runs what the plugin has bundled, and leads from a failure to its place in the .af file", async () => {
    const from = join(packageRoot(), "test/package/project");
    const names = ["greet.af", "tools.ts", "bundle.js", "bundled.ts"];
    project.write(
      Object.fromEntries(names.map((name) => [`bundling/${name}`, readFileSync(join(from, name), "utf8")])),
    );
    const cwd = join(project.folder, "bundling");
    await run(process.execPath, ["bundle.js"], { cwd });
    const { stdout } = await run(process.execPath, [join("out", "bundled.js")], { cwd });
    expect(stdout).toBe("HELLO ADA greet.af:11:1\n");
  }, 120_000);

  it("loads no parser with programs that were compiled before", () => {
    const lib = join(project.folder, "node_modules/agentflow/dist/lib");
    const chunks = new Set(["runtime.js"]);
    for (const name of chunks)
      for (const [, next = ""] of readFileSync(join(lib, name), "utf8").matchAll(/(?:from|^import) "\.\/(.+)";$/gm))
        chunks.add(name.startsWith("chunks/") ? `chunks/${next}` : next);
    const text = [...chunks].map((name) => readFileSync(join(lib, name), "utf8")).join("");
    expect(chunks.size).toBeGreaterThan(1);
    expect(text).toContain("// runtime/run/run.ts");
    expect(text).not.toContain("// language/parser/");
  });
});
