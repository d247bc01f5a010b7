/**
 * `npm run test:sanitize [-- address|thread] [vitest's words]`: the native engine's tests with its C++ compiled for a
 * sanitizer, which ends a test's process at the first mistake that it finds. `address` also stops at undefined behaviour.
 * llama.cpp's own libraries are as they are shipped: what happens inside them is not watched.
 */
import { execFileSync, spawnSync } from "node:child_process";

const KINDS = {
  address: {
    flags: "-fsanitize=address,undefined -fno-sanitize-recover=all",
    library: "libasan.so",
    options: {
      // Node and V8 leave much to the end of the process, on purpose.
      ASAN_OPTIONS: "detect_leaks=0:abort_on_error=1:detect_odr_violation=0",
      UBSAN_OPTIONS: "print_stacktrace=1:halt_on_error=1",
    },
  },
  thread: {
    flags: "-fsanitize=thread",
    library: "libtsan.so",
    options: { TSAN_OPTIONS: "halt_on_error=1:report_thread_leaks=0:ignore_noninstrumented_modules=1" },
  },
};

const [first = "", ...rest] = process.argv.slice(2);
const named = Object.hasOwn(KINDS, first);
const { flags, library, options } = KINDS[named ? first : "address"];
const words = named ? rest : process.argv.slice(2);
const compiler = process.env.CXX || "g++";
const find = (name) => execFileSync(compiler, [`-print-file-name=${name}`], { encoding: "utf8" }).trim();
if (process.platform !== "linux" || find(library) === library) {
  console.error(`There is no ${library} here: this needs Linux and ${compiler} with its sanitizers.`);
  process.exit(2);
}

const env = { ...process.env, ...options, AGENTFLOW_CXXFLAGS: `-O1 -g -fno-omit-frame-pointer ${flags}` };
// Compiled without the library in place, which would watch the compiler too.
const build = 'import("./runtime/native/build.ts").then(({ buildAddon }) => buildAddon({ backend: "cpu" }))';
const built = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", build], {
  env,
  stdio: "inherit",
});
if (built.status !== 0) process.exit(1);
const { status, signal } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--pool=forks",
    "--testTimeout=300000",
    ...(words.length > 0 ? words : ["test/runtime/native"]),
  ],
  { env: { ...env, LD_PRELOAD: `${find(library)} ${find("libstdc++.so.6")}` }, stdio: "inherit" },
);
process.exit(signal ? 1 : (status ?? 1));
