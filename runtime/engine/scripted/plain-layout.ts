import type { Entry, ToolDescription } from "../../context/entry.ts";
import type { CallSyntax, Layout, Piece, Standing } from "../../layout/layout.ts";

const special = (text: string): Piece => ({ text, special: true });
const plain = (text: string): Piece => ({ text, special: false });

const calls: CallSyntax = {
  open: "<tool_call>\n",
  prefix: '{"name": "',
  between: '", "arguments": ',
  suffix: "}",
  separator: "\n</tool_call>\n<tool_call>\n",
  close: "\n</tool_call>",
};

/** A layout in the manner of ChatML, for the scripted engine: easy to read in a test's failure. */
export const plainLayout: Layout = { version: 1, name: "plain", render, openTurn, calls };

function render(entry: Entry, standing: Standing): { pieces: readonly Piece[]; standing: Standing } {
  switch (entry.kind) {
    case "system":
    case "tools": {
      const text = entry.kind === "system" ? entry.text : describeTools(entry.tools);
      if (standing === "start") return { pieces: [special("<|im_start|>system\n"), plain(text)], standing: "system" };
      if (standing === "system") return { pieces: [plain(`\n\n${text}`)], standing };
      return paragraph(text, standing);
    }
    case "text":
      return paragraph(entry.text, standing);
    case "turn":
      return { pieces: [...openTurn(standing), special(entry.text)], standing: "model" };
    case "results": {
      const texts = entry.results.map(({ name, text, ok }) => `${name}${ok ? "" : " failed"}: ${text}`);
      return paragraph(texts.join("\n\n"), standing);
    }
    default:
      return entry satisfies never;
  }
}

function paragraph(text: string, standing: Standing): { pieces: readonly Piece[]; standing: Standing } {
  switch (standing) {
    case "user":
      return { pieces: [plain(`\n\n${text}`)], standing };
    case "start":
      return { pieces: [special("<|im_start|>user\n"), plain(text)], standing: "user" };
    case "system":
    case "model":
      return { pieces: [special("<|im_end|>\n<|im_start|>user\n"), plain(text)], standing: "user" };
    default:
      return standing satisfies never;
  }
}

function openTurn(standing: Standing): readonly Piece[] {
  if (standing === "model") return [];
  return [special(`${standing === "start" ? "" : "<|im_end|>\n"}<|im_start|>assistant\n`)];
}

function describeTools(tools: readonly ToolDescription[]): string {
  const lines = tools.map(
    ({ name, description, parameters }) => `${name}: ${description} ${JSON.stringify(parameters)}`,
  );
  return `Tools:\n${lines.join("\n")}`;
}
