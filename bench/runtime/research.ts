/** Part 3: five agents over one spine, and the same work with five sessions of node-llama-cpp that share nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Operation, scoped, until } from "effection";
import { getLlama, LlamaChatSession, LlamaLogLevel } from "node-llama-cpp";
import { compile } from "../../compiler/compile.ts";
import { useNativeEngine } from "../../runtime/engine/native-engine.ts";
import { fileHost } from "../../runtime/host.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { realClock } from "../../runtime/real-clock.ts";
import { run } from "../../runtime/run/run.ts";
import { type ModelName, modelFile } from "../engine/models.ts";

/** What one side did, and how long it took with the model loaded. */
export interface Researched {
  readonly seconds: number;
  readonly prefilled: number;
  readonly written: number;
  /** Values of the type. */
  readonly values: number;
}

export interface ResearchOptions {
  readonly model: ModelName;
  readonly threads: number;
  readonly say: (message: string) => void;
}

const CONTEXT = 16_384;
const QUESTIONS = [
  "What does tea do to sleep?",
  "What does coffee do to sleep?",
  "What do naps do to sleep?",
  "What does light do to sleep?",
  "What does decaf do to sleep?",
];

/** The texts that all agents know, some two thousand tokens. */
function corpus(): string {
  const folder = join(packageRoot(), "examples", "corpus");
  const texts = readdirSync(folder).sort();
  return texts.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

/** Our side: the program `research.af` on the native engine. */
export function researchByProgram({ model, threads, say }: ResearchOptions): Operation<Researched> {
  return scoped(function* () {
    const text = readFileSync(new URL("research.af", import.meta.url), "utf8");
    const library = fileHost(packageRoot());
    const { graph } = compile("research.af", { read: (at) => (at === "research.af" ? text : library.read(at)) });
    if (!graph) throw new Error("research.af has mistakes.");
    const engine = yield* useNativeEngine({ file: modelFile(model, say), context: CONTEXT, branches: 5, threads });
    const start = performance.now();
    const outcome = yield* run(graph, {
      flow: "main",
      arguments: { texts: corpus(), questions: QUESTIONS },
      *engine() {
        return engine;
      },
      *tools() {
        return { kind: "missing", message: "The program has no tools." };
      },
      clock: realClock,
      seed: 1,
      grants: new Set(),
      workspace: "/",
      directory: "/",
      onEvent: () => {},
    });
    const seconds = (performance.now() - start) / 1000;
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    const { prefilled, sampled, forced } = engine.usage();
    const values = Array.isArray(outcome.value) ? outcome.value.length : 0;
    return { seconds, prefilled, written: sampled + forced, values };
  });
}

/** By hand: a session for each question, each with the whole of what the team knows, answers held to the same schema. */
export function* researchByHand({ model, threads, say }: ResearchOptions): Operation<Researched> {
  return yield* until(sessions(modelFile(model, say), threads));
}

async function sessions(modelPath: string, maxThreads: number): Promise<Researched> {
  const llama = await getLlama({ gpu: false, build: "never", maxThreads, logLevel: LlamaLogLevel.error });
  try {
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({
      sequences: QUESTIONS.length,
      contextSize: Math.ceil(CONTEXT / QUESTIONS.length / 256) * 256,
      batchSize: 512,
      threads: { ideal: maxThreads, min: maxThreads },
      ignoreMemorySafetyChecks: true,
    });
    const grammar = await llama.createGrammarForJsonSchema({
      type: "object",
      properties: {
        claim: { type: "string", minLength: 1, maxLength: 120 },
        confidence: { type: "number" },
        source: { type: "string", minLength: 1, maxLength: 40 },
      },
    });
    const texts = corpus();
    const opened = QUESTIONS.map((question) => {
      const sequence = context.getSequence();
      const systemPrompt =
        "You are one of a team that investigates tea, coffee and sleep. State only what you can support.";
      return { question, sequence, session: new LlamaChatSession({ contextSequence: sequence, systemPrompt }) };
    });
    const start = performance.now();
    const answers = await Promise.all(
      opened.map(async ({ question, session }, index) => {
        const prompt = `texts: ${texts}\n\nFind out: ${question}\nAnswer in JSON.`;
        const text = await session.prompt(prompt, { grammar, maxTokens: 200, temperature: 0.3, seed: index });
        return isFinding(text);
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    const meters = opened.map(({ sequence }) => sequence.tokenMeter);
    const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
    return {
      seconds,
      prefilled: sum(meters.map(({ usedInputTokens }) => usedInputTokens)),
      written: sum(meters.map(({ usedOutputTokens }) => usedOutputTokens)),
      values: answers.filter(Boolean).length,
    };
  } finally {
    await llama.dispose();
  }
}

/** What is cut off by `maxTokens` is no value; a grammar holds a text to its type only while it goes on. */
function isFinding(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}
