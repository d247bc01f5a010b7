import type { AgentDeclaration, SpineStatement } from "../../language/ast.ts";
import { walk } from "../bind/walk.ts";
import { warnings } from "../diagnostics/warnings.ts";
import { isUnknown, unknownType } from "../types/access.ts";
import { complain, type Place } from "./checking.ts";
import { listedTools } from "./listed-tools.ts";
import { modelName } from "./models.ts";
import { between, duration, readProperties, text, whole, word } from "./properties.ts";

/** Seeds are 32 bits wide in every sampler. */
const LAST_SEED = 2 ** 32 - 1;

/** Checks an agent's properties and notes its settings. Its parameters have their types already. */
export function checkAgent(at: Place, node: AgentDeclaration): void {
  const { values } = readProperties(at, node.properties, "An agent", {
    system: text,
    prompt: text,
    model: modelName,
    tools: listedTools,
    turns: whole(1),
    tokens: whole(1),
    timeout: duration,
    retry: whole(0),
    temperature: between(0, 2),
    top_p: between(0, 1),
    top_k: whole(0),
    min_p: between(0, 1),
    seed: whole(0, LAST_SEED),
    reason: whole(1),
    delegates: whole(0),
    handoff: word("auto", "kv", "latent", "text"),
  });
  at.program.agents.set(node, values);
  warnOfUntold(at, node);
}

/** Without a prompt the model is told all arguments; with one, those that are named in it. */
function warnOfUntold(at: Place, node: AgentDeclaration): void {
  const texts = node.properties.filter((each) => each.name.text === "prompt" || each.name.text === "system");
  if (!texts.some((each) => each.name.text === "prompt" && each.value.kind === "text")) return;
  const named = new Set<string>();
  let lost = false;
  for (const { value } of texts) {
    walk(value, (each) => {
      if (each.kind === "name") named.add(each.name);
      // A name that nothing has may be the one that is missing.
      if (each.kind === "name" && at.program.bound.targets.get(each)?.kind === "unknown") lost = true;
      return true;
    });
  }
  if (lost) return;
  for (const { name } of node.parameters) {
    const local = at.program.bound.locals.get(name);
    const known = local && !isUnknown(at.program.locals.get(local) ?? unknownType);
    if (!known || named.has(name.text)) continue;
    complain(at, warnings.untoldParameter, name.span, { name: name.text, agent: node.name.text });
  }
}

/** Checks a `spine { … }` and notes its settings. */
export function checkSpine(at: Place, node: SpineStatement): void {
  const { values } = readProperties(at, node.properties, "A spine", { system: text, tools: listedTools });
  at.program.spines.set(node, values);
}
