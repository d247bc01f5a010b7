/**
 * Questions to people: the program's own `ask`, and whether a protected tool may run.
 */
import { type Operation, spawn } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { AskNode, ToolEntry, TypeEntry } from "../../compiler/graph/graph.ts";
import { check } from "../../compiler/types/check.ts";
import type { Path } from "../path.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import type { Frame, Valued } from "./frame.ts";
import type { Question } from "./options.ts";
import type { RunState } from "./state.ts";
import { valueIn } from "./value.ts";

/** `ask T "…"`: waits for a person's answer. Refused, or with nobody there, it is a failure that `try` catches. */
export function* runAsk(node: AskNode, frame: Frame, site: Site): Operation<Valued> {
  const { run } = frame;
  const prompt = String(valueIn(node.prompt, frame, site));
  const type = run.graph.types[node.type];
  if (!type) throw new Failed(failureAt(site, "unsupported", `The graph has no type ${node.type}.`));
  const said = yield* question(run, { path: site.path, at: site.at, prompt, type }, frame.path);
  if (said.kind === "answered") return { value: said.value };
  if (said.kind === "refused") throw new Failed(failureAt(site, "refused", `The question was refused: ${prompt}`));
  throw new Failed(
    failureAt(site, "refused", `There is nobody to answer: ${prompt}`, {
      hint: "The command can't ask yet: give `ask` in the options of `run`.",
    }),
  );
}

type Said = { readonly kind: "answered"; readonly value: Json } | { readonly kind: "refused" | "nobody" };

/** Asks until the answer is of the question's type, or refused. */
function* question(run: RunState, asked: Question, parent: Path): Operation<Said> {
  const { ask } = run.options;
  if (!ask) return { kind: "nobody" };
  const { path, prompt, type } = asked;
  const emit = run.emit;
  emit(path, parent, { kind: "ask-opened", ask: path, prompt, schema: type.schema });
  emit(path, parent, { kind: "wait-began", why: "person" });
  try {
    let again = asked;
    for (;;) {
      // A task of its own: how it ends when it is halted is its own affair.
      const asking = yield* spawn(() => ask(again));
      const answer = yield* asking;
      if (answer.kind === "refused") return answer;
      const checked = check(answer.value, type.type, run.types);
      if (checked.ok) {
        emit(path, parent, { kind: "ask-answered", ask: path, value: checked.value });
        return { kind: "answered", value: checked.value };
      }
      again = { ...asked, problem: `${checked.problems.join("; ")}.` };
    }
  } finally {
    emit(path, parent, { kind: "wait-ended", why: "person" });
  }
}

const yesOrNo: TypeEntry = {
  id: "bool",
  named: false,
  type: { kind: "bool" },
  schema: { type: "boolean" },
  checkedAfter: [],
};

/** A call of a protected tool that waits for leave. */
export interface LeaveRequest {
  readonly tool: ToolEntry;
  readonly arguments: Json;
  readonly site: Site;
  readonly parent: Path;
}

/** Whether it has leave; if not, why, in a sentence for whoever called it. */
export type LeaveGiven = { readonly granted: true } | { readonly granted: false; readonly message: string };

/** Whether a protected tool may run: granted for the run, or by a person who is shown its arguments. */
export function* leaveFor(run: RunState, request: LeaveRequest): Operation<LeaveGiven> {
  const { tool, site, parent } = request;
  const { grants } = run.options;
  if (grants.has(tool.id) || grants.has(tool.name)) return { granted: true };
  const prompt = `May \`${tool.name}\` run with ${JSON.stringify(request.arguments)}?`;
  const call = { tool: tool.name, arguments: request.arguments };
  const said = yield* question(run, { path: site.path, at: site.at, prompt, type: yesOrNo, call }, parent);
  if (said.kind === "answered" && said.value === true) return { granted: true };
  const why = said.kind === "nobody" ? "it was not granted for this run" : "a person refused it";
  return { granted: false, message: `\`${tool.name}\` is protected and may not run: ${why}.` };
}
