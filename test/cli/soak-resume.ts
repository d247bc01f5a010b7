/**
 * Kills a run with SIGKILL at random points, a hundred times (or as often as its argument says), and resumes it until it
 * ends, over and over. Prints what came of it as JSON; ends with 1 if anything was lost or repeated.
 */
import { join } from "node:path";
import { bundleForTests } from "./bundle.ts";
import { killAndResume } from "./killed.ts";

const wanted = Number(process.argv[2] ?? 100);
const { folder, drop } = await bundleForTests();
let kills = 0;
let runs = 0;
const wrong: unknown[] = [];
try {
  while (kills < wanted) {
    const survived = await killAndResume(join(folder, "agentflow.js"), () => 1 + Math.floor(Math.random() * 70), 5);
    kills += survived.kills;
    runs++;
    const { code, result, repeatedAgents, repeatedEffects, lostEffects } = survived;
    const whole = code === 0 && Array.isArray(result) && result.length === 3;
    const repeated = repeatedAgents.length + repeatedEffects.length + lostEffects.length;
    if (!whole || repeated > 0) wrong.push(survived);
    process.stderr.write(`${kills} kills, ${runs} runs, ${wrong.length} wrong\n`);
  }
} finally {
  drop();
}
console.log(JSON.stringify({ kills, runs, wrong }));
process.exitCode = wrong.length === 0 ? 0 : 1;
