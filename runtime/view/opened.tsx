import { Box, Text } from "ink";
import type { ReactElement } from "react";
import { argumentWords } from "./rows.ts";
import type { AgentView, Part } from "./state.ts";
import { count, counted, visible } from "./words.ts";

/** An opened agent: what it cost, and the given lines of what it wrote, called and was told. */
export function OpenedAgent(props: {
  readonly agent: AgentView;
  readonly lines: readonly Line[];
  readonly columns: number;
}): ReactElement {
  const { agent, lines, columns } = props;
  const { sampled, forced, read, reused } = agent;
  const sums = [
    counted(agent.turns, "turn"),
    `${count(read)} tokens read (${count(reused)} shared)`,
    `${count(sampled)} sampled`,
    `${count(forced)} forced`,
  ].join(", ");
  return (
    <Box flexDirection="column" width={columns}>
      <Text wrap="truncate">
        {` ${agent.name} `}
        <Text dimColor>{sums}</Text>
      </Text>
      {lines.map((line) => (
        <Text key={line.key} dimColor={line.told} wrap="truncate">{`   ${line.text}`}</Text>
      ))}
    </Box>
  );
}

/** One line of a transcript. */
export interface Line {
  readonly key: string;
  readonly text: string;
  /** Told to the model rather than written by it. */
  readonly told: boolean;
}

/** A transcript as lines of at most `width` characters: its own text as it is, what it was told behind a mark. */
export function transcriptLines(transcript: readonly Part[], width: number): Line[] {
  return transcript.flatMap((part, index) =>
    linesOf(part)
      .flatMap((line) => wrapped(line, Math.max(10, width)))
      .map((text, row) => ({ key: `${index}.${row}`, text, told: part.kind !== "text" })),
  );
}

function linesOf(part: Part): string[] {
  switch (part.kind) {
    case "text":
      return visible(part.text).split("\n");
    case "tool": {
      const call = `→ ${part.tool} ${argumentWords(part.arguments)}`;
      if (part.end === undefined) return [call];
      return [call, `← ${part.end.ok ? "ok" : "failed"}, ${visible(part.end.note)}`];
    }
    case "note":
      return [`· ${visible(part.text)}`];
    default:
      return part satisfies never;
  }
}

function wrapped(line: string, width: number): string[] {
  const characters = [...line];
  if (characters.length <= width) return [line];
  const rows: string[] = [];
  for (let from = 0; from < characters.length; from += width) rows.push(characters.slice(from, from + width).join(""));
  return rows;
}
