import { renderDiagnostic } from "../language/render.ts";
import type { LoadedProgram } from "./load.ts";

/** How texts for people are drawn. */
export interface Look {
  readonly color: boolean;
  readonly width: number;
}

/** The problems of a program as people read them, a blank line between and after them. */
export function diagnosticsText(program: Omit<LoadedProgram, "graph">, look: Look): string {
  return program.diagnostics
    .map((diagnostic) => {
      const text = program.sources.get(diagnostic.file) ?? "";
      return `${renderDiagnostic({ ...diagnostic, file: program.shown(diagnostic.file) }, text, look).trimEnd()}\n`;
    })
    .join("\n");
}
