/** Steps of a tenth are enough to see that something goes on. */
const STEP = 0.1;

let told = -1;

/** Tells on stderr that the engine is being compiled, and how far that is: it takes seconds, and only the first time. */
export function tellBuild(step: string, fraction: number): void {
  if (told < 0)
    process.stderr.write("agentflow: compiling its engine for this machine, once; it takes some ten seconds.\n");
  if (fraction < told + STEP && fraction < 1) return;
  told = fraction;
  process.stderr.write(`agentflow: ${step}, ${Math.round(100 * fraction)} %\n`);
}
