import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver/node.js";
import type { Edit, Fix } from "../../language/index.ts";
import { type Asked, askedOf } from "./asked.ts";
import { spanOf, workspaceEditOf } from "./convert.ts";
import { shownProblem } from "./problems.ts";
import type { Programs } from "./programs.ts";
import type { Session } from "./session.ts";

/** The mends of problems at a place, and all of a file's at once. */
export function answerMends({ connection, programs, client, answer }: Session): void {
  connection.onCodeAction(
    answer("code actions", (params): CodeAction[] => {
      const asked = askedOf(programs, params);
      return asked ? mendsAt(programs, asked, params, client.documentChanges) : [];
    }),
  );
}

function mendsAt(programs: Programs, asked: Asked, params: CodeActionParams, versioned: boolean): CodeAction[] {
  const { document, analysis, path } = asked;
  const { only } = params.context;
  const wants = (kind: string): boolean => !only || only.some((each) => kind === each || kind.startsWith(`${each}.`));
  const own = analysis.diagnostics.filter((each) => each.file === path);
  const span = spanOf(document, params.range);
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const each of own) {
      if (!each.fix || each.span.start > span.end || each.span.end < span.start) continue;
      const action = actionOf(programs, asked, each.fix.title, CodeActionKind.QuickFix, each.fix.edits, versioned);
      actions.push({ ...action, diagnostics: [shownProblem(programs, document, each)], isPreferred: true });
    }
  }
  // In the menu at a place a mend of the whole file would only be in the way.
  if (only && wants(CodeActionKind.SourceFixAll)) {
    const edits = withoutOverlaps(own.flatMap(({ fix }) => (fix ? [fix] : [])));
    const title = "Mend all that can be mended";
    if (edits.length > 0) actions.push(actionOf(programs, asked, title, CodeActionKind.SourceFixAll, edits, versioned));
  }
  return actions;
}

function actionOf(
  programs: Programs,
  { path }: Asked,
  title: string,
  kind: string,
  edits: readonly Edit[],
  versioned: boolean,
): CodeAction {
  return { title, kind, edit: workspaceEditOf(programs, new Map([[path, edits]]), versioned) };
}

/** The edits of fixes, in order; a fix that touches what one before it changes is left for the next time. */
function withoutOverlaps(fixes: readonly Fix[]): readonly Edit[] {
  const kept: Edit[] = [];
  for (const { edits } of fixes) {
    if (!edits.some(({ span }) => kept.some((other) => span.start <= other.span.end && other.span.start <= span.end)))
      kept.push(...edits);
  }
  return [...kept].sort((a, b) => a.span.start - b.span.start);
}
