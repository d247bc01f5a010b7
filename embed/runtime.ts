/** All of the library but the compiler, for programs that were compiled before: what generated modules import. */
export type { Json } from "../compiler/graph/expression.ts";
export type { Graph } from "../compiler/graph/graph.ts";
export type { EngineUsage } from "../runtime/engine/engine.ts";
export type { Script, ScriptTurn } from "../runtime/engine/scripted/script.ts";
export type { Event, EventKind, FailureReason } from "../runtime/events/event.ts";
export { EngineProblem } from "../runtime/run/options.ts";
export type { ToolContext } from "../runtime/tools/tool.ts";
export { Context } from "./context.ts";
export { type ContextSetting, Engine, type EngineFacts } from "./engine.ts";
export {
  type HostedSetting,
  hostedEngine,
  type NativeSetting,
  nativeEngine,
  type ScriptedSetting,
  scriptedEngine,
} from "./engines.ts";
export { FlowFailed, type FlowFailure, FlowPaused, type Outcome, type Place } from "./failure.ts";
export type { Flow } from "./flow.ts";
export {
  type Answerer,
  type Question,
  type Reply,
  type RunArguments,
  type RunLimits,
  type RunOptions,
  type RunSetting,
  refused,
} from "./options.ts";
export type { PartialResult } from "./partial-results.ts";
export type { GivenSetting, ProgramSetting } from "./parts.ts";
export { openProgram, type Program } from "./program.ts";
export { Run } from "./run.ts";
export type {
  AnyFlowTypes,
  AnyProgramTypes,
  AnyTool,
  FlowOf,
  FlowTypes,
  Partially,
  ProgramTypes,
  Tool,
} from "./types.ts";
