import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "effection";
import { describe, expect, it } from "vitest";
import { useNativeDevice } from "../../../runtime/native/device.ts";
import { inspectGguf } from "../../../runtime/native/gguf-file.ts";
import type { NativeOptions } from "../../../runtime/native/options.ts";
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

  it("is named if nobody may read it, or look into its folder", async () => {
    const closed = join(folder, "closed");
    mkdirSync(closed);
    const [locked, hidden] = [join(folder, "locked.gguf"), join(closed, "hidden.gguf")];
    for (const path of [locked, hidden]) writeFileSync(path, readFileSync(file));
    chmodSync(locked, 0);
    chmodSync(closed, 0);
    // Whoever is root may read everything, so it is somebody else for the moment.
    const root = process.geteuid?.() === 0;
    chmodSync(folder, 0o755);
    if (root) process.seteuid?.(65534);
    const said = [locked, hidden].map((path) => {
      try {
        return inspectGguf(path).identity;
      } catch (error) {
        return error instanceof EngineProblem ? error.message.replace(path, "FILE") : String(error);
      }
    });
    if (root) process.seteuid?.(0);
    chmodSync(closed, 0o700);
    expect(said).toEqual(["FILE can't be read.", "FILE can't be read."]);
  });

  it("is told from one that ends anywhere", async () => {
    const size = readFileSync(file).length;
    for (let part = 0; part < 40; part++) {
      const length = Math.floor((size * part) / 40);
      expect(await problem({ file: cut(length) })).toMatch(/^FILE is (not whole|no GGUF file)/);
    }
  }, 60_000);

  it("is told from random bytes behind a right beginning", async () => {
    const path = join(folder, "random.gguf");
    let state = 7;
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.alloc(400 + 97 * round);
      for (let i = 0; i < bytes.length; i++) {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        bytes[i] = state >>> 24;
      }
      bytes.write("GGUF");
      bytes.writeUInt32LE(3, 4);
      // Half of them count few enough parts to be gone through.
      if (round % 2) {
        bytes.writeBigUInt64LE(1n, 8);
        bytes.writeBigUInt64LE(2n, 16);
      }
      writeFileSync(path, bytes);
      expect(await problem({ file: path })).toMatch(/^FILE (is|can't|holds)/);
    }
  }, 60_000);

  it("is told from one that lacks a part of its description, or of its weights", async () => {
    const whole = readFileSync(file);
    const path = join(folder, "lacking.gguf");
    const said = async (name: string, other: string) => {
      const copy = Buffer.from(whole);
      for (let at = copy.indexOf(name); at >= 0; at = copy.indexOf(name)) copy.write(other, at);
      writeFileSync(path, copy);
      return await problem({ file: path });
    };
    for (const key of [
      "context_length",
      "block_count",
      "embedding_length",
      "attention.head_count",
      "feed_forward_length",
    ])
      expect(await said(`llama.${key}`, `lxama.${key}`), key).toMatch(/^FILE (can't be loaded|is damaged)/);
    expect(await said("tokenizer.ggml.tokens", "tokenizer.ggml.toxens")).toMatch(/^FILE |^The model in FILE/);
    expect(await said("tokenizer.ggml.model", "tokenizer.ggml.moxel")).toMatch(/^FILE |^The .*model in FILE/);
    expect(await said("blk.2.attn_k.weight", "blk.2.attn_x.weight")).toBe(
      "FILE can't be loaded: tensor 'blk.2.attn_k.weight' not found. It may be damaged; download it again.",
    );
    expect(await said("llama", "mamba")).toMatch(/^FILE /);
  }, 60_000);

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

  it("that nobody has are refused, whatever they are", async () => {
    const odd = [0, -1, 0.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 40)];
    for (const key of ["branches", "context", "threads", "batch"] as const)
      for (const value of odd)
        expect(await problem({ file, [key]: value }), `${key}: ${value}`).toMatch(
          new RegExp(`^${key} is a whole number from|is too big for FILE`),
        );
    expect(await problem({ file, threads: 10_000 })).toBe("threads is a whole number from 1 to 512, not 10000.");
    expect(await problem({ file, branches: 300 })).toBe("branches is a whole number from 1 to 255, not 300.");
    expect(await problem({ file, poll: 101 })).toBe("poll is a whole number from 0 to 100, not 101.");
    expect(await problem({ file, gpuLayers: -2 })).toContain("gpuLayers is a whole number from -1");
  });

  it("that ask for more memory than there is are refused with the sum", async () => {
    expect(await problem({ file, context: 2 ** 30 })).toMatch(
      /^A context of 1,073,741,824 tokens is too big for FILE: its cache takes 2199\.0 GB, and [\d.]+ GB are free\. Ask for a smaller context\.$/,
    );
  });

  it("at their limits work", async () => {
    expect(await problem({ file, branches: 255, context: 1, batch: 1 })).toBe("it opened");
    expect(await problem({ file, branches: 255, context: 1, batch: 1, streams: "separate" })).toBe("it opened");
    expect(await problem({ file, branches: 1, context: 1, batch: 65536 })).toBe("it opened");
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
