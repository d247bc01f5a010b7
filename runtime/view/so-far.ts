import { partialValue } from "../../compiler/types/partial.ts";
import type { AgentView } from "./state.ts";

/** The fields of the value that an agent is writing, as far as they are there; none for what is no record. */
export function valueSoFar(agent: AgentView): readonly (readonly [name: string, text: string])[] {
  const last = agent.transcript.findLast((part) => part.kind === "text");
  if (last?.kind !== "text" || last.channel !== "answer") return [];
  const value = partialValue(last.text);
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, field]) => [
    name,
    typeof field === "string" ? field : JSON.stringify(field),
  ]);
}
