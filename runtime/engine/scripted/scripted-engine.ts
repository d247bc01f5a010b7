import { type Operation, resource } from "effection";
import type { TypeEntry } from "../../../compiler/graph/graph.ts";
import type { TypeId, TypeTable } from "../../../compiler/graph/type.ts";
import type { Clock } from "../../clock.ts";
import type { Layout } from "../../layout/layout.ts";
import { type BranchEngineOptions, useBranchEngine } from "../branch-engine.ts";
import type { Engine } from "../engine.ts";
import { plainLayout } from "./plain-layout.ts";
import { type ScriptedDevice, type ScriptedDeviceOptions, useScriptedDevice } from "./scripted-device.ts";
import { createSimulatedClock } from "./simulated-clock.ts";

/** How a scripted engine is made; everything has a default. */
export interface ScriptedEngineOptions
  extends BranchEngineOptions,
    Pick<
      ScriptedDeviceOptions,
      "script" | "branches" | "cells" | "streams" | "batch" | "passMilliseconds" | "keepsPasses" | "fail"
    > {
  /** A simulated clock of its own if left out. Give it the clock of the run. */
  readonly clock?: Clock;
  readonly layout?: Layout;
  /** `graph.types`: the named types that answers refer to. */
  readonly types?: Readonly<Record<TypeId, TypeEntry>>;
}

/** An engine with its device and clock, for tests to look into. */
export interface ScriptedEngine extends Engine {
  readonly device: ScriptedDevice;
  readonly clock: Clock;
}

/**
 * The branch engine over a scripted device: whatever a script does not say is the smallest value of the type asked for.
 *
 * @example
 * ```ts
 * const engine = yield* useScriptedEngine({ script: { "triage/reader": [{ answer: { kind: "bug", urgent: true } }] } });
 * ```
 */
export function useScriptedEngine(options: ScriptedEngineOptions = {}): Operation<ScriptedEngine> {
  return resource(function* (provide) {
    const { types, window, live, clock = createSimulatedClock(), layout = plainLayout, ...rest } = options;
    const device = yield* useScriptedDevice({ ...rest, clock, calls: layout.calls, types: tableOf(types ?? {}) });
    const limits = { clock, ...(window !== undefined && { window }), ...(live !== undefined && { live }) };
    const engine = yield* useBranchEngine(device, layout, limits);
    yield* provide({ ...engine, device, clock });
  });
}

function tableOf(types: Readonly<Record<TypeId, TypeEntry>>): TypeTable {
  return new Map(Object.entries(types));
}
