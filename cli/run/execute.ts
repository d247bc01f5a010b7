import { run as runTask } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowEntry } from "../../compiler/graph/graph.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Event, RunOutcome } from "../../runtime/events/event.ts";
import { useTrace } from "../../runtime/events/trace.ts";
import type { RunControl } from "../../runtime/run/options.ts";
import { run } from "../../runtime/run/run.ts";
import { toolsOf } from "../../runtime/tools/lookup.ts";
import { receiptOf } from "../../runtime/view/receipt.ts";
import { reduceView } from "../../runtime/view/reduce.ts";
import { emptyView, type ViewState } from "../../runtime/view/state.ts";
import type { CheckedProgram } from "../checked.ts";
import { onInterrupt } from "../interrupt.ts";
import { coloured, type ExitCode, type Io, say } from "../io.ts";
import { UsageProblem } from "../usage.ts";
import { failureText } from "./failure-text.ts";
import type { GeneralOptions } from "./general-options.ts";

/** A run that is ready to start. */
export interface Execution {
  readonly program: CheckedProgram;
  readonly flow: FlowEntry;
  readonly values: Readonly<Record<string, Json>>;
  readonly options: GeneralOptions;
}
