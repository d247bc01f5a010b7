import { createInterface } from "node:readline";
import type { Operation } from "effection";
import type { Answer, RunOptions } from "../../runtime/run/options.ts";
import { wantedWords } from "../../runtime/view/answer.ts";
import type { Asker, OpenQuestion } from "../../runtime/view/asker.ts";
import { visible } from "../../runtime/view/words.ts";
import type { Io } from "../io.ts";

/** Asks on a line of its own, for terminals without the live view: `--plain`, or a screen reader. */
export function askLineByLine(asker: Asker, io: Io): NonNullable<RunOptions["ask"]> {
  let busy = false;
  // One at a time: the next question is put when the one before has been answered.
  const askNext = (): void => {
    const open = asker.current();
    if (!open || busy) return;
    busy = true;
    put(open, io, () => {
      busy = false;
      setImmediate(askNext);
    });
  };
  return function* (question): Operation<Answer> {
    const waiting = asker.ask(question);
    // Entered first, so that it stands in the queue when that is looked at.
    setImmediate(askNext);
    return yield* waiting;
  };
}

function put(open: OpenQuestion, io: Io, done: () => void): void {
  const { question } = open;
  const lines = createInterface({ input: io.stdin, output: io.stderr, terminal: false });
  const tell = (problem: string): void => {
    io.stderr.write(`${visible(problem)}\n`);
    prompt();
  };
  const prompt = (): void => {
    io.stderr.write(`? ${visible(question.prompt)} (${wantedWords(question.type.type)}; Ctrl-D refuses)\n› `);
  };
  let over = false;
  const end = (how: () => void): void => {
    over = true;
    lines.close();
    how();
    done();
  };
  lines.on("line", (line) => {
    const typed = open.read(line);
    if (typed.ok) end(() => open.answer(typed.value));
    else tell(typed.problem);
  });
  lines.on("close", () => {
    if (!over) end(open.refuse);
  });
  if (question.problem === undefined) prompt();
  else tell(question.problem);
}
