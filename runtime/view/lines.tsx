import { Text } from "ink";
import type { ReactElement } from "react";
import type { Line } from "./line.ts";

/** Lines on the terminal, one under another; each is as wide as it is meant to be. */
export function Lines({ lines }: { lines: readonly Line[] }): ReactElement {
  return (
    <Text wrap="truncate">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands in it
        <Text key={row}>
          {row > 0 ? "\n" : ""}
          {line.map(({ text, color, dim = false, bold = false }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same
            <Text key={index} dimColor={dim} bold={bold} {...(color === undefined ? {} : { color })}>
              {text}
            </Text>
          ))}
        </Text>
      ))}
    </Text>
  );
}
