/**
 * The AI SDK's model behind a {@link HostedModel}. Each provider's library is loaded when it is asked for.
 */
import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { HostedModel } from "./hosted-model.ts";
import type { Feature } from "./patience.ts";

const OPENAI = "https://api.openai.com/v1";

/** Opens the interface of a model. What is in `refused` at the time of a request is left out of it. */
export async function openProvider(model: HostedModel, refused: ReadonlySet<Feature>): Promise<LanguageModelV3> {
  const { provider, name, url, key } = model;
  const reached = { ...(url !== undefined && { baseURL: url }), ...(key !== undefined && { apiKey: key }) };
  switch (provider) {
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic(reached)(name);
    }
    case "bedrock": {
      const { createAmazonBedrock } = await import("@ai-sdk/amazon-bedrock");
      return createAmazonBedrock(reached)(name);
    }
    default: {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const open = createOpenAICompatible({
        name: provider,
        ...reached,
        baseURL: url ?? OPENAI,
        includeUsage: true,
        supportsStructuredOutputs: true,
        transformRequestBody: (body) => accepted(body, refused),
      });
      return open.chatModel(name);
    }
  }
}

// Newer models of OpenAI take another name for the same limit, and older servers know no usage in streams.
function accepted(body: Readonly<Record<string, unknown>>, refused: ReadonlySet<Feature>): Record<string, unknown> {
  const { max_tokens, stream_options, ...rest } = body;
  return {
    ...rest,
    ...(max_tokens !== undefined && {
      [refused.has("max_tokens") ? "max_completion_tokens" : "max_tokens"]: max_tokens,
    }),
    ...(stream_options !== undefined && !refused.has("stream_options") && { stream_options }),
  };
}
