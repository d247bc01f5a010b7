/**
 * Measures what the compiler takes for the worst texts that we know, each in a process of its own: CPU seconds to
 * compile it, and to plan its last two flows where it has no errors. `tsx bench/language/any-text.ts [BYTES] [PART OF A NAME]`
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compile } from "../../compiler/compile.ts";
import { makePlan } from "../../compiler/plan/make.ts";
import { deadFields } from "../../compiler/plan/unread.ts";
import { anyTexts, vastPrograms } from "../../test/compiler/any-text.ts";

/** What takes longer is ended, and told as what did not end. */
const patienceMs = 20_000;

const texts = new Map([...vastPrograms, ...anyTexts]);
const [bytes = "1000000", part = "", only] = process.argv.slice(2);

if (only === undefined) measureAll();
else console.log(JSON.stringify(measure(texts.get(only)?.(Number(bytes)) ?? "")));

function measureAll(): void {
  for (const name of texts.keys()) {
    if (!name.includes(part)) continue;
    const args = [...process.execArgv, fileURLToPath(import.meta.url), bytes, part, name];
    const { stdout, stderr } = spawnSync(process.execPath, args, { timeout: patienceMs, encoding: "utf8" });
    const problem = stderr.split("\n").find((line) => /Error|FATAL/.test(line));
    console.log(JSON.stringify({ name, ...(stdout ? JSON.parse(stdout) : { failed: problem ?? "did not end" }) }));
  }
}

function measure(text: string) {
  const compiled = timed(() => compile("main.af", { read: (path) => (path === "main.af" ? text : undefined) }));
  const { graph, diagnostics } = compiled.value;
  const flows = Object.keys(graph?.flows ?? {}).slice(-2);
  const planned = timed(() => graph && flows.map((flow) => [makePlan(graph, flow), deadFields(graph, flow)]));
  return { diagnostics: diagnostics.length, compile: compiled.seconds, plan: planned.seconds };
}

function timed<T>(act: () => T): { readonly value: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const value = act();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}
