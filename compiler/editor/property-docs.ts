/** A declaration or statement that has properties. */
export type PropertyOwner = "agent" | "tool" | "model" | "spine";

/** What an editor says of a property, and how it is begun. */
export interface PropertyDoc {
  /** What it takes, in a few words. */
  readonly takes: string;
  /** What it does, in one sentence. */
  readonly doc: string;
  /** What holds where it is left out. */
  readonly otherwise?: string;
  /** Its value as a snippet: `${1:…}` is typed over. */
  readonly value: string;
}

const duration = "a duration";
const setting = 'a text, or `env("NAME")`';

/** The properties of each kind of declaration, in the order in which they are mostly written. */
export const propertyDocs: Readonly<Record<PropertyOwner, Readonly<Record<string, PropertyDoc>>>> = {
  agent: {
    prompt: {
      takes: "a text",
      doc: "What the model is asked.",
      otherwise: "its doc comment and its arguments",
      value: '"""$1"""',
    },
    system: {
      takes: "a text",
      doc: "Instructions of its own, which come after the spine's.",
      otherwise: "none",
      value: '"$1"',
    },
    tools: {
      takes: "a list of tools and agents",
      doc: "The tools and agents that it may call; `reader from spine` lets an agent start from what the spine holds.",
      otherwise: "nothing may be called",
      value: "[$1]",
    },
    turns: {
      takes: "a whole number from 1",
      doc: "Model turns at most. In the last it may only answer.",
      otherwise: "8 with tools, 1 without",
      value: "${1:3}",
    },
    tokens: {
      takes: "a whole number from 1",
      doc: "Output tokens at most, in all.",
      otherwise: "1,000",
      value: "${1:800}",
    },
    retry: {
      takes: "a whole number",
      doc: "Attempts after the first; each is told what was wrong with the one before.",
      otherwise: "0",
      value: "${1:1}",
    },
    reason: {
      takes: "a whole number from 1",
      doc: "Tokens of free thinking before the answer.",
      otherwise: "no thinking",
      value: "${1:200}",
    },
    timeout: {
      takes: duration,
      doc: "How long it may take before it is stopped.",
      otherwise: "no limit",
      value: "${1:2m}",
    },
    delegates: {
      takes: "a whole number",
      doc: "How deep agents among its tools may nest.",
      otherwise: "1 if there are any",
      value: "${1:1}",
    },
    model: {
      takes: "the name of a model",
      doc: "The declared model that carries it out.",
      otherwise: "the command line's, the one called `default`, or the only one",
      value: "$1",
    },
    temperature: {
      takes: "a number from 0 to 2",
      doc: "How freely it samples: 0 always takes the likeliest token.",
      otherwise: "the engine's",
      value: "${1:0.7}",
    },
    top_p: {
      takes: "a number from 0 to 1",
      doc: "Samples only from the likeliest tokens that together have this probability.",
      otherwise: "the engine's",
      value: "${1:0.9}",
    },
    top_k: {
      takes: "a whole number",
      doc: "Samples only from so many of the likeliest tokens.",
      otherwise: "the engine's",
      value: "${1:40}",
    },
    min_p: {
      takes: "a number from 0 to 1",
      doc: "Leaves out tokens that are less likely than this share of the likeliest one.",
      otherwise: "the engine's",
      value: "${1:0.05}",
    },
    seed: {
      takes: "a whole number",
      doc: "The seed of its samples.",
      otherwise: "one made of its place in the run and the run's seed",
      value: "${1:1}",
    },
    handoff: {
      takes: "`auto`, `kv`, `latent` or `text`",
      doc: "How a context from another model comes over to this agent.",
      otherwise: "`auto`, the richest that both models allow",
      value: "${1|auto,kv,latent,text|}",
    },
  },
  tool: {
    from: {
      takes: 'a path such as `"./tools.ts"`, or `mcp("command", "tool")`',
      doc: "The file that exports its TypeScript under the tool's name, or a tool of an MCP server.",
      value: '"${1:./tools.ts}"',
    },
    timeout: {
      takes: duration,
      doc: "After this a call is ended, and has failed.",
      otherwise: "2m",
      value: "${1:30s}",
    },
    retry: {
      takes: "a whole number",
      doc: "Calls after one that failed, a quarter of a second later, then twice as long each time.",
      otherwise: "0",
      value: "${1:2}",
    },
    result: {
      takes: "a whole number from 1",
      doc: "Tokens of a result that a model sees at most; the rest is cut, and the model is told.",
      otherwise: "1k",
      value: "${1:1k}",
    },
    cache: {
      takes: duration,
      doc: "How long a result is kept for calls with the same arguments.",
      otherwise: "only calls in flight are shared",
      value: "${1:10m}",
    },
    rate: {
      takes: "a rate such as `5 per 1s`",
      doc: "Calls that begin in a time at most.",
      otherwise: "no limit",
      value: "${1:5} per ${2:1s}",
    },
    max: { takes: "a whole number from 1", doc: "Calls at once at most.", otherwise: "no limit", value: "${1:4}" },
    protected: {
      takes: "`true` or `false`",
      doc: "Each call needs `--grant` for the run, or a person's yes.",
      otherwise: "`false`",
      value: "${1|true,false|}",
    },
    effect: {
      takes: "`true` or `false`",
      doc: "It writes somewhere: a call is never cached, shared or repeated by itself.",
      otherwise: "`false`",
      value: "${1|true,false|}",
    },
  },
  model: {
    gguf: {
      takes: setting,
      doc: "The path of a model file, relative to this file.",
      value: '"$1"',
    },
    provider: {
      takes: "a text",
      doc: "Who serves the model: `openai`, `anthropic`, `bedrock`, or any name beside a `url` that speaks OpenAI's protocol.",
      value: '"${1:openai}"',
    },
    name: { takes: setting, doc: "What the provider calls the model.", value: '"$1"' },
    url: {
      takes: setting,
      doc: "Where the provider's protocol is spoken.",
      otherwise: "the provider's own",
      value: 'env("${1:NAME_URL}")',
    },
    key: {
      takes: setting,
      doc: "The key for the provider; its value is never shown, logged or stored.",
      otherwise: "the provider's usual variable",
      value: 'env("${1:NAME_API_KEY}")',
    },
    context: {
      takes: "a whole number from 1",
      doc: "Cells of the KV cache.",
      otherwise: "the model's, 8k at most",
      value: "${1:8k}",
    },
    branches: {
      takes: "a whole number from 1",
      doc: "Branches that live at once at most.",
      otherwise: "16",
      value: "${1:16}",
    },
  },
  spine: {
    system: { takes: "a text", doc: "What all agents that fork from this spine are told first.", value: '"$1"' },
    tools: {
      takes: "a list of tools and agents",
      doc: "Exactly the tools that the spine describes.",
      otherwise: "those of all agents that fork from it",
      value: "[$1]",
    },
  },
};
