import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../runtime/package-root.ts";

/** What somebody who installs the package gets, and nothing that only we need. */
const WANTED: readonly RegExp[] = [
  /^(LICENSE|README\.md|package\.json)$/,
  /^scripts\/install\.mjs$/,
  /^dist\/cli\/(chunks\/)?[\w.-]+\.js(\.LEGAL\.txt)?$/,
  /^dist\/lib\/(chunks\/)?[\w.-]+\.js$/,
  /^dist\/lib\/types\/[\w./-]+\.d\.ts$/,
  /^dist\/grammar\/[\w.-]+\.json$/,
  /^stdlib\/model\/[\w.-]+\.gguf$/,
  /^stdlib\/std\/[\w-]+\.af$/,
  /^runtime\/native\/src\/[\w.-]+\.(cpp|h)$/,
  /^examples\/[\w./-]+\.(af|ts|md|txt)$/,
  /^docs\/[\w./-]+\.md$/,
];

describe("the tarball", () => {
  let files: readonly string[];
  beforeAll(() => {
    const words = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"];
    const listed = JSON.parse(execFileSync("npm", words, { cwd: packageRoot(), encoding: "utf8" })) as [
      { files: readonly { path: string }[] },
    ];
    files = listed[0].files.map(({ path }) => path);
  }, 180_000);

  it("holds nothing that only development needs", () => {
    expect(files.filter((path) => !WANTED.some((wanted) => wanted.test(path)))).toEqual([]);
  });

  it("holds what is needed to run, and to compile the engine", () => {
    const sources = readdirSync(join(packageRoot(), "runtime/native/src")).map((name) => `runtime/native/src/${name}`);
    const library = readdirSync(join(packageRoot(), "stdlib/std")).filter((name) => name.endsWith(".af"));
    expect(files).toEqual(expect.arrayContaining([...sources, ...library.map((name) => `stdlib/std/${name}`)]));
    expect(files).toEqual(
      expect.arrayContaining([
        "scripts/install.mjs",
        "stdlib/model/agentflow-small.gguf",
        "dist/cli/agentflow.js",
        "dist/cli/prepare.js",
      ]),
    );
  });

  it("holds what its package.json leads to", () => {
    const manifest = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as {
      readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
      readonly bin: Readonly<Record<string, string>>;
    };
    const led = Object.values(manifest.exports).flatMap((to) => (typeof to === "string" ? [to] : Object.values(to)));
    const paths = [...led, ...Object.values(manifest.bin)].map((path) => path.replace(/^\.\//, ""));
    for (const path of paths.filter((each) => !each.includes("*"))) expect(files).toContain(path);
  });
});
