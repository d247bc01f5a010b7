import {
  AlpacaChatWrapper,
  ChatMLChatWrapper,
  type ChatWrapper,
  DeepSeekChatWrapper,
  FalconChatWrapper,
  FunctionaryChatWrapper,
  Gemma4ChatWrapper,
  GemmaChatWrapper,
  GeneralChatWrapper,
  HarmonyChatWrapper,
  JinjaTemplateChatWrapper,
  Llama2ChatWrapper,
  Llama3_1ChatWrapper,
  Llama3_2LightweightChatWrapper,
  Llama3ChatWrapper,
  MistralChatWrapper,
  QwenChatWrapper,
} from "node-llama-cpp";
import { makeLayout } from "../../../runtime/layout/make-layout.ts";
import type { RoleTokens } from "../../../runtime/layout/probe.ts";
import { probeLayout } from "../../../runtime/layout/probe-layout.ts";
import { CHAT_TEMPLATE } from "../../../stdlib/model/chat-template.ts";

export interface Family {
  readonly name: string;
  readonly wrapper: ChatWrapper;
  readonly tokens: RoleTokens;
}

const family = (name: string, wrapper: ChatWrapper, begin?: string, end?: string): Family => ({
  name,
  wrapper,
  tokens: { ...(begin !== undefined && { begin }), ...(end !== undefined && { end }) },
});

const jinja = (template: string) => new JinjaTemplateChatWrapper({ template });

/** Roles in tags of their own, as small instruct models have them. */
export const TAGS_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}";

/** Takes turns strictly, and knows no system text. */
export const STRICT_TEMPLATE =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}" +
  "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns') }}" +
  "{% endif %}{{ '<turn>' + message['role'] + ': ' + message['content'] | trim + '</turn>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<turn>assistant: ' }}{% endif %}";

/** Lets a model begin with a thought. */
export const THINKING_TEMPLATE =
  "{% for message in messages %}{{ '[' + message['role'] + ']' }}" +
  "{% if message.reasoning_content %}{{ '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}{% endif %}" +
  "{{ message['content'] + '[end]' }}{% endfor %}{% if add_generation_prompt %}{{ '[assistant]<think>\\n' }}{% endif %}";

/** Says before each message how many there are in all: nothing that was written stays. */
export const COUNTING_TEMPLATE =
  "{% for message in messages %}{{ '(' + message['role'] + ' of ' + messages | length | string + ')' + message['content'] }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '(assistant)' }}{% endif %}";

/** A dozen and more model families, each as its GGUF files bring it. */
export const families: readonly Family[] = [
  family("agentflow-small", jinja(CHAT_TEMPLATE), undefined, "<|im_end|>"),
  family("chatml", new ChatMLChatWrapper(), undefined, "<|im_end|>"),
  family("qwen-2.5", new QwenChatWrapper(), undefined, "<|im_end|>"),
  family("qwen-3", new QwenChatWrapper({ thoughts: "discourage" }), undefined, "<|im_end|>"),
  family("qwen-3.5", new QwenChatWrapper({ variation: "3.5", thoughts: "discourage" }), undefined, "<|im_end|>"),
  family("llama-2", new Llama2ChatWrapper(), "<s>", "</s>"),
  family("llama-3", new Llama3ChatWrapper(), "<|begin_of_text|>", "<|eot_id|>"),
  family("llama-3.1", new Llama3_1ChatWrapper({ todayDate: null }), "<|begin_of_text|>", "<|eot_id|>"),
  family("llama-3.2", new Llama3_2LightweightChatWrapper({ todayDate: null }), "<|begin_of_text|>", "<|eot_id|>"),
  family("gemma", new GemmaChatWrapper(), "<bos>", "<eos>"),
  family("gemma-4", new Gemma4ChatWrapper({ reasoning: false }), "<bos>", "<turn|>"),
  family("mistral", new MistralChatWrapper(), "<s>", "</s>"),
  family("deepseek", new DeepSeekChatWrapper(), "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
  family("harmony", new HarmonyChatWrapper({ todayDate: null }), undefined, "<|return|>"),
  family("functionary", new FunctionaryChatWrapper(), "<|begin_of_text|>", "<|eot_id|>"),
  family("falcon", new FalconChatWrapper(), undefined, "<|endoftext|>"),
  family("alpaca", new AlpacaChatWrapper(), "<s>", "</s>"),
  family("general", new GeneralChatWrapper(), "<s>", "</s>"),
  family("jinja-tags", jinja(TAGS_TEMPLATE), "<s>", "</s>"),
  family("jinja-strict", jinja(STRICT_TEMPLATE), "<s>", "</s>"),
  family("jinja-thinking", jinja(THINKING_TEMPLATE), undefined, "[end]"),
];

/** The layout of a family; all here have one. */
export function layoutOfFamily({ name, wrapper, tokens }: Family) {
  const recipe = probeLayout(wrapper, tokens);
  if (!recipe) throw new Error(`${name} has no layout`);
  return makeLayout(recipe);
}
