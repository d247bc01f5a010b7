import { Box, Text, useInput } from "ink";
import { type ReactElement, useRef, useState } from "react";
import { wantedWords } from "./answer.ts";
import type { OpenQuestion } from "./asker.ts";
import { clip, oneLine, visible } from "./words.ts";

/** Lines that a prompt takes at most; the tree above gives way to it. */
export const ASK_LINES = 6;

/** Asks the person at the terminal: ⏎ answers, esc refuses. What is typed is checked before it is taken. */
export function AskPrompt(props: { open: OpenQuestion; columns: number; quit: () => void }): ReactElement {
  const { open, columns, quit } = props;
  const { question, read } = open;
  const [shown, setShown] = useState({ text: "", problem: question.problem });
  // Keys may come faster than React draws: each must see what the one before has typed.
  const typed = useRef("");
  const show = (text: string, problem?: string): void => {
    typed.current = text;
    setShown({ text, problem });
  };
  useInput((input, key) => {
    if (key.ctrl && input === "c") quit();
    else if (key.escape) open.refuse();
    else if (key.return) {
      const answer = read(typed.current);
      if (answer.ok) open.answer(answer.value);
      else show(typed.current, answer.problem);
    } else if (key.backspace || key.delete) show([...typed.current].slice(0, -1).join(""));
    else if (!key.ctrl && !key.meta && input !== "") show(typed.current + oneLine(input));
  });
  return (
    <Box flexDirection="column" width={columns}>
      {visible(question.prompt)
        .split("\n")
        .slice(0, ASK_LINES - 3)
        .map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one question don't move
          <Text key={index} bold wrap="truncate">{` ${index === 0 ? "?" : " "} ${line}`}</Text>
        ))}
      <Text wrap="truncate-start">{`   › ${shown.text}▏`}</Text>
      {shown.problem === undefined ? null : (
        <Text color="red" wrap="truncate">{`   ${clip(oneLine(shown.problem), columns)}`}</Text>
      )}
      <Text dimColor wrap="truncate">{`   ${wantedWords(question.type.type)}   ⏎ answer   esc refuse`}</Text>
    </Box>
  );
}
