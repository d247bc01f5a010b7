/**
 * Which file a model is: what was given on the command line, what a program declares, or the small model that ships.
 */
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { ModelEntry, Setting } from "../../compiler/graph/graph.ts";
import { EngineProblem } from "../run/options.ts";
import { shippedModel } from "./shipped.ts";

/** A model file that is there, and how it is to be opened. */
export interface LocatedModel {
  readonly file: string;
  readonly from: "given" | "declared" | "shipped";
  /** Tokens of context and branches, where the program says them. */
  readonly context?: number;
  readonly branches?: number;
}

/** What a model's name is looked up against. */
export interface ModelPlaces {
  /** The command line's `--model`: a path relative to {@link folder}. It takes the place of a program's model. */
  readonly given?: string;
  /** The folder in which the command runs. */
  readonly folder: string;
  /** The folder of the entry file, and the graph's files relative to it. */
  readonly directory: string;
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The file of a model: the given one, the one that `model` names, else the small one. A model called `default` whose
 * `env` is not set leaves its place to the small one. Throws {@link EngineProblem} with a sentence for all that is
 * wrong with a name or a path; whether the file is a whole model is for its reader to say.
 */
export function locateModel(model: ModelEntry | undefined, places: ModelPlaces): LocatedModel {
  const settings = {
    ...(model?.context !== undefined && { context: model.context }),
    ...(model?.branches !== undefined && { branches: model.branches }),
  };
  if (model === undefined) {
    if (places.given === undefined) return { file: shippedModel(), from: "shipped" };
    return { file: givenFile(places.given, places.folder), from: "given" };
  }
  if (model.provider !== undefined) throw hosted(`the model \`${model.id}\``);
  if (model.gguf === undefined) {
    throw new EngineProblem(`The model \`${model.id}\` names no file.`, 'Say which: gguf: "path/to/model.gguf".');
  }
  const path = settingValue(model.gguf, places.environment);
  if (path === undefined) {
    if (model.id === "default") return { file: shippedModel(), from: "shipped", ...settings };
    throw unset(model.id, model.gguf);
  }
  const beside = resolve(places.directory, dirname(places.files[model.at.file] ?? ""));
  const file = filePath(path, typeof model.gguf === "string" ? beside : places.folder);
  return { file: existing(file, `the model \`${model.id}\``), from: "declared", ...settings };
}

/** A setting's value; undefined for a variable that is not set, or empty. */
export function settingValue(setting: Setting, environment: ModelPlaces["environment"]): string | undefined {
  return typeof setting === "string" ? setting : environment[setting.env] || undefined;
}

/** `openai:gpt-5-mini`, but not `C:\models\m.gguf`. */
const PROVIDER = /^[a-z][a-z0-9-]+:(?!\/\/)\S/i;

function givenFile(given: string, folder: string): string {
  const file = filePath(given, folder);
  if (!existsSync(file) && PROVIDER.test(given)) throw hosted(`\`${given}\``);
  if (/^https?:\/\//i.test(given)) {
    throw new EngineProblem(
      `\`${given}\` is an address, not a file.`,
      "Download the model, and give the path of its file.",
    );
  }
  return existing(file, "`--model`");
}

function filePath(path: string, folder: string): string {
  // A shell expands this only where it stands alone; a program's text, and `--model=~/…`, it leaves alone.
  const home = path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
  return isAbsolute(home) ? home : resolve(folder, home);
}

function existing(file: string, whose: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) {
    throw new EngineProblem(`There is no file ${file}, which ${whose} names.`, "Give the path of a GGUF file.");
  }
  if (found.isDirectory()) {
    throw new EngineProblem(`${file}, which ${whose} names, is a folder.`, "Give the path of the GGUF file in it.");
  }
  return file;
}

function hosted(what: string): EngineProblem {
  return new EngineProblem(
    `${what.charAt(0).toUpperCase()}${what.slice(1)} is hosted by a provider, so there is no file of it here.`,
    "Give the path of a GGUF file, or leave it out for the small model that ships with agentflow.",
  );
}

function unset(model: string, setting: Setting): EngineProblem {
  const name = typeof setting === "string" ? setting : setting.env;
  return new EngineProblem(
    `The model \`${model}\` takes its file from ${name}, which is not set.`,
    `Set it: ${name}=path/to/model.gguf.`,
  );
}
