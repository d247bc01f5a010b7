/** The three kinds of engine, as an embedding program makes them. */
import { type NativeEngineOptions, useNativeEngine } from "../runtime/engine/native-engine.ts";
import { type ScriptedEngineOptions, useScriptedEngine } from "../runtime/engine/scripted/scripted-engine.ts";
import { useHostedEngine } from "../runtime/hosted/hosted-engine.ts";
import { declaredHosted, hostedOf } from "../runtime/hosted/hosted-model.ts";
import { shippedModel } from "../runtime/models/shipped.ts";
import { realClock } from "../runtime/real-clock.ts";
import { EngineProblem } from "../runtime/run/options.ts";
import { tellBuild } from "./build-notice.ts";
import { Engine } from "./engine.ts";

/** How a model in a file is opened. */
export interface NativeSetting extends Pick<NativeEngineOptions, "context" | "branches" | "threads" | "onProgress"> {
  /** A GGUF file; the small model that ships with agentflow if left out. */
  readonly file?: string;
  /** Told while the engine is compiled, which happens once a machine; a line on stderr tells of it if left out. */
  readonly onBuild?: (step: string, fraction: number) => void;
}

/** A model in a file, run by llama.cpp in this process. */
export function nativeEngine(setting: NativeSetting = {}): Engine {
  return new Engine(function* (report) {
    return yield* useNativeEngine({
      ...setting,
      file: setting.file ?? shippedModel(),
      onBuild: setting.onBuild ?? tellBuild,
      onProgress(progress, doing) {
        setting.onProgress?.(progress, doing);
        report(progress, doing);
      },
    });
  });
}

/** A model behind a provider's interface. */
export interface HostedSetting {
  /** `openai`, `anthropic`, `bedrock`, or any other name with a `url` that speaks OpenAI's protocol. */
  readonly provider: string;
  /** As the provider calls it. */
  readonly name: string;
  readonly url?: string;
  /** Taken from the provider's own variable of the environment if left out. */
  readonly key?: string;
  /** Tokens of one context; 128,000 if left out. */
  readonly context?: number;
  /** Requests at once; 16 if left out. */
  readonly branches?: number;
}

/** A model of a provider: `hostedEngine("openai:gpt-5-mini")`, or with all settings. */
export function hostedEngine(model: string | HostedSetting): Engine {
  return new Engine(function* () {
    return yield* useHostedEngine({ model: hostedModel(model), clock: realClock });
  });
}

function hostedModel(model: string | HostedSetting) {
  if (typeof model !== "string")
    return declaredHosted(
      { ...model, id: model.name, at: { file: 0, start: 0, end: 0, line: 1, column: 1 } },
      process.env,
    );
  const [, provider, name] = /^([^:\s]+):(\S+)$/.exec(model) ?? [];
  if (provider === undefined || name === undefined)
    throw new EngineProblem(`\`${model}\` names no hosted model.`, "Write it `provider:name`: openai:gpt-5-mini.");
  return hostedOf({ provider, name }, process.env);
}

/** What a scripted engine does: see {@link scriptedEngine}. */
export type ScriptedSetting = Pick<ScriptedEngineOptions, "branches" | "cells" | "live" | "passMilliseconds">;

/**
 * An engine for tests. It answers as its script says, by the paths of agents (`*` stands for anything but a `/`), and with
 * the smallest value of the type asked for where the script says nothing. Its own time is simulated: nothing waits.
 *
 * @example
 * ```ts
 * const engine = scriptedEngine({ "triage/parallel[*]/reader": () => ({ answer: { kind: "bug", urgent: true } }) });
 * ```
 */
export function scriptedEngine(
  script: NonNullable<ScriptedEngineOptions["script"]> = {},
  setting: ScriptedSetting = {},
): Engine {
  return new Engine(() => useScriptedEngine({ ...setting, script }));
}
