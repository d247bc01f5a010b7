import type { ChatHistoryItem, ChatModelFunctionCall, ChatWrapper } from "node-llama-cpp";
import type { Piece } from "./layout.ts";
import { cut, joined, mark, plain, textOf } from "./piece.ts";

/** The texts of a model's tokens that templates write by their role and not by their text. */
export interface RoleTokens {
  /** Begins a text; absent where the model wants none. */
  readonly begin?: string;
  /** Ends a turn. */
  readonly end?: string;
}

/** A conversation as a template writes it, with known texts in the places of what would be said. */
export interface Rendering {
  readonly pieces: readonly Piece[];
  /** From the end of one text to the beginning of another; undefined if they don't stand so, each once. */
  between(from: Spot, to: Spot): Piece[] | undefined;
}

/** A known text, or `start` and `end` for the conversation's. */
export type Spot = string;

/** Known texts: made of letters alone, so that no template escapes, trims or breaks them. */
export const SAID: {
  readonly system: string;
  readonly users: readonly [string, string, string];
  readonly models: readonly [string, string];
  readonly tools: readonly [string, string];
  readonly arguments: readonly string[];
  /** Numbers: every template writes them as they are. */
  readonly results: readonly [string, string];
} = {
  system: "qzsystemzq",
  users: ["qzaskonezq", "qzasktwozq", "qzaskthreezq"],
  models: ["qzsayonezq", "qzsaytwozq"],
  tools: ["qztoolonezq", "qztooltwozq"],
  arguments: ["qzargonezq", "qzargtwozq"],
  results: ["731901", "731902"],
};

/** A call with a known name, argument and result. */
export function saidCall(index: 0 | 1): ChatModelFunctionCall {
  return {
    type: "functionCall",
    name: SAID.tools[index],
    params: { q: SAID.arguments[index] },
    result: Number(SAID.results[index]),
    ...(index === 0 && { startsNewChunk: true }),
  };
}

/** The arguments of a {@link saidCall} as templates write them, with or without spaces. */
export function saidArguments(index: number): RegExp {
  return new RegExp(`\\{\\s*"q"\\s*:\\s*"${SAID.arguments[index]}"\\s*\\}`);
}

/** Renders a conversation. Throws what the template throws. */
export function renderSaid(wrapper: ChatWrapper, history: readonly ChatHistoryItem[], tokens: RoleTokens): Rendering {
  const { contextText } = wrapper.generateContextState({ chatHistory: history });
  const pieces = joined([contextText.toJSON()].flat().flatMap((part) => pieceOf(part, tokens)));
  const text = textOf(pieces);

  function placeOf(spot: Spot): readonly [number, number] | undefined {
    if (spot === "start") return [0, 0];
    if (spot === "end") return [text.length, text.length];
    const call = SAID.arguments.indexOf(spot);
    const found = call < 0 ? spot : (saidArguments(call).exec(text)?.[0] ?? spot);
    const at = text.indexOf(found);
    return at < 0 ? undefined : [at, at + found.length];
  }

  return {
    pieces,
    between(from, to) {
      const first = placeOf(from);
      const second = placeOf(to);
      if (!first || !second || first[1] > second[0]) return undefined;
      return cut(pieces, first[1], second[0]);
    },
  };
}

type TextPart = ReturnType<ReturnType<ChatWrapper["generateContextState"]>["contextText"]["toJSON"]>;

function pieceOf(part: Exclude<TextPart, readonly unknown[]> | TextPart[number], tokens: RoleTokens): Piece[] {
  if (typeof part === "string") return [plain(part)];
  if (part.type === "specialTokensText") return [mark(part.value)];
  if (part.value === "BOS") return tokens.begin === undefined ? [] : [mark(tokens.begin)];
  return tokens.end === undefined ? [] : [mark(tokens.end)];
}
