/** Tokens with a meaning of their own: text never becomes one of them, only the layout writes them. */
export const SPECIAL_TOKENS = [
  "<|endoftext|>",
  "<|im_start|>",
  "<|im_end|>",
  "<think>",
  "</think>",
  "<tools>",
  "</tools>",
  "<tool_call>",
  "</tool_call>",
  "<tool_response>",
  "</tool_response>",
] as const;

/**
 * The small model's chat template, in Jinja: ChatML, tools described in the system message, calls as JSON between
 * `<tool_call>` marks and their results in a user message.
 */
export const CHAT_TEMPLATE = `{%- set opening = messages[0]['content'] if messages and messages[0]['role'] == 'system' else '' %}
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if opening %}
        {{- opening + '\\n\\n' }}
    {%- endif %}
    {{- 'Tools:\\n<tools>' }}
    {%- for tool in tools %}
        {{- '\\n' + ((tool['function'] if tool['function'] is defined else tool) | tojson) }}
    {%- endfor %}
    {{- '\\n</tools>\\nTo call one, write:\\n<tool_call>\\n{"name": "<name>", "arguments": <object>}\\n</tool_call><|im_end|>\\n' }}
{%- elif opening %}
    {{- '<|im_start|>system\\n' + opening + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message['role'] == 'user' or (message['role'] == 'system' and not loop.first) %}
        {{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}
    {%- elif message['role'] == 'assistant' %}
        {{- '<|im_start|>assistant' }}
        {%- if message['content'] %}
            {{- '\\n' + message['content'] }}
        {%- endif %}
        {%- for call in message['tool_calls'] or [] %}
            {%- set call = call['function'] or call %}
            {{- '\\n<tool_call>\\n{"name": "' + call['name'] + '", "arguments": ' + (call['arguments'] | tojson) + '}\\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\\n' }}
    {%- elif message['role'] == 'tool' %}
        {%- if loop.first or messages[loop.index0 - 1]['role'] != 'tool' %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' + message['content'] + '\\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1]['role'] != 'tool' %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
`;
