/**
 * Looks at everything that a run needs and says what is there and what is missing: the same steps that a run takes, one
 * after the other, each with what was found.
 */
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { run } from "effection";
import { type ModelFacts, readModelFacts } from "./models/facts.ts";
import { locateModel } from "./models/locate.ts";
import { findCompiler, locateAddon } from "./native/build.ts";
import { useNativeDevice } from "./native/device.ts";
import { findLibraries, installedBackends } from "./native/libraries.ts";
import { EngineProblem } from "./run/options.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what is wrong, a sentence each. */
  readonly facts: readonly string[];
  /** How to mend it. */
  readonly mend?: string;
}

/** What is looked at. */
export interface DoctorOptions {
  /** A GGUF file to look at; the model that ships if it is left out. */
  readonly model?: string;
  /** The folder that paths are relative to. */
  readonly folder: string;
}

/** Looks at one thing after the other and tells each as it is known. What needs something that is broken is left out. */
export async function examine(options: DoctorOptions, tell: (finding: Finding) => Promise<void>): Promise<boolean> {
  let healthy = true;
  const look = async (what: string, find: () => Promise<readonly string[]> | readonly string[]): Promise<boolean> => {
    const finding = await findingOf(what, find);
    healthy &&= finding.ok;
    await tell(finding);
    return finding.ok;
  };
  await look("Node", nodeFacts);
  const libraries = await look("llama.cpp", libraryFacts);
  const engine = libraries && (await look("engine", engineFacts));
  const model = await look("model", () => modelFacts(options));
  if (engine && model) await look("a first pass", () => passFacts(options));
  return healthy;
}

async function findingOf(what: string, find: () => Promise<readonly string[]> | readonly string[]): Promise<Finding> {
  try {
    return { what, ok: true, facts: await find() };
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    const { message, hint } = error;
    return { what, ok: false, facts: [message], ...(hint === undefined ? {} : { mend: hint }) };
  }
}

const OLDEST_NODE = [20, 20] as const;

function nodeFacts(): readonly string[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new EngineProblem(
      `This is Node ${process.versions.node}; agentflow needs ${OLDEST_NODE.join(".")} or newer.`,
      "Install a newer Node.",
    );
  }
  return [`${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} processors`];
}

function libraryFacts(): readonly string[] {
  const { backend, version, folder } = findLibraries(undefined);
  return [`installed for ${installedBackends().join(", ")}; ${backend} is used`, `node-llama-cpp ${version}`, folder];
}

async function engineFacts(): Promise<readonly string[]> {
  const { file, built } = await locateAddon();
  if (built) return [`compiled ${statSync(file).mtime.toISOString().slice(0, 16).replace("T", " ")} UTC`, file];
  const compiler = await findCompiler();
  return [`not compiled yet; the first run does it with ${compiler.join(" ")}`];
}

async function modelFacts(options: DoctorOptions): Promise<readonly string[]> {
  const { file, from } = locate(options);
  const facts = await readModelFacts(file);
  const { begin, end } = facts.tokens;
  return [
    `${facts.name}${from === "shipped" ? ", the small one that ships: it does what the examples ask and knows nothing of the world" : ""}`,
    [
      facts.architecture,
      facts.layers && `${facts.layers} layers`,
      facts.width && `width ${facts.width}`,
      facts.quantisation,
      `${(facts.size / 1e6).toFixed(1)} MB`,
      facts.contextLength && `up to ${facts.contextLength.toLocaleString("en")} tokens of context`,
    ]
      .filter(Boolean)
      .join(", "),
    layoutWords(facts),
    `texts begin with ${begin === undefined ? "no token" : begin} and turns end with ${end ?? "no token"}`,
    file,
  ];
}

/** How the model is spoken to. A template that is like none of the well-known ones is followed as the file has it. */
function layoutWords({ layout, hasTemplate }: ModelFacts): string {
  if (!hasTemplate) return `prompts are written as for ${layout.name}, because the file brings no chat template`;
  return layout.name === "JinjaTemplate"
    ? "prompts follow the chat template that the file brings"
    : `prompts follow the file's chat template, which is that of ${layout.name}`;
}

/** Cells and branches that show whether a model runs; a run opens it with more. */
const TRIAL = { context: 256, branches: 2 } as const;

async function passFacts(options: DoctorOptions): Promise<readonly string[]> {
  const { file } = locate(options);
  return await run(function* () {
    const device = yield* useNativeDevice({ file, ...TRIAL });
    const began = performance.now();
    const tokens = device.tokenize([{ text: "One, two, three", special: false }]);
    yield* device.extend(device.fork(), tokens);
    const spent = performance.now() - began;
    return [
      `${tokens.length} tokens in ${spent.toFixed(1)} ms on ${device.model.computesOn}`,
      `vocabulary ${device.model.vocabulary.toLocaleString("en")}, ${(device.model.parameters / 1e6).toFixed(1)} million weights`,
    ];
  });
}

function locate(options: DoctorOptions) {
  const { model, folder } = options;
  const given = model === undefined ? {} : { given: model };
  return locateModel(undefined, { ...given, folder, directory: folder, files: [], environment: process.env });
}
