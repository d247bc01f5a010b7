export type { Clock } from "./clock.ts";
export type { Context } from "./context/context.ts";
export type { Entry } from "./context/entry.ts";
export type { Admission, Engine, EngineUsage, Lease, TurnEnd, TurnRequest } from "./engine/engine.ts";
export { EVENT_VERSION, type Event, type EventKind, type Failure, type RunOutcome } from "./events/event.ts";
export { type Answers, noAnswers, partialAnswer, reduceAnswers } from "./events/partial.ts";
export { useTrace } from "./events/trace.ts";
export { fileHost, hostOfEntry } from "./host.ts";
export { JournalProblem } from "./journal/database.ts";
export type { Journal } from "./journal/journal.ts";
export type { JournalOptions, OpenJournal, RunHeader } from "./journal/journal-file.ts";
export { type Repeated, rehearse } from "./journal/rehearse.ts";
export { replay } from "./journal/replay.ts";
export {
  listRuns,
  type OpenRun,
  openRun,
  pruneRuns,
  type RecordedRun,
  runsFolder,
  startJournal,
} from "./journal/runs.ts";
export { redactorOf, secretsOf } from "./journal/secrets.ts";
export { realClock } from "./real-clock.ts";
export {
  type Answer,
  EngineProblem,
  type Question,
  type RunControl,
  type RunOptions,
  type ToolLookup,
} from "./run/options.ts";
export { run } from "./run/run.ts";
export { toolsOf } from "./tools/lookup.ts";
export type { ToolContext, ToolHandler } from "./tools/tool.ts";
