import type { ChatWrapper, GgufFileInfo } from "node-llama-cpp";

/** node-llama-cpp, which takes half a second to load: only where it is needed. */
export type Library = typeof import("node-llama-cpp");

/**
 * The chat wrapper of a model, from its metadata alone. What a template would write anew each day or each time is held
 * still, so that the same program gives the same tokens tomorrow; and models that think before they answer are told
 * not to, because what a turn may begin with is for the program to say.
 */
export function wrapperOf(library: Library, info: GgufFileInfo, filename: string): ChatWrapper {
  const template = info.metadata.tokenizer?.chat_template;
  const options = {
    type: "auto",
    fileInfo: info,
    filename,
    architecture: info.metadata.general.architecture,
    warningLogs: false,
    // Else it prints what went wrong, and its stack, on the terminal.
    fallbackToOtherWrappersOnJinjaError: false,
    customWrapperSettings: {
      qwen: { thoughts: "discourage" },
      gemma4: { reasoning: false },
      seed: { thinkingBudget: 0 },
      harmony: { todayDate: null, reasoningEffort: "low" },
      muse: { todayDate: null },
      "llama3.1": { todayDate: TEMPLATE_DATE },
      "llama3.2-lightweight": { todayDate: TEMPLATE_DATE },
      ...(template !== undefined && {
        jinjaTemplate: { template, additionalRenderParameters: { enable_thinking: false } },
      }),
    },
  } satisfies Parameters<Library["resolveChatWrapper"]>[0];
  try {
    return library.resolveChatWrapper(options) ?? new library.GeneralChatWrapper();
  } catch {
    return library.resolveChatWrapper({ ...options, noJinja: true }) ?? new library.GeneralChatWrapper();
  }
}

/** The date that Llama's own templates write where nobody gives them one. */
const TEMPLATE_DATE = new Date(2024, 6, 26, 12);
