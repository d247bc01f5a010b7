/**
 * What a turn asks of a provider.
 */
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { resolve } from "../../compiler/types/access.ts";
import type { Context } from "../context/context.ts";
import type { TurnRequest } from "../engine/engine.ts";
import { messagesOf } from "./messages.ts";
import type { Feature } from "./patience.ts";

/** A request as the AI SDK takes it, without what stops it. */
export type Ask = Omit<LanguageModelV3CallOptions, "abortSignal">;

/** Thinking that a provider does by itself counts as written, and can't be told how long it may be. */
const OWN_THINKING = 2_000;

/** The request of a turn behind `context`, without the features in `refused`. */
export function requestOf(context: Context, turn: TurnRequest, refused: ReadonlySet<Feature>): Ask {
  const { prompt, tools } = messagesOf(context);
  const { temperature, topP, topK, seed } = turn.sampling;
  const schema = turn.calls.length === 0 && !refused.has("schema") ? schemaOf(turn) : undefined;
  return {
    prompt,
    maxOutputTokens: turn.tokens + (turn.reason > 0 ? Math.max(turn.reason, OWN_THINKING) : 0),
    ...(refused.has("sampling") ? {} : { temperature, topP, topK, seed: seed % 2 ** 31 }),
    ...(tools.length > 0 && {
      tools: [...tools],
      toolChoice: { type: turn.calls.length === 0 ? ("none" as const) : ("auto" as const) },
    }),
    ...(schema && { responseFormat: { type: "json" as const, schema, name: "answer" } }),
    // What a schema says is checked here anyway, and strict modes refuse much of it.
    providerOptions: { openaiCompatible: { strictJsonSchema: false } },
  };
}

// Providers hold only records to their schema; while there are calls, a schema would forbid them.
function schemaOf({ answer, types }: TurnRequest) {
  if (!answer || resolve(answer.type, types ?? new Map()).kind !== "record") return undefined;
  return answer.schema as NonNullable<Extract<Ask["responseFormat"], { readonly type: "json" }>["schema"]>;
}
