import type { AgentEntry } from "../../../compiler/graph/graph.ts";
import type { Sampling } from "../../engine/engine.ts";
import { type Path, turn } from "../../path.ts";
import { seedAt } from "../seed.ts";

/** What holds where an agent says nothing: values are facts more often than fiction, so rather cool. */
const DEFAULTS = { temperature: 0.3, topK: 40, topP: 0.95, minP: 0.05 } as const;

/** How a turn of an agent samples; its seed comes from the agent's own or the run's, and from the turn's path. */
export function samplingOf(agent: AgentEntry, runSeed: number, path: Path, index: number): Sampling {
  return {
    temperature: agent.temperature ?? DEFAULTS.temperature,
    topK: agent.topK ?? DEFAULTS.topK,
    topP: agent.topP ?? DEFAULTS.topP,
    minP: agent.minP ?? DEFAULTS.minP,
    seed: seedAt(agent.seed ?? runSeed, turn(path, index)),
  };
}
