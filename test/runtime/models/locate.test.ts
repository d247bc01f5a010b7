import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ModelEntry } from "../../../compiler/graph/graph.ts";
import { locateModel, type ModelPlaces } from "../../../runtime/models/locate.ts";
import { SMALL_MODEL_FILE } from "../../../stdlib/model/small-model.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-locate-"));
mkdirSync(join(folder, "sub", "models"), { recursive: true });
for (const file of ["given.gguf", "sub/models/own.gguf", "a:b.gguf"]) writeFileSync(join(folder, file), "GGUF");
afterAll(() => rmSync(folder, { recursive: true }));

const places = (more: Partial<ModelPlaces> = {}): ModelPlaces => ({
  folder,
  directory: folder,
  files: ["main.af", "sub/other.af"],
  environment: { SET: "given.gguf", EMPTY: "" },
  ...more,
});

const declared = (id: string, more: Partial<ModelEntry>): ModelEntry => ({
  id,
  at: { file: 1, start: 0, end: 0, line: 1, column: 1 },
  ...more,
});

/** What a person reads: the sentence, then the mend. */
function problem(model: ModelEntry | undefined, more: Partial<ModelPlaces> = {}): string {
  try {
    return `found ${locateModel(model, places(more)).file}`;
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string };
    return `${message} ${hint}`.replaceAll(folder, "FOLDER");
  }
}

describe("the place of a model", () => {
  it("is the small model where nothing is said", () => {
    const found = locateModel(undefined, places());
    expect(found.from).toBe("shipped");
    expect(found.file.endsWith(SMALL_MODEL_FILE)).toBe(true);
  });

  it("is what was given, relative to where the command runs", () => {
    expect(locateModel(undefined, places({ given: "given.gguf" }))).toEqual({
      file: join(folder, "given.gguf"),
      from: "given",
    });
  });

  it("takes a file for a file, even if its name looks like a provider's", () => {
    expect(locateModel(undefined, places({ given: "a:b.gguf" })).file).toBe(join(folder, "a:b.gguf"));
  });

  it("is relative to the file that declares it, with what it says of context and branches", () => {
    const model = declared("local", { gguf: "models/own.gguf", context: 4096, branches: 3 });
    expect(locateModel(model, places())).toEqual({
      file: join(folder, "sub/models/own.gguf"),
      from: "declared",
      context: 4096,
      branches: 3,
    });
  });

  it("comes from the environment, relative to where the command runs", () => {
    expect(locateModel(declared("local", { gguf: { env: "SET" } }), places()).file).toBe(join(folder, "given.gguf"));
  });

  it("is the small model for a `default` whose variable is not set or empty", () => {
    for (const env of ["UNSET", "EMPTY"]) {
      const found = locateModel(declared("default", { gguf: { env }, context: 2048 }), places());
      expect(found).toMatchObject({ from: "shipped", context: 2048 });
    }
  });

  it("is said to be wrong in a sentence with its mend", () => {
    const problems = {
      "no such file": problem(undefined, { given: "nope.gguf" }),
      "no such declared file": problem(declared("local", { gguf: "nope.gguf" })),
      "a folder": problem(undefined, { given: "sub" }),
      "an unset variable": problem(declared("local", { gguf: { env: "UNSET" } })),
      "no file at all": problem(declared("local", {})),
      "a given provider": problem(undefined, { given: "openai:gpt-5-mini" }),
      "a declared provider": problem(declared("hosted", { provider: "openai", name: "gpt-5-mini" })),
      "an address": problem(undefined, { given: "https://example.org/model.gguf" }),
    };
    expect(problems).toMatchSnapshot();
  });
});
