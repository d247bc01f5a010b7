import { Command, Option } from "commander";
import { run as runTask } from "effection";
import { evaluate } from "../compiler/graph/evaluate.ts";
import type { Json } from "../compiler/graph/expression.ts";
import type { FlowEntry, Graph } from "../compiler/graph/graph.ts";
import { judge, type PlannedModel } from "../compiler/plan/judge.ts";
import { inputSizes, makePlan } from "../compiler/plan/make.ts";
import type { Measure } from "../compiler/plan/measure.ts";
import { modelsOf } from "../compiler/plan/models.ts";
import { renderPlan } from "../compiler/plan/page/page.ts";
import { planJson } from "../compiler/plan/plan-json.ts";
import { evaluate as evaluateSize } from "../compiler/plan/size.ts";
import { planWarnings } from "../compiler/plan/warnings.ts";
import { type CheckedProgram, loadChecked } from "./checked.ts";
import { helpText } from "./help-text.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "./io.ts";
import { readNamed } from "./read-named.ts";
import { chooseFlow, type FlowCommand, flowHelp, readFlowLine } from "./run/line.ts";
import { tableOf } from "./run/parameters.ts";
import { scanRunLine } from "./run/scan.ts";
import { givenArguments } from "./run/values.ts";
import { several, UsageProblem } from "./usage.ts";

/** `agentflow plan FILE [FLOW] …`: what a flow shares and what it can cost at most, as a page or as data. */
export async function planCommand(words: readonly string[], io: Io): Promise<ExitCode> {
  const scanned = scanRunLine(words);
  if (scanned.file === undefined) {
    if (!scanned.help) throw new UsageProblem("`plan` needs a file.", "Write `agentflow plan FILE`.");
    await say(io.stdout, planHelp());
    return 0;
  }
  const { file } = scanned;
  const program = await loadChecked(file, io, { warn: !scanned.help });
  if (program === undefined) return 1;
  const { graph } = program;
  const named = chooseFlow(graph, scanned.flow, file);
  if (scanned.help) {
    await say(io.stdout, flowHelp(planLine, file, named, graph));
    return 0;
  }
  const { flow, parameters, options, given } = readFlowLine<PlanOptions>(planLine, words, { file, flow: named, graph });
  const { values, defaulted } = withDefaults(flow, givenArguments(parameters, given, tableOf(graph), readNamed));
  const make = (counted?: Counted): string => {
    const model = counted?.model ?? declaredModel(graph, flow);
    const inputs = inputSizes(values, counted?.count);
    const how = {
      inputs,
      ...(counted && { measure: counted.measure }),
      ...(model?.branches !== undefined && { branches: model.branches }),
    };
    const plan = makePlan(graph, flow.id, how);
    const look = { inputs, ...(model && { verdict: judge(graph, plan, model, how) }) };
    const grants = new Set(options.grant);
    if (options.json) {
      const files = (file: number) => program.shown(graph.files[file] ?? "");
      const warnings = planWarnings(graph, plan, grants, files);
      return JSON.stringify(planJson(plan, { ...look, warnings }), null, 2);
    }
    const color = coloured(io.stdout, io.env);
    return renderPlan(plan, { ...look, graph, grants, defaulted, width: widthOf(io.stdout), color }).trimEnd();
  };
  await say(io.stdout, options.model === undefined ? make() : await countedWith(program, options.model, io, make));
  return 0;
}

interface PlanOptions {
  readonly arg?: readonly string[];
  readonly input?: string;
  readonly model?: string;
  readonly grant?: readonly string[];
  readonly json?: true;
}

const planLine: FlowCommand = {
  name: "plan",
  heading: "Parameters (with them the plan has numbers):",
  description: "Shows what a flow shares, and what it can cost at most.",
  addOptions: (command) =>
    command
      .addOption(
        new Option("--arg <name=value>", "a parameter by its name, for one named like an option").argParser(several),
      )
      .addOption(new Option("--input <file>", "parameters from a JSON file; `-` reads standard input"))
      .addOption(new Option("--model <file>", "a GGUF file whose tokenizer counts; without it bytes bound the tokens"))
      .addOption(
        new Option("--grant <tool>", "a protected tool that will be let run; may be repeated").argParser(several),
      )
      .addOption(new Option("--json", "prints the plan as data")),
};

/** What `plan --help` shows without a file. */
function planHelp(): string {
  const command = new Command("agentflow plan").usage("FILE [FLOW] [options]").description(planLine.description ?? "");
  return helpText(planLine.addOptions(command).helpOption("-h, --help", "shows this"));
}

/** The arguments, with their defaults for those that are left out. */
function withDefaults(flow: FlowEntry, given: Readonly<Record<string, Json>>) {
  const values = new Map(Object.entries(given));
  const defaulted = new Set<string>();
  for (const { name, default: fallback } of flow.parameters) {
    if (values.has(name) || fallback === undefined) continue;
    const found = evaluate(fallback, (other) => values.get(other));
    if (!found.ok) continue;
    values.set(name, found.value);
    defaulted.add(name);
  }
  return { values: Object.fromEntries(values), defaulted };
}

/** Cells of a model that doesn't say its context, if it has as many. */
const USUAL_CONTEXT = 8192;

/** The model that the flow's agents run on, where they all run on one, as far as the file says it. */
function declaredModel(graph: Graph, flow: FlowEntry): PlannedModel | undefined {
  const [only, ...others] = modelsOf(graph, flow.id);
  if (others.length > 0 || only?.provider !== undefined) return undefined;
  if (!only) return { title: "a model that says no `context`", cells: USUAL_CONTEXT };
  const { id, context = USUAL_CONTEXT, branches } = only;
  return { title: `\`${id}\``, cells: context, ...(branches !== undefined && { branches }) };
}

interface Counted {
  readonly measure: Measure;
  readonly count: (text: string) => number;
  readonly model: PlannedModel;
}

/** Opens the model as a run would, and makes the plan while it is open. */
async function countedWith(
  program: CheckedProgram,
  file: string,
  io: Io,
  make: (counted: Counted) => string,
): Promise<string> {
  const { engineMeasure } = await import("../runtime/plan-measure.ts");
  const { openModels } = await import("./run/open-models.ts");
  const { EngineProblem } = await import("../runtime/run/options.ts");
  const open = io.engine ?? openModels(program, file);
  try {
    return await runTask(function* () {
      const engine = yield* open(undefined, () => {});
      // What it has for tokens before a request is an estimate, and no bound may rest on that.
      if (!engine.can.fork)
        throw new UsageProblem(
          `\`${file}\` is hosted, and nobody outside knows how its provider counts tokens.`,
          "Leave out `--model` for bounds by bytes, or name a GGUF file with a tokenizer like it.",
        );
      const measure = engineMeasure(engine, program.graph);
      const { cells, live } = engine.limits;
      const count = (text: string) => evaluateSize(measure.text(text), new Map());
      return make({ measure, count, model: { title: engine.title, cells, branches: live } });
    });
  } catch (error) {
    if (error instanceof EngineProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  }
}
