import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../../runtime/package-root.ts";

/** Runs `body` in a process of its own, where `open` opens the model in `file`. */
export function inProcess(
  { folder, file }: { readonly folder: string; readonly file: string },
  body: string,
): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
  const at = (path: string) => JSON.stringify(pathToFileURL(join(packageRoot(), path)).href);
  const effection = JSON.stringify(pathToFileURL(createRequire(import.meta.url).resolve("effection")).href);
  const script = join(folder, `script-${Math.abs(hash(body))}.mts`);
  writeFileSync(
    script,
    `import { run, spawn, suspend, sleep } from ${effection};
import { useNativeDevice } from ${at("runtime/native/device.ts")};
const file = ${JSON.stringify(file)};
const endless = { kind: "gbnf", grammar: "root ::= [a-z ] root" } as const;
const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 };
const open = () => useNativeDevice({ file, context: 1024, branches: 4, threads: 1 });
${body}`,
  );
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--import", tsx, script], { timeout: 60_000 }, (_, out, err) => {
      resolve({ code: child.exitCode, signal: child.signalCode, out, err });
    });
  });
}

const hash = (text: string) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
