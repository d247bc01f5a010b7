/**
 * Questions to people: the program's own `ask`, whether a protected tool may run, and whether an effect is to be repeated.
 */
import { type Operation, spawn } from "effection";
import type { AskNode, TypeEntry } from "../../compiler/graph/graph.ts";
import { check } from "../../compiler/types/check.ts";
import { hashOf } from "../journal/definition.ts";
import type { AnswerRecord } from "../journal/journal.ts";
import type { Path } from "../path.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import type { Frame, Valued } from "./frame.ts";
import type { Question } from "./options.ts";
import type { RunState } from "./state.ts";
import type { ToolRequest } from "./tool-call.ts";
import { valueIn } from "./value.ts";

/** `ask T "…"`: waits for a person's answer. Refused it is a failure that `try` catches; with nobody there the run pauses. */
export function* runAsk(node: AskNode, frame: Frame, site: Site): Operation<Valued> {
  const { run } = frame;
  const prompt = String(valueIn(node.prompt, frame, site));
  const type = run.graph.types[node.type];
  if (!type) throw new Failed(failureAt(site, "unsupported", `The graph has no type ${node.type}.`));
  const said = yield* question(run, { id: site.path, path: site.path, at: site.at, prompt, type }, frame.path, "pause");
  if (said.kind === "answered") return { value: said.value };
  if (said.kind === "refused") throw new Failed(failureAt(site, "refused", `The question was refused: ${prompt}`));
  throw new Failed(
    failureAt(site, "refused", `There is nobody to answer: ${prompt}`, {
      hint: "Let the run be recorded: then it pauses, and is resumed with the answer.",
    }),
  );
}

/** A call of a protected tool that waits for leave. */
export type LeaveRequest = Pick<ToolRequest, "tool" | "arguments" | "site" | "parent" | "caller" | "call">;

/** Whether it has leave; if not, why, in a sentence for whoever called it. */
export type LeaveGiven = { readonly granted: true } | { readonly granted: false; readonly message: string };

/** Whether a protected tool may run: granted for the run, or by a person who is shown its arguments. */
export function* leaveFor(run: RunState, request: LeaveRequest): Operation<LeaveGiven> {
  const { tool, site, parent } = request;
  const { grants } = run.options;
  if (grants.has(tool.id) || grants.has(tool.name)) return { granted: true };
  const prompt = `May \`${tool.name}\` run with ${JSON.stringify(request.arguments)}?`;
  const call = { tool: tool.name, arguments: request.arguments };
  const id = callId(request);
  const said = yield* question(run, { id, ...site, prompt, type: yesOrNo, call }, parent, "go-on");
  if (said.kind === "answered" && said.value === true) return { granted: true };
  const why = said.kind === "nobody" ? "it was not granted for this run" : "a person refused it";
  return { granted: false, message: `\`${tool.name}\` is protected and may not run: ${why}.` };
}

/** Names a call of the run: its caller, and its own id there. */
export function callId({ caller, call }: Pick<ToolRequest, "caller" | "call">): string {
  return caller === call ? `${caller}#` : `${caller}#${call}`;
}

/** A question whether an effect is to be repeated. */
export interface RepeatRequest {
  readonly id: string;
  readonly site: Site;
  readonly parent: Path;
  readonly prompt: string;
}

/** Whether an effect that may have come to pass already is to be repeated: as told for the run, else as a person says. */
export function* repeats(run: RunState, { id, site, parent, prompt }: RepeatRequest): Operation<boolean> {
  const { effects } = run.options;
  if (effects !== undefined) return effects === "repeat";
  const said = yield* question(run, { id, ...site, prompt, type: yesOrNo }, parent, "pause", "effect");
  return said.kind === "answered" && said.value === true;
}

type Said = AnswerRecord | { readonly kind: "nobody" };

/** Asks until the answer is of the question's type, or refused. What was said in an earlier session holds. */
function* question(
  run: RunState,
  asked: Question,
  parent: Path,
  withNobody: "pause" | "go-on",
  /** Whether an effect is to be repeated is asked every time: once it was, it is another one. */
  about: "program" | "effect" = "program",
): Operation<Said> {
  const { journal, emit } = run;
  const { id, path, prompt, type } = asked;
  const inputs = hashOf(prompt, JSON.stringify(type.schema));
  const known = about === "program" ? journal?.answer(id, inputs) : undefined;
  if (known && !(known.kind === "refused" && journal?.retries)) return known;

  const say = run.options.ask ?? nobody;
  const pauses = withNobody === "pause" && journal !== undefined;
  if (say === nobody && !pauses) return { kind: "nobody" };
  const schema = type.schema;
  const wait = (kind: "wait-began" | "wait-ended"): void => emit(path, parent, { kind, why: "person" });
  emit(path, parent, { kind: "ask-opened", ask: id, prompt, schema });
  wait("wait-began");
  try {
    let again = asked;
    for (;;) {
      // A task of its own: how it ends when it is halted is its own affair.
      const asking = yield* spawn(() => run.pauses.working(() => say(again)));
      const answer = yield* asking;
      if (answer.kind === "nobody") {
        if (!pauses) return answer;
        journal?.asked(id, inputs, { prompt, schema });
        return yield* run.pauses.wait(id);
      }
      if (answer.kind === "refused") {
        journal?.asked(id, inputs, { prompt, schema }, answer);
        return answer;
      }
      const checked = check(answer.value, type.type, run.types);
      if (checked.ok) {
        const value = checked.value;
        emit(path, parent, { kind: "ask-answered", ask: id, value });
        journal?.asked(id, inputs, { prompt, schema }, { kind: "answered", value });
        return { kind: "answered", value };
      }
      again = { ...asked, problem: `${checked.problems.join("; ")}.` };
    }
  } finally {
    wait("wait-ended");
  }
}

function* nobody(): Operation<{ readonly kind: "nobody" }> {
  return { kind: "nobody" };
}

const yesOrNo: TypeEntry = {
  id: "bool",
  named: false,
  type: { kind: "bool" },
  schema: { type: "boolean" },
  checkedAfter: [],
};
