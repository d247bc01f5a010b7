import { Text } from "ink";
import type { ReactElement } from "react";
import { frameOf, type Scene } from "./frame.ts";
import type { Line } from "./line.ts";

/** One frame of the live view on the terminal. */
export function Frame({ scene }: { scene: Scene }): ReactElement {
  return <Lines lines={frameOf(scene).lines} />;
}

/** Lines one under another; each is as wide as it is meant to be. */
function Lines({ lines }: { lines: readonly Line[] }): ReactElement {
  return (
    <Text wrap="truncate">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands in it
        <Text key={row}>
          {row > 0 ? "\n" : ""}
          {line.map((span, index) => (
            <Text
              // biome-ignore lint/suspicious/noArrayIndexKey: the same
              key={index}
              dimColor={span.dim ?? false}
              bold={span.bold ?? false}
              {...(span.color === undefined ? {} : { color: span.color })}
            >
              {span.text}
            </Text>
          ))}
        </Text>
      ))}
    </Text>
  );
}
