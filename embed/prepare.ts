/**
 * What a run was given, as the runtime wants it.
 */
import { join } from "node:path";
import type { Operation } from "effection";
import { isRecord } from "../compiler/graph/json.ts";
import type { Engine as RuntimeEngine } from "../runtime/engine/engine.ts";
import { secretsOf } from "../runtime/journal/secrets.ts";
import { openModels } from "../runtime/models/open-models.ts";
import { packageVersion } from "../runtime/package-root.ts";
import { realClock } from "../runtime/real-clock.ts";
import { Failed, failureAt } from "../runtime/run/failure.ts";
import type { RunOptions as RuntimeOptions } from "../runtime/run/options.ts";
import { jsonOf } from "../runtime/tools/json-of.ts";
import { askWith } from "./asking.ts";
import { tellBuild } from "./build-notice.ts";
import type { Engine, Report } from "./engine.ts";
import { useJournal } from "./journal.ts";
import type { AnyOptions, FlowParts } from "./parts.ts";
import { strayName, toolLookup } from "./tools.ts";

/** Opens an engine for as long as the run goes on. */
export type Use = (engine: Engine, report: Report) => Operation<RuntimeEngine>;

/** All that the runtime wants to know. Throws {@link Failed} or an `EngineProblem` where an option can't be followed. */
export function* prepare(
  parts: FlowParts,
  parameters: object,
  options: AnyOptions,
  use: Use,
): Operation<Omit<RuntimeOptions, "onEvent" | "onControl">> {
  const { graph, flow, setting } = parts;
  const refuse = (message: string, hint: string): never => {
    throw new Failed(failureAt({ path: flow.id, at: flow.at }, "check", message, { hint }));
  };
  const values = jsonOf(parameters);
  if (values === undefined || !isRecord(values))
    return refuse("The parameters are no record of JSON values.", "Pass an object with a value for each parameter.");
  const stray = strayName(options, graph);
  if (stray) return refuse(stray.message, stray.hint);
  if (options.context && options.journal)
    return refuse(
      "A run over an open context can't be recorded: whoever resumed it would not have the context.",
      "Leave out `journal`, or `context`.",
    );

  const workspace = options.workspace ?? process.cwd();
  const directory = setting.directory ?? workspace;
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const secrets = secretsOf(graph, process.env);
  const base = options.engine ?? options.context?.engine;
  const common = {
    flow: flow.id,
    arguments: values,
    engine: enginesOf(parts, values, options, base, use),
    modelGiven: base !== undefined,
    tools: toolLookup(options.tools ?? {}, setting),
    clock: realClock,
    seed,
    grants: new Set<string>(options.grants),
    secrets,
    workspace,
    directory,
    ...(options.ask && { ask: askWith(options.ask, graph) }),
    ...(options.context && { context: options.context.value() }),
  };
  if (!options.journal) return common;
  const folder = typeof options.journal === "object" ? options.journal.folder : undefined;
  const { file = join(directory, graph.files[0] ?? "") } = setting;
  const started = { created: Date.now(), version: packageVersion(), flow: flow.id, file, directory, workspace };
  const header = { ...started, arguments: values, seed, grants: options.grants ?? [], graph };
  const journal = yield* useJournal(folder, header, secrets, refuse);
  return { ...common, journal };
}

/** Tells runs apart that share an engine. */
let runs = 0;

/** The engines that were given, else what the program declares. */
function enginesOf(
  { graph, flow, setting }: FlowParts,
  values: RuntimeOptions["arguments"],
  options: AnyOptions,
  base: Engine | undefined,
  use: Use,
): RuntimeOptions["engine"] {
  const own = `run${runs++}`;
  const declared = openModels({
    graph,
    call: { flow: flow.id, values },
    folder: process.cwd(),
    directory: setting.directory ?? process.cwd(),
    environment: process.env,
    onBuild: tellBuild,
  });
  return function* (model, report) {
    const given = model === undefined ? base : options.models?.[model.id];
    if (!given) return yield* declared(model, report);
    const engine = yield* use(given, report);
    // Who waits is known by its path, and another run may have the same paths. Scripts go by them.
    if ("device" in engine) return engine;
    return { ...engine, admit: (request) => engine.admit({ ...request, path: `${own}-${request.path}` }) };
  };
}
