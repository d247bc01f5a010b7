import { renderDiagnostic } from "../../language/render.ts";
import type { Failure, FailureReason } from "../../runtime/events/event.ts";
import { visible } from "../../runtime/view/words.ts";
import type { CheckedProgram } from "../checked.ts";
import type { Look } from "../diagnostics.ts";

const TITLES: Readonly<Record<FailureReason, string>> = {
  turns: "out of turns",
  tokens: "out of tokens",
  time: "out of time",
  room: "no room in the cache",
  invalid: "no valid answer",
  model: "the model failed",
  tool: "a tool failed",
  expect: "expectation not met",
  check: "value of another type",
  refused: "no go-ahead",
  engine: "no engine",
  expression: "no value",
  unsupported: "does not run yet",
};

/** Why a run failed: where in the run, where in the source, what happened and how to mend it. */
export function failureText(failure: Failure, program: CheckedProgram, look: Look): string {
  const { reason, path, at, attempts, hint } = failure;
  const tried = attempts > 1 ? ` It was tried ${attempts} times.` : "";
  const message = `${visible(failure.message)}${tried}`;
  const name = program.graph.files[at?.file ?? -1];
  const text = name === undefined ? undefined : program.sources.get(name);
  if (at === undefined || name === undefined || text === undefined) {
    return [`error ${path} · ${TITLES[reason]}`, message, hint].filter(Boolean).join("\n\n  ");
  }
  const { start, end } = at;
  return renderDiagnostic(
    {
      code: path,
      severity: "error",
      title: TITLES[reason],
      message,
      label: "here",
      file: program.shown(name),
      span: { start, end },
      ...(hint === undefined ? {} : { hint }),
    },
    text,
    look,
  );
}
