import { describe, expect, it } from "vitest";
import { inProcess as inChild } from "./child.ts";
import { useModel } from "./fixture.ts";

const { folder, file } = useModel();

const inProcess = (body: string) => inChild({ folder, file }, body);

describe("a process", () => {
  it("may exit in the midst of a pass", async () => {
    const { code, signal, err } = await inProcess(`
      await run(function* () {
        const device = yield* open();
        const branch = device.fork();
        let seen = 0;
        yield* device.generate(branch, { path: "x", open: Int32Array.of(300), tokens: 1e6, decoder: endless, sampling }, () => {
          if (++seen === 20) process.exit(7);
        });
      });`);
    expect({ code, signal, err }).toEqual({ code: 7, signal: null, err: "" });
  }, 60_000);

  it("may exit while a model opens", async () => {
    const { code, signal } = await inProcess(`
      run(open).catch(() => {});
      setTimeout(() => process.exit(7), 30);`);
    expect({ code, signal }).toEqual({ code: 7, signal: null });
  }, 60_000);

  it("waits for an answer, and not for a device that has nothing to do", async () => {
    const { code, out } = await inProcess(`
      run(function* () {
        const device = yield* open();
        const end = yield* device.generate(device.fork(), { path: "x", open: Int32Array.of(300), tokens: 50, decoder: endless, sampling }, () => {});
        console.log(end.reason, end.tokens.length);
        yield* suspend();
      }).catch(() => {});`);
    expect({ code, out }).toEqual({ code: 0, out: "tokens 50\n" });
  }, 60_000);

  it("is told in an error what is wrong with a file, whatever is in it, and lives on", async () => {
    const { code, signal, out } = await inProcess(`
      import { readFileSync, writeFileSync } from "node:fs";
      const whole = readFileSync(file);
      let told = 0;
      // The numbers of the description: llama.cpp asserts what it expects of them.
      for (const key of ["llama.block_count", "llama.attention.head_count", "llama.embedding_length", "llama.context_length"]) {
        const at = whole.indexOf(key) + key.length + 4;
        for (const value of [0, 1, 7, 0x7fffffff, 0xffffffff]) {
          const copy = Buffer.from(whole);
          copy.writeUInt32LE(value, at);
          writeFileSync(file + ".odd", copy);
          try {
            await run(function* () {
              yield* useNativeDevice({ file: file + ".odd", context: 512, branches: 2, threads: 1 });
            });
          } catch (error) {
            told += error instanceof Error && error.name === "EngineProblem" ? 1 : 0;
          }
        }
      }
      console.log(told > 10);`);
    expect({ code, signal, out }).toEqual({ code: 0, signal: null, out: "true\n" });
  }, 60_000);

  it("hears nothing of llama.cpp on its standard error, whatever grammar or text it is given", async () => {
    const { code, out, err } = await inProcess(`
      await run(function* () {
        const device = yield* open();
        for (const grammar of ["root", "root ::= missing", "root ::= [a]{2001}", 'root ::= "a', "root ::= root"]) {
          const request = { path: "x", open: Int32Array.of(300), tokens: 5, decoder: { kind: "gbnf", grammar }, sampling } as const;
          const branch = device.fork();
          const end = yield* device.generate(branch, request, () => {});
          console.log(end.reason);
          yield* device.release(branch);
        }
      });`);
    expect({ code, out, err }).toEqual({ code: 0, out: "error\n".repeat(5), err: "" });
  }, 60_000);
});
