import { join } from "node:path";
import { run } from "effection";
import { describe, expect, it } from "vitest";
import { useNativeDevice } from "../../../runtime/native/device.ts";
import { inspectGguf } from "../../../runtime/native/gguf-file.ts";
import { useModel } from "./fixture.ts";
import { type OddArchitecture, writeOddModel } from "./odd-models.ts";

const { folder, file } = useModel();

/** What is said of such a model, and how much of it had been read by then. */
async function opened(architecture: OddArchitecture, told = true): Promise<{ message: string; read: number }> {
  const path = join(folder, `${architecture}.gguf`);
  writeOddModel(path, architecture, told);
  let read = 0;
  const onProgress = (fraction: number) => {
    read = Math.max(read, fraction);
  };
  try {
    await run(function* () {
      yield* useNativeDevice({ file: path, context: 256, branches: 2, threads: 1, onProgress });
    });
  } catch (error) {
    return { message: error instanceof Error ? error.message.replace(path, "FILE") : String(error), read };
  }
  return { message: "it opened", read };
}

describe("a model whose cache can't be forked", () => {
  it("is refused by name before its weights are read, where its description tells", async () => {
    expect(await opened("mamba")).toEqual({
      message: "The mamba model in FILE is recurrent: it keeps one state instead of a cache, and can't be forked.",
      read: 0,
    });
    expect(await opened("jamba")).toEqual({
      message: "The jamba model in FILE is partly recurrent: a part of its state can't be forked.",
      read: 0,
    });
    expect(await opened("gemma2")).toEqual({
      message:
        "The gemma2 model in FILE has sliding-window attention: it forgets cells that other branches may still share.",
      read: 0,
    });
  });

  it("is refused all the same where only llama.cpp knows", async () => {
    const { message, read } = await opened("gemma2", false);
    expect(message).toContain("has sliding-window attention");
    expect(read).toBeGreaterThan(0);
  });

  it("is told from one that can by what its description says", () => {
    expect(inspectGguf(file).doubtful).toBe(false);
    expect(inspectGguf(join(folder, "mamba.gguf")).doubtful).toBe(true);
  });
});
