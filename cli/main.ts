import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { packageVersion } from "../runtime/package-root.ts";
import type { BuildOptions } from "./build.ts";
import type { CheckOptions } from "./check.ts";
import { commandProblem } from "./command-problem.ts";
import { helpText } from "./help-text.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import type { ReplayOptions } from "./replay.ts";
import type { ResumeOptions } from "./resume.ts";
import type { RunsOptions } from "./runs.ts";
import type { TestOptions } from "./test.ts";
import { meant, several, UsageProblem } from "./usage.ts";

/**
 * The `agentflow` command: reads the words after it, does what they ask for and gives the exit code. Whatever goes
 * wrong is told in a sentence on stderr; nothing is thrown.
 */
export async function main(words: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = describe(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(asHelpOption(words), { from: "user" });
    return code;
  } catch (error) {
    return await tell(error, words, program, io);
  }
}

// `agentflow help run` is `agentflow run --help`, which also knows the parameters of a file's flow.
function asHelpOption(words: readonly string[]): readonly string[] {
  return words[0] === "help" ? [...words.slice(1), "--help"] : words;
}

// Each command is a chunk of its own, loaded when it is called: `check` must not wait for the runtime.
function describe(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command("agentflow")
    .description("Compiles and runs .af programs: teams of LLM agents as branches of one KV cache.")
    .version(packageVersion(), "-V, --version", "shows the version")
    .helpOption("-h, --help", "shows this, or the help of a command")
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}`.trimEnd() })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => (io.stdout.isTTY ? io.stdout.columns : 80),
    });
  program
    .command("run")
    .description("runs a flow of a file")
    .usage("FILE [FLOW] [options]")
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: string[]) => end(await (await import("./run/command.ts")).runCommand(words, io)));
  program
    .command("check")
    .description("says what is wrong with files")
    .usage("FILE... [options]")
    .argument("<file...>")
    .option("--fix", "first writes the mends that are known into the files, and names each on stderr")
    .option("--json", "prints the problems as a JSON array")
    .action(async (files: string[], options: CheckOptions) =>
      end(await (await import("./check.ts")).checkCommand(files, options, io)),
    );
  program
    .command("fmt")
    .description("brings files into the one style (- is stdin)")
    .usage("FILE... [--check]")
    .argument("<file...>")
    .option("--check", "changes nothing, and names the files that would change")
    .action(async (files: string[], options: { check?: true }) =>
      end(await (await import("./fmt.ts")).fmtCommand(files, options.check === true, io)),
    );
  program
    .command("plan")
    .description("says what a flow shares, and what it can cost at most")
    .usage("FILE [FLOW] [options]")
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: string[]) => end(await (await import("./plan.ts")).planCommand(words, io)));
  program
    .command("graph")
    .description("prints the execution graph of a file as JSON")
    .usage("FILE [FLOW]")
    .argument("<file>")
    .argument("[flow]")
    .action(async (file: string, flow: string | undefined) =>
      end(await (await import("./graph.ts")).graphCommand(file, flow, io)),
    );
  program
    .command("build")
    .description("writes the graph of a file and a TypeScript module around it")
    .usage("FILE --out DIR")
    .argument("<file>")
    .option("--out <dir>", "where to write NAME.graph.json and NAME.ts, for NAME.af")
    .option("--js", "writes NAME.js and NAME.d.ts instead of NAME.ts, for programs without a build of their own")
    .option(
      "--types",
      "writes the types of NAME.af beside it (NAME.d.af.ts), for imports of it through the esbuild plugin",
    )
    .action(async (file: string, options: BuildOptions) =>
      end(await (await import("./build.ts")).buildCommand(file, options, io)),
    );
  program
    .command("schema")
    .description("prints a type of a file as JSON Schema")
    .usage("FILE TYPE")
    .argument("<file>")
    .argument("<type>", "its name, that of an agent, or a type as it would be written there: `Ticket[]`")
    .action(async (file: string, type: string) =>
      end(await (await import("./type-commands.ts")).schemaCommand(file, type, io)),
    );
  program
    .command("grammar")
    .description("prints a type of a file as a GBNF grammar")
    .usage("FILE TYPE")
    .argument("<file>")
    .argument("<type>", "its name, that of an agent, or a type as it would be written there: `Ticket[]`")
    .action(async (file: string, type: string) =>
      end(await (await import("./type-commands.ts")).grammarCommand(file, type, io)),
    );
  program
    .command("test")
    .description("runs the tests of files")
    .usage("FILE... [options]")
    .argument("<file...>")
    .option("--model <file>", "lets this GGUF file answer for agents that are not mocked, and runs their tools")
    .option("--only <text>", "only tests with this text in their names")
    .option("--json", "prints the results as a JSON array")
    .action(async (files: string[], options: TestOptions) =>
      end(await (await import("./test.ts")).testCommand(files, options, io)),
    );
  program
    .command("runs")
    .description("lists the recorded runs of this folder, newest first")
    .usage("[options]")
    .option("--limit <n>", "how many", countOf, 20)
    .option("--json", "prints them as a JSON array")
    .option("--prune <n>", "deletes all but the newest so many, save those that run or wait for a person", countOf)
    .action(async (options: RunsOptions) => end(await (await import("./runs.ts")).runsCommand(options, io)));
  program
    .command("resume")
    .description("goes on with a run that was cut, halted, failed or paused")
    .usage("RUN [options]")
    .argument("<run>", "an id, the beginning of one, or `last`")
    .option(
      "--answer <value>",
      "answers the question that the run waits for, `PATH=VALUE` where it is one of several",
      several,
    )
    .option("--refuse", "refuses the questions that the run waits for")
    .addOption(
      new Option("--effects <what>", "what to do with effects that nobody knows the outcome of").choices([
        "repeat",
        "skip",
      ]),
    )
    .option("--grant <tool>", "lets a protected tool run without asking; may be repeated", several)
    .option("--model <file>", "a GGUF file that runs instead of the run's own model")
    .option("--json", "prints a text as JSON on a terminal too")
    .option("--plain", "a line an event instead of the live view")
    .option("--trace <file>", "writes every event as a line of JSON into a file")
    .action(async (run: string, options: ResumeOptions) =>
      end(await (await import("./resume.ts")).resumeCommand(run, options, io)),
    );
  program
    .command("replay")
    .description("shows a recorded run again, as it was")
    .usage("RUN [options]")
    .argument("<run>", "an id, the beginning of one, or `last`")
    .option("--speed <times>", "so many times as fast", speedOf)
    .option("--fast", "without any pauses")
    .option("--session <n>", "of a run that was resumed: which part, from 1; the last if left out", countOf)
    .option("--json", "prints a text as JSON on a terminal too")
    .option("--plain", "a line an event instead of the live view")
    .action(async (run: string, options: ReplayOptions) =>
      end(await (await import("./replay.ts")).replayCommand(run, options, io)),
    );
  program
    .command("lsp")
    .description("is the language server of an editor")
    .usage("[--stdio]")
    .option("--stdio", "speaks over stdin and stdout, as it does without it")
    .action(async () => end(await (await import("./lsp/command.ts")).lspCommand(io)));
  program
    .command("explain")
    .description("explains the code of a problem")
    .usage("CODE")
    .argument("<code>")
    .action(async (code: string) => end(await (await import("./explain.ts")).explainCommand(code, io)));
  program
    .command("doctor")
    .description("says whether everything is there that runs need")
    .usage("[--model FILE]")
    .option("--model <file>", "looks at this GGUF file instead of the model that ships")
    .action(async (options: { model?: string }) =>
      end(await (await import("./doctor.ts")).doctorCommand(options.model, io)),
    );
  program.addHelpText(
    "after",
    "\nThe parameters of a flow are options of `run` and `plan`:  agentflow run FILE --help",
  );
  return program;
}

function countOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (!(speed > 0) || !Number.isFinite(speed)) throw new InvalidArgumentError("It takes a number above 0.");
  return speed;
}

async function tell(error: unknown, words: readonly string[], program: Command, io: Io): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Called with nothing at all: the help says what can be called.
    if (error.code === "commander.help") {
      await say(io.stderr, helpText(program));
      return 2;
    }
    return await tell(
      forgottenRun(words, program) ?? commandProblem(error, helpFor(words, program)),
      words,
      program,
      io,
    );
  }
  if (error instanceof UsageProblem) {
    await say(io.stderr, `agentflow: ${error.message}${error.hint === undefined ? "" : `\n${error.hint}`}`);
    return 2;
  }
  const problem = error instanceof Error ? error : new Error(String(error));
  await say(io.stderr, `agentflow: This is a mistake of agentflow itself: ${problem.message.split("\n")[0]}`);
  const debug = io.env.AGENTFLOW_DEBUG === "1";
  await say(
    io.stderr,
    debug ? (problem.stack ?? "") : "Please report it with your program and what AGENTFLOW_DEBUG=1 adds here.",
  );
  return 1;
}

// `agentflow triage.af` is what everybody types once.
function forgottenRun(words: readonly string[], program: Command): UsageProblem | undefined {
  const [first] = words;
  if (!first?.endsWith(".af")) return undefined;
  return new UsageProblem(`\`${first}\` is no command.`, meant(`${program.name()} run ${words.join(" ")}`));
}

function helpFor(words: readonly string[], program: Command): string {
  const command = program.commands.find((candidate) => candidate.name() === words[0]);
  return `${program.name()}${command ? ` ${command.name()}` : ""} --help`;
}
