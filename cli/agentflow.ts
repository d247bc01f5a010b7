#!/usr/bin/env node
import { main } from "./main.ts";

// `| head` closes the pipe while there is still something to say: that ends the command, and is nobody's mistake.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`agentflow: What it has to say can't be written: ${error.message}.\n`, () => process.exit(1));
  });
}

process.exitCode = await main(process.argv.slice(2), process);
// A tool of the user's may have left a timer or a connection open; the run is over all the same.
process.exit();
