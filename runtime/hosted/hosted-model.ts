/**
 * Which model of a provider is meant: what a program declares, or `--model provider:name`.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ModelEntry, Setting } from "../../compiler/graph/graph.ts";
import { suggestNear } from "../../language/suggest.ts";
import type { ModelPlaces } from "../models/locate.ts";
import { EngineProblem } from "../run/options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A model behind an interface over HTTP. */
export interface HostedModel {
  readonly provider: string;
  /** As its provider calls it. */
  readonly name: string;
  /** Where its interface begins; the provider's own if left out. */
  readonly url?: string;
  readonly key?: string;
  /** Tokens of one context; as the program says, else what nearly all hosted models have. */
  readonly window: number;
  /** Requests at once. */
  readonly branches: number;
}

/** How a provider is reached where a program says nothing. */
interface KnownProvider {
  /** What its key is called in the environment; needed unless `url` leads elsewhere. */
  readonly keys: readonly string[];
  readonly urls: readonly string[];
  /** Other ways to identify oneself than a key. */
  readonly other?: readonly string[];
}

const PROVIDERS: Readonly<Record<string, KnownProvider>> = {
  openai: { keys: ["OPENAI_API_KEY"], urls: ["OPENAI_BASE_URL"] },
  anthropic: { keys: ["ANTHROPIC_API_KEY"], urls: ["ANTHROPIC_BASE_URL"] },
  bedrock: { keys: ["AWS_BEARER_TOKEN_BEDROCK"], urls: [], other: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] },
};

const USUAL_WINDOW = 128_000;
const USUAL_BRANCHES = 16;

/** `openai:gpt-5-mini`, but not `C:\models\m.gguf`. */
const GIVEN = /^([a-z][a-z0-9-]+):(?!\/\/)(\S+)$/i;

/**
 * The hosted model that `model` declares, or that `--model provider:name` asks for where `model` is undefined; undefined
 * where it is a model in a file. Throws {@link EngineProblem} where it can't be reached.
 */
export function findHosted(
  model: ModelEntry | undefined,
  { given, folder, environment }: Pick<ModelPlaces, "given" | "folder" | "environment">,
): HostedModel | undefined {
  if (model?.provider !== undefined) return declaredHosted({ ...model, provider: model.provider }, environment);
  // A file that is there is meant, whatever its name looks like.
  if (model || given === undefined || existsSync(resolve(folder, given))) return undefined;
  const parts = parseHosted(given);
  return parts && hostedOf(parts, environment);
}

/** The parts of `provider:name` as `--model` takes it; undefined for what is written otherwise. */
function parseHosted(given: string): { readonly provider: string; readonly name: string } | undefined {
  const [, provider, name] = GIVEN.exec(given) ?? [];
  return provider === undefined || name === undefined ? undefined : { provider, name };
}

/** The model that `--model provider:name` asks for. Throws {@link EngineProblem} where it can't be reached. */
export function hostedOf(
  given: { readonly provider: string; readonly name: string },
  environment: Environment,
): HostedModel {
  return complete({ ...given, window: USUAL_WINDOW, branches: USUAL_BRANCHES }, "`--model`", environment);
}

/** The hosted model that a program declares. Throws {@link EngineProblem} where something of it is missing. */
export function declaredHosted(
  model: ModelEntry & { readonly provider: string },
  environment: Environment,
): HostedModel {
  const whose = `the model \`${model.id}\``;
  const read = (setting: Setting | undefined, what: string): string | undefined => {
    if (setting === undefined || typeof setting === "string") return setting;
    const value = environment[setting.env];
    if (value) return value;
    // A provider that has an address of its own needs none here.
    if (what === "url" && PROVIDERS[model.provider]?.urls.includes(setting.env)) return undefined;
    throw new EngineProblem(
      `${sentence(whose)} takes its ${what} from ${setting.env}, which is not set.`,
      `Set ${setting.env} in the environment.`,
    );
  };
  const name = read(model.name, "name");
  if (name === undefined)
    throw new EngineProblem(`${sentence(whose)} has no name.`, 'Say which model it is: name: "…".');
  const url = read(model.url, "url");
  const key = read(model.key, "key");
  const { context: window = USUAL_WINDOW, branches = USUAL_BRANCHES } = model;
  const settings = { ...(url !== undefined && { url }), ...(key !== undefined && { key }) };
  return complete({ provider: model.provider, name, ...settings, window, branches }, whose, environment);
}

function complete(model: HostedModel, whose: string, environment: Environment): HostedModel {
  const known = PROVIDERS[model.provider];
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  const url = model.url ?? (known && first(known.urls));
  if (url !== undefined && !/^https?:\/\/\S+$/i.test(url)) {
    throw new EngineProblem(`The url of ${whose} is no address: \`${url}\`.`, "It begins with https:// or http://.");
  }
  if (!known && url === undefined) {
    const near = suggestNear(model.provider, Object.keys(PROVIDERS));
    throw new EngineProblem(
      `${sentence(whose)} names the provider \`${model.provider}\`, whose address is not known.`,
      near === undefined
        ? `Known are ${Object.keys(PROVIDERS).join(", ")}; for any other give \`url\`: what speaks OpenAI's protocol will do.`
        : `Did you mean \`${near}\`?`,
    );
  }
  const key = model.key ?? (known && first(known.keys));
  // A server of one's own mostly asks for no key.
  const needed = known !== undefined && model.url === undefined && first(known.urls) === undefined;
  const otherwise = known?.other?.every((name) => environment[name]) ?? false;
  if (key === undefined && needed && !otherwise) {
    throw new EngineProblem(
      `There is no key for ${whose}: ${known.keys.join(" or ")} is not set.`,
      `Set ${known.keys[0]} in the environment${known.other ? `, or ${known.other.join(" and ")}` : ""}.`,
    );
  }
  return { ...model, ...(url !== undefined && { url }), ...(key !== undefined && { key }) };
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
