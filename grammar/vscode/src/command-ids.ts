/**
 * The commands of the extension. Those with a flow or a test in their names are called by the lenses of the language
 * server, with the URI of a file and a name; the others are for people.
 */
export const commandIds = [
  "agentflow.run",
  "agentflow.plan",
  "agentflow.test",
  "agentflow.restartServer",
  "agentflow.runFlow",
  "agentflow.planFlow",
  "agentflow.runTest",
] as const;

/** A command of the extension. */
export type CommandId = (typeof commandIds)[number];
