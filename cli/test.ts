import { type Operation, run as runTask } from "effection";
import type { TestEntry } from "../compiler/graph/graph.ts";
import { counted } from "../language/amount.ts";
import type { Engine } from "../runtime/engine/engine.ts";
import type { RunOutcome } from "../runtime/events/event.ts";
import { realClock } from "../runtime/real-clock.ts";
import { EngineProblem } from "../runtime/run/options.ts";
import { runTest, type TestSetting } from "../runtime/testing/run-test.ts";
import { toolsOf } from "../runtime/tools/lookup.ts";
import { type CheckedProgram, loadChecked } from "./checked.ts";
import { haltOnInterrupt } from "./interrupt.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "./io.ts";
import { failureText } from "./run/failure-text.ts";
import { openModels } from "./run/open-models.ts";
import { UsageProblem } from "./usage.ts";

/** What `agentflow test` takes beside files. */
export interface TestOptions {
  readonly model?: string;
  readonly json?: true;
  readonly only?: string;
}

interface Tested {
  readonly program: CheckedProgram;
  readonly file: string;
  readonly test: TestEntry;
  readonly outcome: RunOutcome;
}

/** All draws of a test come from it: a test says the same each time. */
const SEED = 0;

/** `agentflow test FILE… [--model M] [--only TEXT] [--json]`: runs the tests of files; 1 if one of them fails. */
export async function testCommand(files: readonly string[], options: TestOptions, io: Io): Promise<ExitCode> {
  const programs: { readonly file: string; readonly program: CheckedProgram }[] = [];
  for (const file of files) {
    const program = await loadChecked(file, io);
    if (program === undefined) return 1;
    programs.push({ file, program });
  }
  const chosen = programs.map(({ file, program }) => ({
    file,
    program,
    tests: program.graph.tests.filter((test) => options.only === undefined || test.name.includes(options.only)),
  }));
  if (chosen.every(({ tests }) => tests.length === 0)) {
    const which = options.only === undefined ? "" : ` with \`${options.only}\` in its name`;
    throw new UsageProblem(
      `There is no test${which} in ${files.map((file) => `\`${file}\``).join(", ")}.`,
      'A test is `test "its name" { expect … }`.',
    );
  }
  const tested: Tested[] = [];
  const task = runTask(function* () {
    for (const { file, program, tests } of chosen) {
      if (tests.length === 0) continue;
      const real = options.model === undefined ? {} : { real: yield* openedOnce(program, options.model, io) };
      if (!options.json) io.stdout.write(`${file}\n`);
      for (const test of tests) {
        const outcome = yield* runTest(test, program.graph, settingOf(program, real));
        tested.push({ program, file, test, outcome });
        if (!options.json) io.stdout.write(lineOf(test, outcome, program, io));
      }
    }
  });
  const interrupts = haltOnInterrupt(task);
  try {
    await task;
  } catch (error) {
    const code = interrupts.code();
    if (code !== undefined) return code;
    if (error instanceof EngineProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  } finally {
    interrupts.release();
  }
  const failed = tested.filter(({ outcome }) => outcome.kind !== "done").length;
  await say(io.stdout, options.json ? JSON.stringify(tested.map(plainTest), null, 2) : summary(tested.length, failed));
  return failed === 0 ? 0 : 1;
}

// One engine for all tests of a file: loading takes longer than most of them.
function* openedOnce(program: CheckedProgram, model: string, io: Io): Operation<NonNullable<TestSetting["real"]>> {
  const engine: Engine = yield* (io.engine ?? openModels(program, model))(undefined, () => {});
  return {
    *engine() {
      return engine;
    },
    tools: toolsOf(program.directory),
    clock: realClock,
    modelGiven: true,
  };
}

function settingOf(program: CheckedProgram, real: Pick<TestSetting, "real">): TestSetting {
  return { directory: program.directory, workspace: process.cwd(), seed: SEED, onEvent: () => {}, ...real };
}

function lineOf(test: TestEntry, outcome: RunOutcome, program: CheckedProgram, io: Io): string {
  if (outcome.kind === "done") return `  ✓ ${test.name}\n`;
  const look = { color: coloured(io.stdout, io.env), width: widthOf(io.stdout) - 4 };
  const why = outcome.kind === "failed" ? failureText(outcome.failure, program, look) : "It did not come to its end.";
  const indented = why.trimEnd().replace(/^(?=.)/gm, "    ");
  return `  ✗ ${test.name}\n\n${indented}\n\n`;
}

function plainTest({ program, file, test, outcome }: Tested): object {
  const base = { file, test: test.name, line: test.at.line, passed: outcome.kind === "done" };
  if (outcome.kind !== "failed") return base;
  const { reason, message, at, hint } = outcome.failure;
  const name = program.graph.files[at?.file ?? -1];
  return {
    ...base,
    failure: {
      reason,
      message,
      ...(at && name !== undefined && { file: program.shown(name), line: at.line, column: at.column }),
      ...(hint !== undefined && { hint }),
    },
  };
}

function summary(all: number, failed: number): string {
  const tests = counted(all, "test");
  return failed === 0 ? `${tests} passed` : `${tests}, ${failed} failed`;
}
