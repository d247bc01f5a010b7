import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "effection";
import { describe, expect, it } from "vitest";
import { type NativeOptions, useNativeDevice } from "../../../runtime/native/device.ts";
import { inspectGguf } from "../../../runtime/native/gguf-file.ts";
import { EngineProblem } from "../../../runtime/run/options.ts";
import { writeGguf } from "../../../stdlib/model/gguf.ts";
import { useModel } from "./fixture.ts";

const { folder, file } = useModel();

/** What is said of a model that can't be opened: the sentence and the mend. */
async function problem(options: { readonly file: string } & Partial<NativeOptions>): Promise<string> {
  try {
    await run(function* () {
      yield* useNativeDevice({ context: 512, branches: 4, threads: 1, ...options });
    });
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    return `${error.message} ${error.hint ?? ""}`.replaceAll(options.file, "FILE").trim();
  }
  return "it opened";
}

/** A file that holds the first `length` bytes of the small model. */
function cut(length: number): string {
  const path = join(folder, `cut-${length}.gguf`);
  writeFileSync(path, readFileSync(file).subarray(0, length));
  return path;
}

describe("a file that is no model", () => {
  it("is named if it is missing, a folder, or something else", async () => {
    expect(await problem({ file: join(folder, "none.gguf") })).toBe(
      "There is no model file FILE. Give the path of a GGUF file.",
    );
    expect(await problem({ file: folder })).toBe("FILE is no file. Give the path of a GGUF file.");
    const text = join(folder, "text.gguf");
    writeFileSync(text, "once upon a time");
    expect(await problem({ file: text })).toBe(
      "FILE is no GGUF file. Models for llama.cpp end in .gguf; others have to be converted.",
    );
    writeFileSync(text, "");
    expect(await problem({ file: text })).toContain("FILE is no GGUF file.");
  });

  it("is told from one that is not whole", async () => {
    const size = readFileSync(file).length;
    expect(await problem({ file: cut(1000) })).toBe(
      "FILE is not whole: it ends in the middle of its description. Download it again.",
    );
    expect(await problem({ file: cut(size - 100_000) })).toBe(
      "FILE is not whole: weights are missing at its end. Download it again.",
    );
  });

  it("is told from one whose description was damaged, whatever byte it is", async () => {
    const whole = readFileSync(file);
    const path = join(folder, "damaged.gguf");
    const end = whole.indexOf("blk.0.");
    for (let at = 4; at < end; at += Math.ceil(end / 60)) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
      writeFileSync(path, damaged);
      // Some bytes only change a name or a word of the vocabulary. What may not happen is the end of the process.
      const said = await problem({ file: path });
      expect(said === "it opened" || /^(FILE|The )/.test(said), said).toBe(true);
    }
  }, 60_000);

  it("is named if it holds only a description, or an architecture that nobody knows", async () => {
    const path = join(folder, "odd.gguf");
    writeGguf(path, { metadata: [["general.architecture", { kind: "string", value: "llama" }]], tensors: [] });
    expect(await problem({ file: path })).toContain("FILE holds no weights, only a description.");
    const renamed = Buffer.from(readFileSync(file));
    renamed.write("lamas", renamed.indexOf("llama"));
    writeFileSync(path, renamed);
    expect(await problem({ file: path })).toBe(
      "FILE is a model of the architecture lamas, which this version of llama.cpp does not know. Update agentflow, or give another model.",
    );
  });
});

describe("settings", () => {
  it("that make no sense are refused before anything is loaded", async () => {
    expect(await problem({ file, branches: 0 })).toBe("branches is a whole number from 1 to 255, not 0.");
    expect(await problem({ file, branches: 256 })).toBe("branches is a whole number from 1 to 255, not 256.");
    expect(await problem({ file, context: 0.5 })).toContain("context is a whole number");
    expect(await problem({ file, threads: 0 })).toContain("threads is a whole number");
  });

  it("that ask for more memory than there is are refused with the sum", async () => {
    expect(await problem({ file, context: 2 ** 30 })).toMatch(
      /^A context of 1,073,741,824 tokens is too big for FILE: its cache takes 2199\.0 GB, and [\d.]+ GB are free\. Ask for a smaller context\.$/,
    );
  });

  it("at their limits work", async () => {
    expect(await problem({ file, branches: 255, context: 1, batch: 1 })).toBe("it opened");
  });
});

describe("inspectGguf", () => {
  it("gives a file's identity, which its name and its weights' values do not change", () => {
    const copy = join(folder, "copy.gguf");
    writeFileSync(copy, readFileSync(file));
    expect(inspectGguf(copy)).toEqual(inspectGguf(file));
    truncateSync(copy, readFileSync(file).length - 1);
    expect(inspectGguf(copy).identity).not.toBe(inspectGguf(file).identity);
  });
});
