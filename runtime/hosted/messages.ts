/**
 * A context as the list of messages that hosted models take.
 */
import type {
  LanguageModelV3FunctionTool,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  SharedV3ProviderOptions,
} from "@ai-sdk/provider";
import { isRecord } from "../../compiler/graph/json.ts";
import { type Context, entriesOf } from "../context/context.ts";
import type { Entry, TurnEntry } from "../context/entry.ts";

/** What a request says of the context before it. */
export interface Messages {
  readonly prompt: LanguageModelV3Prompt;
  /** All tools that the context describes, so that agents with other tools share its beginning. */
  readonly tools: readonly LanguageModelV3FunctionTool[];
}

/** Marks up to which a provider keeps what it has read; a provider that does so by itself ignores them. */
const CACHED: SharedV3ProviderOptions = {
  anthropic: { cacheControl: { type: "ephemeral" } },
  bedrock: { cachePoint: { type: "default" } },
};

/**
 * The messages of a context: its first system text is the system message, then paragraphs in user messages, turns with
 * their calls, and results. What a spine ends with is marked, since other agents fork from there.
 */
export function messagesOf(context: Context): Messages {
  const prompt: LanguageModelV3Message[] = [];
  const tools = new Map<string, LanguageModelV3FunctionTool>();
  let paragraphs: Paragraph[] = [];
  const closeUser = (): void => {
    if (paragraphs.length > 0) prompt.push(userMessage(paragraphs));
    paragraphs = [];
  };
  for (const entry of entriesOf(context)) {
    switch (entry.kind) {
      case "system":
        if (prompt.length === 0 && paragraphs.length === 0)
          prompt.push({ role: "system", content: entry.text, providerOptions: CACHED });
        else paragraphs.push({ text: entry.text, ofSpine: true });
        break;
      case "tools":
        for (const { name, description, parameters } of entry.tools)
          tools.set(name, { type: "function", name, description, inputSchema: schemaOf(parameters) });
        break;
      case "text":
        paragraphs.push({ text: entry.text, ofSpine: entry.of === "share" });
        break;
      case "turn":
        closeUser();
        prompt.push(turnMessage(entry));
        break;
      case "results":
        closeUser();
        prompt.push({ role: "tool", content: entry.results.map(resultPart) });
        break;
      default:
        entry satisfies never;
    }
  }
  closeUser();
  return { prompt, tools: [...tools.values()] };
}

interface Paragraph {
  readonly text: string;
  /** Written by a spine, which others fork from. */
  readonly ofSpine: boolean;
}

// Two parts at most: what the spine says, up to which a provider may keep it, and what this agent adds.
function userMessage(paragraphs: readonly Paragraph[]): LanguageModelV3Message {
  const own = paragraphs.findLastIndex(({ ofSpine }) => ofSpine) + 1;
  const text = (part: readonly Paragraph[]): string => part.map((paragraph) => paragraph.text).join("\n\n");
  const spine = text(paragraphs.slice(0, own));
  const rest = text(paragraphs.slice(own));
  return {
    role: "user",
    content: [
      ...(spine === "" ? [] : [{ type: "text" as const, text: spine, providerOptions: CACHED }]),
      ...(rest === "" && spine !== "" ? [] : [{ type: "text" as const, text: rest }]),
    ],
  };
}

function turnMessage({ text, calls }: TurnEntry): LanguageModelV3Message {
  return {
    role: "assistant",
    content: [
      // Calls are parts of their own; a local model's text holds them in its own writing.
      ...(calls.length === 0 && text !== "" ? [{ type: "text" as const, text }] : []),
      ...calls.map(({ id, name, arguments: input }) => ({
        type: "tool-call" as const,
        toolCallId: safeId(id),
        toolName: name,
        input: isRecord(input) ? input : {},
      })),
    ],
  };
}

type Result = Extract<Entry, { readonly kind: "results" }>["results"][number];

function resultPart({ call, name, text, ok }: Result) {
  const output = { type: ok ? ("text" as const) : ("error-text" as const), value: text };
  return { type: "tool-result" as const, toolCallId: safeId(call), toolName: name, output };
}

/** Providers take letters, digits, `_` and `-`. */
const safeId = (id: string): string => id.replace(/[^A-Za-z0-9_-]/g, "-");

function schemaOf(parameters: unknown): LanguageModelV3FunctionTool["inputSchema"] {
  return parameters as LanguageModelV3FunctionTool["inputSchema"];
}
