import { readModelFacts } from "../runtime/models/facts.ts";
import { shippedModel } from "../runtime/models/shipped.ts";
import { buildAddon } from "../runtime/native/build.ts";
import { EngineProblem } from "../runtime/run/options.ts";
import { say } from "./io.ts";

/**
 * The rest of an installation, run by `scripts/prepare.mjs` once the bundle is there: what a first run would otherwise
 * have to make. Whatever fails is told in a sentence, and is tried again by that run.
 */
const steps: readonly { readonly what: string; readonly make: () => unknown }[] = [
  { what: "the layout of the small model's prompts", make: () => readModelFacts(shippedModel()) },
  { what: "the native engine", make: () => buildAddon() },
];

for (const { what, make } of steps) {
  const began = performance.now();
  try {
    await make();
    await say(process.stderr, `agentflow: made ${what} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const hint = error instanceof EngineProblem && error.hint !== undefined ? ` ${error.hint}` : "";
    await say(process.stderr, `agentflow: could not make ${what}, the first run tries again. ${message}${hint}`);
  }
}
process.exit();
