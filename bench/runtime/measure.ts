/** Runs agents once, in this process: `measure.ts (ours|hand) COUNT`. Prints what it took as JSON. */
import { main } from "effection";
import { runAgents, runByHand, scaleProgram, type Taken } from "./scale.ts";

/** What one process measured. */
export interface Measured extends Taken {
  /** Bytes of memory at the most. */
  readonly rss: number;
}

await main(function* () {
  const [side, count] = process.argv.slice(2);
  const { graph } = scaleProgram();
  const run = (agents: number) => (side === "ours" ? runAgents(graph, agents) : runByHand(agents));
  // What is compiled at the first call is no cost of an agent.
  yield* run(200);
  const taken = yield* run(Number(count));
  const measured: Measured = { ...taken, rss: process.resourceUsage().maxRSS * 1024 };
  console.log(JSON.stringify(measured));
});
