/**
 * One request to a provider and the stream of its answer.
 */
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { Json } from "../../compiler/graph/expression.ts";
import type { TurnDelta } from "../engine/engine.ts";

/** What came of a request that was answered to its end. */
export interface Exchanged {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: Json }[];
  /** Its tokens were used up before it was done. */
  readonly cut: boolean;
  /** Tokens as the provider counts them, where it does. */
  readonly read?: number;
  /** Of those read, what the provider still had. */
  readonly cached?: number;
  readonly written?: number;
}

/** Texts as they come; the token counts of a delta are filled in by who knows how to count. */
export type Told = (channel: TurnDelta["channel"], text: string) => void;

/**
 * Carries a request out. Rejects with what the provider said, with what broke the connection, or when `signal` aborts;
 * a silence of `patience` milliseconds counts as a broken connection.
 */
export async function exchange(
  model: LanguageModelV3,
  options: Omit<LanguageModelV3CallOptions, "abortSignal">,
  signal: AbortSignal,
  patience: number,
  tell: Told,
): Promise<Exchanged> {
  const silence = new AbortController();
  const wait = (): NodeJS.Timeout => setTimeout(() => silence.abort(new Error("The provider fell silent.")), patience);
  let timer = wait();
  try {
    const { stream } = await model.doStream({ ...options, abortSignal: AbortSignal.any([signal, silence.signal]) });
    const collected = new Collected(tell);
    for await (const part of stream) {
      clearTimeout(timer);
      timer = wait();
      collected.take(part);
    }
    return collected.whole();
  } finally {
    clearTimeout(timer);
  }
}

class Collected {
  readonly #tell: Told;
  #text = "";
  readonly #calls: { name: string; arguments: Json }[] = [];
  #finish: Extract<LanguageModelV3StreamPart, { readonly type: "finish" }> | undefined;

  constructor(tell: Told) {
    this.#tell = tell;
  }

  take(part: LanguageModelV3StreamPart): void {
    switch (part.type) {
      case "text-delta":
        this.#text += part.delta;
        this.#tell("answer", part.delta);
        break;
      case "reasoning-delta":
        this.#tell("reason", part.delta);
        break;
      case "tool-input-start":
        this.#tell("calls", `${part.toolName} `);
        break;
      case "tool-input-delta":
        this.#tell("calls", part.delta);
        break;
      case "tool-call":
        this.#calls.push({ name: part.toolName, arguments: argumentsIn(part.input) });
        break;
      case "finish":
        this.#finish = part;
        break;
      case "error":
        throw part.error;
    }
  }

  whole(): Exchanged {
    // Cut streams end like whole ones, but without a reason to.
    if (!this.#finish) throw new Error("The provider's answer broke off.");
    const { usage, finishReason } = this.#finish;
    if (finishReason.unified === "error" || (finishReason.unified === "other" && finishReason.raw === undefined))
      throw new Error("The provider's answer broke off.");
    const { total: read, cacheRead: cached } = usage.inputTokens;
    const { total: written } = usage.outputTokens;
    return {
      text: this.#text,
      calls: this.#calls,
      cut: finishReason.unified === "length",
      ...(read !== undefined && { read }),
      ...(cached !== undefined && { cached }),
      ...(written !== undefined && { written }),
    };
  }
}

/** Null where it is no JSON: then no arguments of any tool, which is told to the model like any other wrong ones. */
function argumentsIn(input: string): Json {
  if (input.trim() === "") return {};
  try {
    return JSON.parse(input) as Json;
  } catch {
    return null;
  }
}
