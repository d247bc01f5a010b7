import { Command, CommanderError } from "commander";
import { packageVersion } from "../runtime/package-root.ts";
import { commandProblem } from "./command-problem.ts";
import { helpText } from "./help-text.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import type { TestOptions } from "./test.ts";
import { meant, UsageProblem } from "./usage.ts";

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
    .usage("FILE... [--json]")
    .argument("<file...>")
    .option("--json", "prints the problems as a JSON array")
    .action(async (files: string[], options: { json?: true }) =>
      end(await (await import("./check.ts")).checkCommand(files, options.json === true, io)),
    );
  program
    .command("fmt")
    .description("brings files into the one style")
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
    .command("schema")
    .description("prints a type of a file as JSON Schema")
    .usage("FILE TYPE")
    .argument("<file>")
    .argument("<type>")
    .action(async (file: string, type: string) =>
      end(await (await import("./type-commands.ts")).schemaCommand(file, type, io)),
    );
  program
    .command("grammar")
    .description("prints a type of a file as a GBNF grammar")
    .usage("FILE TYPE")
    .argument("<file>")
    .argument("<type>")
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
