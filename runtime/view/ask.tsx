import { Box, Text, useInput } from "ink";
import { type ReactElement, useRef, useState } from "react";
import { wantedWords } from "./answer.ts";
import type { OpenQuestion } from "./asker.ts";
import { oneLine, visible } from "./words.ts";

/** Lines that a prompt takes at most; the tree above gives way to it. */
export const ASK_LINES = 6;

export interface AskPromptProps {
  /** The question that waits, drawn and answered; nothing is drawn where there is none. */
  readonly asking: () => OpenQuestion | undefined;
  readonly columns: number;
  /** Ctrl-C ends the run, also while it asks. */
  readonly quit: () => void;
}

/** Asks the person at the terminal: ⏎ answers, esc refuses. What is typed is checked before it is taken. */
export function AskPrompt({ asking, columns, quit }: AskPromptProps): ReactElement | null {
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
  const lines = visible(question.prompt).split("\n");
  const shown = lines.slice(0, ASK_LINES - 3).map((line, index) => ` ${index === 0 ? "?" : " "} ${line}`);
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
