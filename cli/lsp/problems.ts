import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Connection,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as Shown,
} from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Diagnostic } from "../../language/index.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { locationOf, rangeOf } from "./convert.ts";
import type { Programs } from "./programs.ts";

/** Problems of open files and of those that they import, told whenever texts have changed. */
export interface Problems {
  /** Tells them again once nothing more has changed for a moment. */
  soon(): void;
}

/** Keeps a client told of problems; `pause` is how long a change waits for the next, in milliseconds. */
export function tellProblems(connection: Connection, programs: Programs, pause: number): Problems {
  let timer: NodeJS.Timeout | undefined;
  let told = new Map<string, string>();

  const tell = (): void => {
    try {
      const found = new Map<string, string>();
      for (const [path, diagnostics] of problemsByFile(programs)) {
        const document = programs.documentOf(path);
        if (!document) continue;
        const uri = programs.uriOf(path);
        const shown = diagnostics.map((each) => shownProblem(programs, document, each));
        const version = programs.open().includes(path) ? { version: document.version } : {};
        const params = { uri, ...version, diagnostics: shown };
        found.set(uri, JSON.stringify(params));
        // What has not changed since is not told twice.
        if (told.get(uri) !== found.get(uri)) void connection.sendDiagnostics(params);
      }
      for (const uri of told.keys()) if (!found.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
      told = found;
    } catch (error) {
      connection.console.error(`Problems can't be told: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };

  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(tell, pause);
    },
  };
}

/** The problems of every open file, and the errors of closed ones that keep those from running. */
function problemsByFile(programs: Programs): Map<string, readonly Diagnostic[]> {
  const open = programs.open();
  const found = new Map<string, Diagnostic[]>(open.map((path) => [path, []]));
  for (const path of open) {
    for (const each of programs.workspace.analyse(path)?.diagnostics ?? []) {
      // An open file tells its own, warnings included.
      if (each.file !== path && open.includes(each.file)) continue;
      const known = found.get(each.file) ?? [];
      // Several open files may import the same closed one.
      if (!known.some((other) => isSame(other, each))) found.set(each.file, [...known, each]);
    }
  }
  return found;
}

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.span.start === b.span.start && a.span.end === b.span.end && a.message === b.message;
}

/** Warnings about what could be taken away. */
const unnecessary: ReadonlySet<string> = new Set(["AF0601", "AF0602", "AF0604", "AF0605", "AF0609"]);

/** A problem as the protocol has it. */
export function shownProblem(programs: Programs, document: TextDocument, problem: Diagnostic): Shown {
  const { code, severity, message, span, hint, related = [] } = problem;
  const relatedInformation = related.flatMap((each) => {
    const location = locationOf(programs, each.file, each.span);
    return location ? [{ location, message: each.message }] : [];
  });
  const page = join(packageRoot(), "docs", "diagnostics", `${code}.md`);
  return {
    range: rangeOf(document, span),
    severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    ...(existsSync(page) && { codeDescription: { href: pathToFileURL(page).href } }),
    source: "agentflow",
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(relatedInformation.length > 0 && { relatedInformation }),
    ...(unnecessary.has(code) && { tags: [DiagnosticTag.Unnecessary] }),
  };
}
