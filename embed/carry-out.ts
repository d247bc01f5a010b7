/**
 * One run of a flow on behalf of an embedding program, as an operation.
 */
import { join } from "node:path";
import { action, ensure, type Operation, scoped, spawn, until, withResolvers } from "effection";
import { isRecord } from "../compiler/graph/json.ts";
import type { Engine as RuntimeEngine } from "../runtime/engine/engine.ts";
import type { Event, Failure, RunOutcome } from "../runtime/events/event.ts";
import { JournalProblem } from "../runtime/journal/database.ts";
import type { OpenJournal } from "../runtime/journal/journal-file.ts";
import { redactorOf, secretsOf } from "../runtime/journal/secrets.ts";
import { openModels } from "../runtime/models/open-models.ts";
import { packageVersion } from "../runtime/package-root.ts";
import { realClock } from "../runtime/real-clock.ts";
import { Failed, failureAt } from "../runtime/run/failure.ts";
import { EngineProblem, type RunControl, type RunOptions as RuntimeOptions } from "../runtime/run/options.ts";
import { run } from "../runtime/run/run.ts";
import { jsonOf } from "../runtime/tools/json-of.ts";
import { askWith } from "./asking.ts";
import { tellBuild } from "./build-notice.ts";
import type { Engine, Report } from "./engine.ts";
import { useLimits } from "./limits.ts";
import type { AnyOptions, FlowParts } from "./parts.ts";
import { strayName, toolLookup } from "./tools.ts";

/** What whoever starts a run wants of it beside its outcome. */
export interface Watching {
  readonly onEvent: (event: Event) => void;
  readonly onControl: (control: RunControl) => void;
}

/** Carries a flow out. What users cause is an outcome; it throws for our own mistakes alone. */
export function carryOut(
  parts: FlowParts,
  parameters: object,
  options: AnyOptions,
  watching: Watching,
): Operation<RunOutcome> {
  return scoped(function* () {
    const { flow } = parts;
    const fail = (reason: Failure["reason"], message: string, hint?: string): RunOutcome => ({
      kind: "failed",
      failure: failureAt({ path: flow.id, at: flow.at }, reason, message, { hint }),
    });
    const over = withResolvers<RunOutcome>();
    const ended: { early?: RunOutcome } = {};
    /** Ends the run from outside. What comes first counts. */
    const end = (outcome: RunOutcome): void => {
      ended.early ??= outcome;
      over.resolve(outcome);
    };
    const uses: (() => void)[] = [];
    // Registered first, so it comes last: by then nothing of the run is left on any engine.
    yield* ensure(() => {
      for (const release of uses) release();
    });
    if (options.signal) yield* watchSignal(options.signal, () => end({ kind: "halted" }));
    if (ended.early) return ended.early;
    const count = yield* useLimits(options.limits ?? {}, ({ reason, message }) => end(fail(reason, message)));
    yield* spawn(function* () {
      try {
        const use: Use = function* (engine, report) {
          const used = engine.use((why) => end(fail("engine", why)), report);
          uses.push(used.release);
          return yield* until(used.engine);
        };
        const runtime = yield* prepare(parts, parameters, options, use);
        const outcome = yield* run(parts.graph, {
          ...runtime,
          onControl: watching.onControl,
          onEvent(event) {
            // For the runtime it was halted; why is known here.
            const told = event.kind === "run-ended" && ended.early ? { ...event, outcome: ended.early } : event;
            count(told);
            watching.onEvent(told);
            try {
              options.onEvent?.(told);
            } catch (error) {
              // A listener's mistake is its program's, and no reason to tear the runtime apart in the middle of a step.
              over.reject(asError(error));
            }
          },
        });
        over.resolve(outcome);
      } catch (error) {
        if (error instanceof Failed) over.resolve({ kind: "failed", failure: error.failure });
        else if (error instanceof EngineProblem) over.resolve(fail("engine", error.message, error.hint));
        else over.reject(asError(error));
      }
    });
    return yield* over.operation;
  });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Opens an engine for as long as the run goes on. */
type Use = (engine: Engine, report: Report) => Operation<RuntimeEngine>;

/** All that the runtime wants to know. Throws {@link Failed} or an `EngineProblem` where an option can't be followed. */
function* prepare(
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

type Header = Parameters<typeof import("../runtime/journal/runs.ts").startJournal>[1];

/** A journal that is closed when the calling scope ends. It takes SQLite, which most runs do without. */
function* useJournal(
  folder: string | undefined,
  header: Header,
  secrets: readonly string[],
  refuse: (message: string, hint: string) => never,
): Operation<OpenJournal> {
  const { runsFolder, startJournal } = yield* until(import("../runtime/journal/runs.ts"));
  const redact = redactorOf(secrets);
  const onLost = (why: string): void => void process.stderr.write(`agentflow: ${why}\n`);
  try {
    const starting = startJournal(folder ?? runsFolder(header.workspace), header, { redact, onLost });
    const journal = yield* until(starting);
    yield* ensure(() => journal.close());
    return journal;
  } catch (error) {
    if (!(error instanceof JournalProblem)) throw error;
    return refuse(`The run can't be recorded. ${error.message}`, "Run it without `journal`, or name another folder.");
  }
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

function* watchSignal(signal: AbortSignal, onAbort: () => void): Operation<void> {
  if (signal.aborted) return onAbort();
  yield* spawn(function* () {
    yield* action<void>((resolve) => {
      const listener = (): void => {
        onAbort();
        resolve();
      };
      signal.addEventListener("abort", listener, { once: true });
      return () => signal.removeEventListener("abort", listener);
    });
  });
}
