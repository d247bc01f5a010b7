import type { Entry } from "../context/entry.ts";
import type { GrownText } from "./event.ts";

/** Entries as a person reads them: a tool by its name, a result behind the name of the tool that gave it. */
export function grownTexts(entries: readonly Entry[]): readonly GrownText[] {
  return entries.flatMap((entry): GrownText | readonly GrownText[] => {
    switch (entry.kind) {
      case "system":
        return { of: "system", text: entry.text };
      case "tools":
        return { of: "tools", text: entry.tools.map(({ name }) => name).join(", ") };
      case "text":
        return { of: entry.of, text: entry.text };
      case "turn":
        return { of: "turn", text: entry.text };
      case "results":
        return entry.results.map(({ name, text, ok }) => ({
          of: "results",
          text: `${name}${ok ? "" : " failed"}: ${text}`,
        }));
      default:
        return entry satisfies never;
    }
  });
}
