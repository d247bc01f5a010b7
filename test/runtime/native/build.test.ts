import { execFile } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { buildAddon, findCompiler, locateAddon } from "../../../runtime/native/build.ts";
import { findLibraries, installedBackends } from "../../../runtime/native/libraries.ts";
import { withLock } from "../../../runtime/native/lock.ts";
import { packageRoot } from "../../../runtime/package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-build-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

describe("buildAddon", () => {
  it("builds once, and callers at the same time get the same file", async () => {
    const files = await Promise.all([buildAddon(), buildAddon(), buildAddon()]);
    const [file = ""] = files;
    expect(new Set(files).size).toBe(1);
    const built = statSync(file).mtimeMs;
    const steps: string[] = [];
    expect(await buildAddon({ onProgress: (step) => steps.push(step) })).toBe(file);
    expect(steps).toEqual([]);
    expect(statSync(file).mtimeMs).toBe(built);
    expect(await locateAddon()).toMatchObject({ file, built: true });
    expect(existsSync(`${file}.lock`)).toBe(false);
  }, 180_000);

  it("keeps what was compiled with a user's own flags apart", async () => {
    const usual = await locateAddon();
    vi.stubEnv("AGENTFLOW_CXXFLAGS", "-O1 -g");
    const own = await locateAddon();
    expect(own.file).toMatch(/-own\.node$/);
    expect(own.file).not.toBe(usual.file);
  });

  it("says what to install where there is no compiler", async () => {
    vi.stubEnv("CXX", join(folder, "no-such-compiler"));
    await expect(findCompiler()).rejects.toThrow(/the compiler that CXX names \(.*no-such-compiler\) does not run/);
    vi.stubEnv("CXX", "");
    vi.stubEnv("PATH", folder);
    await expect(findCompiler()).rejects.toMatchObject({
      message: "agentflow compiles its engine once, and there is no C++ compiler here.",
      hint: expect.stringContaining("Install one"),
    });
  });
});

describe("findLibraries", () => {
  it("finds llama.cpp's libraries by listing the folder, whatever their version", () => {
    const libraries = findLibraries("cpu");
    expect(libraries.files).toHaveLength(3);
    for (const file of libraries.files) expect(existsSync(file)).toBe(true);
    expect(existsSync(libraries.source)).toBe(true);
    expect(installedBackends()).toContain("cpu");
  });

  it("names what is installed where a backend is not", () => {
    if (installedBackends().includes("metal")) return;
    expect(() => findLibraries("metal")).toThrow(/^There are no llama\.cpp libraries for metal/);
  });
});

describe("withLock", () => {
  it("lets one after the other work", async () => {
    const file = join(folder, "order.lock");
    let inside = 0;
    let most = 0;
    const work = () =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
      });
    await Promise.all([work(), work(), work()]);
    expect(most).toBe(1);
  });

  it("tells those who wait, once, and not who needs not", async () => {
    const file = join(folder, "waiting.lock");
    const waited: number[] = [];
    const work = (id: number) =>
      withLock(
        file,
        () => new Promise<void>((resolve) => setImmediate(resolve)),
        () => waited.push(id),
      );
    await work(0);
    await Promise.all([work(1), work(2)]);
    expect(waited).toHaveLength(1);
    expect(waited).not.toContain(0);
  });

  it("lets one process after the other work", async () => {
    const [file, log] = [join(folder, "processes.lock"), join(folder, "processes.log")];
    const script = join(folder, "work.mts");
    writeFileSync(
      script,
      `import { appendFileSync } from "node:fs";
import { withLock } from ${JSON.stringify(pathToFileURL(join(packageRoot(), "runtime/native/lock.ts")).href)};
for (let i = 0; i < 20; i++)
  await withLock(${JSON.stringify(file)}, async () => {
    appendFileSync(${JSON.stringify(log)}, "in ");
    await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(${JSON.stringify(log)}, "out ");
  });
`,
    );
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
    const runs = Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, ["--import", tsx, script]));
    await Promise.all(runs);
    expect(readFileSync(log, "utf8")).toBe("in out ".repeat(60));
  }, 60_000);

  it("frees itself when the work fails", async () => {
    const file = join(folder, "failed.lock");
    await expect(withLock(file, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await withLock(file, async () => readFileSync(file, "utf8"))).toBe(String(process.pid));
  });

  it("takes over from a process that is gone, and from one that took too long", async () => {
    const file = join(folder, "stale.lock");
    // Above the largest id that a system gives.
    writeFileSync(file, String(2 ** 30));
    expect(await withLock(file, async () => "mine")).toBe("mine");
    writeFileSync(file, String(process.pid));
    utimesSync(file, 0, 0);
    expect(await withLock(file, async () => "mine")).toBe("mine");
  });

  it("lets one after the other work though all of them find it stale at once", async () => {
    const file = join(folder, "found-stale.lock");
    for (let round = 0; round < 20; round++) {
      writeFileSync(file, String(2 ** 30));
      let inside = 0;
      let most = 0;
      const work = () =>
        withLock(file, async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
        });
      await Promise.all([work(), work(), work(), work()]);
      expect(most).toBe(1);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("found-stale"))).toEqual([]);
  });
});
