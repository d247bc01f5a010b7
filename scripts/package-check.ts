/**
 * `npm run package:check`: packs the package, has publint and attw look at it, installs it in two empty projects, as
 * everybody does and with install scripts off, and uses it there as its users do. It takes minutes and downloads what an
 * installation downloads; `npm test` covers the same from the sources, in seconds, save the installations themselves.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.ts";

const root = packageRoot();
const work = mkdtempSync(join(tmpdir(), "agentflow-package-"));
const fixtures = join(root, "test", "package", "project");
let failed = 0;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  folder: string,
  words: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const [name = "", ...args] = words;
  const child = spawn(name, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said }));
  });
  return { child, ended };
}

const run = (folder: string, ...words: string[]): Promise<Ended> => start(folder, words).ended;

/** Tells how one check went; a failed one is told with what the command said. */
function check(what: string, ended: Ended, isRight: (ended: Ended) => boolean = ({ code }) => code === 0): void {
  const right = holds(() => isRight(ended));
  console.log(`${right ? "✓" : "✗"} ${what}`);
  if (right) return;
  failed++;
  console.log(`exit code ${ended.code}\n${ended.out}\n${ended.err}`.trim().replace(/^/gm, "    "));
}

/** What says something else than it should may be no JSON either. */
function holds(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

async function packed(): Promise<string> {
  check("packs", await run(root, "npm", "pack", "--pack-destination", work));
  const name = readdirSync(work).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error("There is no tarball.");
  return join(work, name);
}

/** An empty project with the tarball in it. */
async function project(name: string, tarball: string, ...options: string[]): Promise<string> {
  const folder = join(work, name);
  cpSync(fixtures, folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "project", "private": true, "type": "module" }\n');
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const types = `@types/node@${devDependencies["@types/node"]}`;
  const words = ["npm", "install", "--no-audit", "--no-fund", "--foreground-scripts", ...options, tarball, types];
  const installed = await run(folder, ...words);
  check(`${name}: installs`, installed);
  if (options.length === 0)
    check(`${name}: tells what the installation makes`, installed, ({ out, err }) =>
      /made the native engine/.test(out + err),
    );
  return folder;
}

async function uses(name: string, folder: string): Promise<void> {
  const agentflow = join("node_modules", ".bin", "agentflow");
  check(`${name}: the command checks`, await run(folder, agentflow, "check", "greet.af"));
  const ran = await run(folder, agentflow, "run", "greet.af", "--seed", "1", "--no-journal");
  check(`${name}: the command runs`, ran, ({ code, out }) => code === 0 && Array.isArray(JSON.parse(out)));
  check(`${name}: builds a module`, await run(folder, agentflow, "build", "greet.af", "--out", "made", "--types"));
  check(`${name}: builds JavaScript`, await run(folder, agentflow, "build", "greet.af", "--out", "plain", "--js"));
  const used = await run(folder, process.execPath, "use.js");
  check(`${name}: compile, load and a built module run, and the process ends`, used, ({ code, out, err }) => {
    return code === 0 && err === "" && /^done( greeted 2){3}$/.test(out.trim());
  });
  check(`${name}: the plugin bundles`, await run(folder, process.execPath, "bundle.js"));
  const bundled = await run(folder, process.execPath, join("out", "bundled.js"));
  check(
    `${name}: what it bundled runs`,
    bundled,
    ({ code, out }) => code === 0 && out.trim() === "HELLO ADA greet.af:11:1",
  );
  for (const resolution of ["bundler", "nodenext"]) {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    check(
      `${name}: compiles with ${resolution}`,
      await run(folder, process.execPath, tsc, "-p", `tsconfig.${resolution}.json`),
    );
  }
}

/** Two processes that need the engine at once, where nobody has compiled it: one does, and both run. */
async function firstUse(name: string, folder: string): Promise<void> {
  const native = join(folder, "node_modules", "agentflow", "dist", "native");
  const compiled = (): number =>
    existsSync(native) ? readdirSync(native).filter((file) => file.endsWith(".node")).length : 0;
  if (compiled() > 0) check(`${name}: has no engine yet`, { code: 1, out: readdirSync(native).join(" "), err: "" });
  const both = await Promise.all([1, 2].map(() => run(folder, process.execPath, "first.js")));
  for (const ended of both)
    check(`${name}: is used by one of two at once, and says what it waits for`, ended, ({ code, out, err }) => {
      return code === 0 && out.trim() === "done" && /compiling its engine for this machine, once/.test(err);
    });
  check(
    `${name}: one of them compiled`,
    { code: 0, out: both.map(({ err }) => err).join("\n"), err: "" },
    ({ out }) => {
      return compiled() === 1 && out.split("unpacking").length === 2;
    },
  );
}

const tarball = process.argv[2] ?? (await packed());
try {
  const tool = (name: string, ...args: string[]) =>
    run(root, join(root, "node_modules", ".bin", name), tarball, ...args);
  check("publint finds nothing", await tool("publint", "--strict"));
  // ESM alone, as Node 20 has it: what only older ways of resolving would miss is no fault.
  check("attw finds nothing", await tool("attw", "--profile", "esm-only"));
  const usual = await project("installed", tarball);
  await uses("installed", usual);
  rmSync(usual, { recursive: true, force: true });
  const bare = await project("without scripts", tarball, "--ignore-scripts");
  await firstUse("without scripts", bare);
  await uses("without scripts", bare);
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(failed === 0 ? "All is well." : `${failed} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
