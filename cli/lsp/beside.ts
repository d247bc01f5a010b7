import { type CodeLens, type InlayHint, InlayHintKind, MarkupKind } from "vscode-languageserver/node.js";
import { hintsOf } from "../../compiler/editor/hints.ts";
import { type Lens, lensesOf } from "../../compiler/editor/lenses.ts";
import { askedOf } from "./asked.ts";
import { rangeOf, spanOf } from "./convert.ts";
import type { Session } from "./session.ts";

/** Tells what stands beside the text: types and proofs in it, and what can be done above flows and tests. */
export function answerBeside({ connection, programs, answer }: Session): void {
  connection.languages.inlayHint.on(
    answer("hints", (params): InlayHint[] => {
      const asked = askedOf(programs, params);
      if (!asked) return [];
      const { document, analysis } = asked;
      return hintsOf(analysis, spanOf(document, params.range)).map(({ at, label, kind, tooltip }) => ({
        position: document.positionAt(at),
        label,
        // What is proved is neither a type nor a parameter, and has room around it.
        ...(kind === "type" ? { kind: InlayHintKind.Type } : { paddingLeft: true }),
        ...(tooltip && { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
      }));
    }),
  );
  connection.onCodeLens(
    answer("lenses", (params): CodeLens[] => {
      const asked = askedOf(programs, params);
      if (!asked) return [];
      const { document, analysis } = asked;
      return lensesOf(analysis).map(({ span, title, command, name }) => ({
        range: rangeOf(document, span),
        command: { title, command: commands[command], arguments: [document.uri, name] },
      }));
    }),
  );
}

/** Commands of the editor's extension, each with the document's address and the name of the flow or test. */
const commands: Readonly<Record<Lens["command"], string>> = {
  run: "agentflow.runFlow",
  plan: "agentflow.planFlow",
  test: "agentflow.runTest",
};
