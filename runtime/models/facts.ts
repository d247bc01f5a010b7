/**
 * What a model file says of itself, and the layout that follows from it: read once with node-llama-cpp and kept, for
 * that takes more than a second and the same file always says the same.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GgufFileInfo } from "node-llama-cpp";
import { LAYOUT_VERSION } from "../layout/layout.ts";
import { probeLayout } from "../layout/probe-layout.ts";
import type { LayoutRecipe } from "../layout/recipe.ts";
import { inspectGguf } from "../native/gguf-file.ts";
import { EngineProblem } from "../run/options.ts";
import { cacheFolder } from "./folders.ts";
import { type RoleTokens, roleTokens } from "./role-tokens.ts";
import { type Library, wrapperOf } from "./wrapper.ts";

/** What is known of a model file without loading it. */
export interface ModelFacts {
  /** Of weights and tokenizer; a hash. */
  readonly identity: string;
  /** Bytes of the file. */
  readonly size: number;
  /** As the file calls itself; the file's own name if it doesn't. */
  readonly name: string;
  readonly architecture: string;
  /** Tokens of context that it was trained for. */
  readonly contextLength?: number;
  readonly layers?: number;
  readonly width?: number;
  /** How most of its weights are stored: `Q4_K_M`. */
  readonly quantisation?: string;
  /** Whether it comes with a chat template; a model without one was not taught to answer. */
  readonly hasTemplate: boolean;
  readonly tokens: RoleTokens;
  readonly layout: LayoutRecipe;
}

/**
 * The facts of a model file. Throws {@link EngineProblem} for a file that is no model, and for a chat template in which
 * a conversation can't grow.
 *
 * @example
 * ```ts
 * const facts = await readModelFacts("model.gguf");
 * const layout = makeLayout(facts.layout);
 * ```
 */
export async function readModelFacts(file: string, cache: string | undefined = KEPT_IN): Promise<ModelFacts> {
  const { identity, size } = inspectGguf(file);
  const kept = cache === undefined ? undefined : join(cache, `${keyOf(identity)}.json`);
  const known = kept === undefined ? undefined : readKept(kept, identity);
  if (known) return known;
  const facts = await read(await import("node-llama-cpp"), file, { identity, size });
  if (kept !== undefined) keep(kept, facts);
  return facts;
}

/** Where facts are kept. Run from its sources, the code that finds a layout is many files that may have changed: nowhere. */
const KEPT_IN = import.meta.url.endsWith(".ts") ? undefined : join(cacheFolder(), "facts");

async function read(library: Library, file: string, known: { identity: string; size: number }): Promise<ModelFacts> {
  const info = await readInfo(library, file);
  const { general, tokenizer } = info.metadata;
  const tokens = roleTokens(info.metadata);
  const wrapper = wrapperOf(library, info, basename(file));
  const layout = probeLayout(wrapper, tokens);
  if (!layout) {
    throw new EngineProblem(
      `The chat template of ${file} (${wrapper.wrapperName}) rewrites what was said before when a conversation goes on, so no context can be shared.`,
      "Take another model, or a file of this one with another chat template.",
    );
  }
  const quantisation = library.GgufFileType[general.file_type ?? -1]?.replace(/^(MOSTLY|ALL)_/, "");
  const { context_length, block_count, embedding_length } = info.architectureMetadata ?? {};
  return {
    ...known,
    name: general.name ?? basename(file),
    architecture: general.architecture,
    ...(context_length !== undefined && { contextLength: Number(context_length) }),
    ...(block_count !== undefined && { layers: Number(block_count) }),
    ...(embedding_length !== undefined && { width: Number(embedding_length) }),
    ...(quantisation !== undefined && { quantisation }),
    hasTemplate: (tokenizer?.chat_template ?? "").trim() !== "",
    tokens,
    layout,
  };
}

async function readInfo(library: Library, file: string): Promise<GgufFileInfo> {
  try {
    return await library.readGgufFileInfo(file, {
      readTensorInfo: false,
      sourceType: "filesystem",
      logWarnings: false,
    });
  } catch (error) {
    const reason = error instanceof Error ? ` (${error.message})` : "";
    throw new EngineProblem(`${file} can't be read as a model${reason}.`, "Download it again.");
  }
}

/**
 * Other code finds other facts: kept ones are good for the code that made them. In the bundle that is a file that is
 * named anew, or at least written anew, by each build.
 */
function keyOf(identity: string): string {
  const code = fileURLToPath(import.meta.url);
  const hash = identity.replace(/^sha256:/, "").slice(0, 32);
  return `${hash}-${LAYOUT_VERSION}-${Math.floor(statSync(code).mtimeMs).toString(36)}`;
}

function readKept(file: string, identity: string): ModelFacts | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as ModelFacts;
    return kept.identity === identity && kept.layout.version === LAYOUT_VERSION ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keep(file: string, facts: ModelFacts): void {
  try {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify(facts), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // Where nothing can be kept it is found again each time.
  }
}
