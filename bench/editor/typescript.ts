import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type Ask, asks, roomFor, SHOWN, type Times, type Typing, theirs } from "./keystrokes.ts";

/** Times the language service of TypeScript in this process, without any pipe between. `folder` has zod above it. */
export function measureTypeScript(folder: string, program: string, keystrokes: number): readonly Times[] {
  return theirs.flatMap((typing) => {
    const strike = start(folder, program, typing);
    for (const ask of asks) strike(ask);
    return asks.map((ask) => {
      const before = process.cpuUsage();
      const ms = Array.from({ length: keystrokes }, () => strike(ask));
      const { user, system } = process.cpuUsage(before);
      return { typing: typing.title, ask, ms, cpu: (user + system) / 1_000 / keystrokes };
    });
  });
}

function start(folder: string, program: string, typing: Typing): (ask: Ask) => number {
  const file = join(folder, "program.ts");
  const { text, at } = roomFor(program, typing);
  let typed = 0;
  let version = 1;
  const current = (): string => text.slice(0, at) + typing.letters.slice(0, typed) + text.slice(at);
  let snapshot = ts.ScriptSnapshot.fromString(current());
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : "1"),
    getScriptSnapshot: (name) => (name === file ? snapshot : snapshotOf(name)),
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const whole = () => ({ start: 0, length: current().length });
  const asking: Readonly<Record<Ask, () => unknown>> = {
    diagnostics: () => [service.getSyntacticDiagnostics(file), service.getSemanticDiagnostics(file)],
    completion: () => service.getCompletionsAtPosition(file, at + typed, {}),
    hover: () => service.getQuickInfoAtPosition(file, at + typed),
    "semantic tokens": () =>
      service.getEncodedSemanticClassifications(file, whole(), ts.SemanticClassificationFormat.TwentyTwenty),
    "inlay hints": () =>
      service.provideInlayHints(file, shownAround(current(), at), { includeInlayVariableTypeHints: true }),
  };
  return (ask) => {
    const before = current();
    const begin = performance.now();
    typed = typed === typing.letters.length ? 0 : typed + 1;
    version += 1;
    const next = ts.ScriptSnapshot.fromString(current());
    // A snapshot knows what has changed since another, as an editor's does.
    const change = { span: { start: at, length: before.length - text.length }, newLength: typed };
    next.getChangeRange = (old) => (old === snapshot ? change : undefined);
    snapshot = next;
    asking[ask]();
    return performance.now() - begin;
  };
}

function snapshotOf(name: string): ts.IScriptSnapshot | undefined {
  return ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8")) : undefined;
}

/** The lines around an offset that an editor shows. */
function shownAround(text: string, at: number): ts.TextSpan {
  let [start, end] = [at, at];
  for (let line = 0; line < SHOWN / 2; line++) {
    start = Math.max(0, text.lastIndexOf("\n", start - 2) + 1);
    end = text.indexOf("\n", end + 1);
    if (end < 0) end = text.length;
  }
  return { start, length: end - start };
}
