import { Box, Text, useInput } from "ink";
import { type ReactElement, useRef, useState } from "react";
import { wantedWords } from "./answer.ts";
import type { OpenQuestion } from "./asker.ts";
import { clip, rowsOfText } from "./columns.ts";
import { oneLine, visible } from "./words.ts";

/** Lines below the question: what is typed, what is wrong with it, what is wanted. */
const LINES_BELOW = 3;
/** Columns before the question. */
const MARGIN = 3;

/** Lines that a question takes of a terminal of that size, at most half of them; the tree above gives way to it. */
export function askHeight({ question }: OpenQuestion, columns: number, rows: number): number {
  return promptLines(question.prompt, columns, rows).length + LINES_BELOW;
}

/** What is asked, all of it where there is room: what a tool would do has to be read before it is allowed. */
function promptLines(prompt: string, columns: number, rows: number): readonly string[] {
  const width = Math.max(10, columns - MARGIN - 1);
  const lines = visible(prompt)
    .split("\n")
    .flatMap((line) => rowsOfText(line, width))
    .map((line) => line.trimEnd());
  const room = Math.max(1, Math.floor(rows / 2) - LINES_BELOW);
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), clip(`${lines[room - 1] ?? ""}…`, width)];
}

export interface AskPromptProps {
  /** The question that waits, drawn and answered; nothing is drawn where there is none. */
  readonly asking: () => OpenQuestion | undefined;
  readonly columns: number;
  readonly rows: number;
  /** Ctrl-C ends the run, also while it asks. */
  readonly quit: () => void;
}

/** Asks the person at the terminal: ⏎ answers, esc refuses. What is typed is checked before it is taken. */
export function AskPrompt({ asking, columns, rows, quit }: AskPromptProps): ReactElement | null {
  const [drawn, draw] = useState<Draft>(none);
  // Keys may come faster than React draws: each must see what the one before has typed.
  const draft = useRef<Draft>(none);
  const change = (next: Draft): void => {
    draft.current = next;
    draw(next);
  };
  useInput((input, key) => {
    const open = asking();
    if (!open) return;
    if (key.ctrl && input === "c") quit();
    else if (key.escape) open.refuse();
    else if (key.return) press(open, "\r");
    else if (key.backspace || key.delete) press(open, "\u007f");
    else if (!key.ctrl && !key.meta) {
      // What is pasted or typed fast comes as one: ⏎ ends it, what follows was not meant for the next question.
      for (const character of input) if (press(open, character)) break;
    }
  });
  /** One key; true if it was the answer's last. */
  const press = (open: OpenQuestion, key: string): boolean => {
    const { number } = open;
    const { text } = draft.current.number === number ? draft.current : none;
    if (key === "\r" || key === "\n") {
      const answer = open.read(text);
      if (!answer.ok) change({ number, text, problem: answer.problem });
      else open.answer(answer.value);
      return answer.ok;
    }
    const erases = key === "\u007f" || key === "\b";
    change({ number, text: erases ? [...text].slice(0, -1).join("") : text + oneLine(key) });
    return false;
  };
  const open = asking();
  if (!open) return null;
  const { question, number } = open;
  const { text, problem } = drawn.number === number ? drawn : { text: "", problem: question.problem };
  const lines = promptLines(question.prompt, columns, rows);
  const shown = lines.map((line, index) => ` ${index === 0 ? "?" : " "} ${line}`);
  return (
    <Box flexDirection="column" width={columns}>
      <Text bold wrap="truncate">
        {shown.join("\n")}
      </Text>
      <Text wrap="truncate-start">{`   › ${text}▏`}</Text>
      {problem === undefined ? null : <Text color="red" wrap="truncate">{`   ${oneLine(problem)}`}</Text>}
      <Text dimColor wrap="truncate">{`   ${wantedWords(question.type.type)}   ⏎ answer   esc refuse`}</Text>
    </Box>
  );
}

/** What has been typed so far, for which question. */
interface Draft {
  readonly number: number;
  readonly text: string;
  readonly problem?: string;
}

const none: Draft = { number: -1, text: "" };
