import { examine } from "../runtime/doctor.ts";
import { type ExitCode, type Io, say } from "./io.ts";

/** `agentflow doctor [--model F]`: what is there of all that runs need; 1 if something is broken. */
export async function doctorCommand(model: string | undefined, io: Io): Promise<ExitCode> {
  const options = { folder: process.cwd(), ...(model === undefined ? {} : { model }) };
  const healthy = await examine(options, async ({ what, ok, facts, mend }) => {
    const [first = "", ...rest] = facts;
    await say(io.stdout, `${ok ? "✓" : "✗"} ${what.padEnd(14)}${first}`);
    for (const line of [...rest, ...(mend === undefined ? [] : [mend])])
      await say(io.stdout, `${" ".repeat(16)}${line}`);
  });
  await say(io.stdout, healthy ? "everything is there" : "something is broken, see ✗");
  return healthy ? 0 : 1;
}
