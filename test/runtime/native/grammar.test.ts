import { describe, expect, it } from "vitest";
import type { GenerateDelta } from "../../../runtime/engine/device.ts";
import { onDevice, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();

/** A record with a string, a number, a list and a choice, as the compiler's emitter writes them. */
const report = `root ::= "{\\"title\\":" string ",\\"score\\":" number ",\\"tags\\":[" (string ("," string){0,3})? "],\\"verdict\\":" verdict "}"
verdict ::= "\\"supported\\"" | "\\"refuted\\"" | "null"
number ::= "-"? ([0-9] | [1-9] [0-9]{1,5}) ("." [0-9]{1,3})?
string ::= "\\"" char{0,24} "\\""
char ::= [^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\nt]`;

const gbnf = (grammar: string) => ({ decoder: { kind: "gbnf" as const, grammar } });
const hot = (seed: number) => ({ temperature: 1.5, topK: 0, topP: 1, minP: 0, seed });

describe("a grammar", () => {
  it("holds every text to it, at any temperature", async () => {
    await onDevice({ file }, function* (device) {
      for (let seed = 0; seed < 40; seed++) {
        const branch = device.fork();
        const options = { ...gbnf(report), sampling: seed % 2 ? hot(seed) : sampling(seed), tokens: 400 };
        const end = yield* write(device, branch, options);
        expect(end.reason).toBe("complete");
        const value = JSON.parse(end.text);
        expect(Object.keys(value)).toEqual(["title", "score", "tags", "verdict"]);
        expect(["supported", "refuted", null]).toContain(value.verdict);
        expect(value.tags.length).toBeLessThanOrEqual(4);
        yield* device.release(branch);
      }
    });
  });

  it("ends a text at once where nothing else can follow, without an end token", async () => {
    await onDevice({ file }, function* (device) {
      const before = device.usage().rows;
      const end = yield* write(device, device.fork(), { ...gbnf('root ::= "yes"'), tokens: 50 });
      expect(end).toMatchObject({ reason: "complete", text: "yes" });
      // The opening token and those of the text.
      expect(device.usage().rows - before).toBe(1 + end.tokens.length);
    });
  });

  it("that is fulfilled by no text at all ends before the first token", async () => {
    await onDevice({ file }, function* (device) {
      const end = yield* write(device, device.fork(), { ...gbnf('root ::= ""'), tokens: 50 });
      expect(end).toMatchObject({ reason: "complete", text: "", runs: [] });
      expect(device.usage().cells).toBe(1);
    });
  });

  it("lets the model choose the end where a text is whole and could go on", async () => {
    await onDevice({ file }, function* (device) {
      const lengths = new Set<number>();
      for (let seed = 0; seed < 20; seed++) {
        const branch = device.fork();
        const end = yield* write(device, branch, { ...gbnf("root ::= [0-9]+"), sampling: hot(seed), tokens: 200 });
        expect(end.text).toMatch(/^\d+$/);
        expect(end.reason).toBe("complete");
        lengths.add(end.text.length);
        yield* device.release(branch);
      }
      expect(lengths.size).toBeGreaterThan(2);
    });
  });

  it("that is stopped by its limit leaves the beginning of a text", async () => {
    await onDevice({ file }, function* (device) {
      const whole = yield* write(device, device.fork(), { ...gbnf(report), tokens: 400 });
      const part = yield* write(device, device.fork(), { ...gbnf(report), tokens: 10 });
      expect(part.reason).toBe("tokens");
      expect(whole.text.startsWith(part.text)).toBe(true);
    });
  });

  it("with a mistake is an error in words, and the branch stays as it was", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      for (const grammar of ['root ::= "a', 'other ::= "a"', "root ::= missing", 'root ::= root "a"', "root"]) {
        const end = yield* write(device, branch, { ...gbnf(grammar), tokens: 5 });
        expect(end).toMatchObject({
          reason: "error",
          error: "The grammar has a mistake, so nothing can be written by it.",
        });
        expect(device.usage().cells).toBe(0);
      }
    });
  });

  it("lets no control token in but those that it names", async () => {
    await onDevice({ file }, function* (device) {
      const end = device.model.end ?? -1;
      const free = yield* write(device, device.fork(), {
        ...gbnf("root ::= [^\\x00]{200}"),
        sampling: { ...hot(5), temperature: 20 },
        tokens: 100,
      });
      const controls = new Set(device.tokenize([{ text: "<|im_start|><|im_end|><|endoftext|>", special: true }]));
      for (const token of free.tokens) expect(controls.has(token)).toBe(false);
      const [start = -1] = device.tokenize([{ text: "<|im_start|>", special: true }]);
      const named = yield* write(device, device.fork(), { ...gbnf('root ::= "<|im_start|>" "ok"'), tokens: 50 });
      expect(named.text).toBe("<|im_start|>ok");
      expect([...named.tokens]).toContain(start);
      expect([...named.tokens]).not.toContain(end);
    });
  });

  it("is followed through characters that are split over tokens, and no delta splits one", async () => {
    await onDevice({ file }, function* (device) {
      const grammar = 'root ::= ("日" | "本" | "🙂" | "é"){12}';
      const deltas: GenerateDelta[] = [];
      const end = yield* write(device, device.fork(), { ...gbnf(grammar), sampling: hot(1), tokens: 200 }, (delta) =>
        deltas.push(delta),
      );
      expect(end.reason).toBe("complete");
      expect([...end.text]).toHaveLength(12);
      expect(deltas.map((delta) => delta.text).join("")).toBe(end.text);
      // What came shortly after another comes with it.
      expect(deltas[0]?.sampled).toBe(1);
      expect(deltas.reduce((sum, delta) => sum + delta.sampled, 0)).toBe(end.tokens.length);
      expect(end.text).not.toContain("\uFFFD");
      for (const { text } of deltas) expect(text).toBe(Buffer.from(text).toString());
    });
  });
});
