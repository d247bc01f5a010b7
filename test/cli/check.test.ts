import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shownPath } from "../../cli/load.ts";
import { agentflow, folderWith } from "./terminal.ts";

const GOOD = `agent greeter(name: string) { prompt: "Greet \${name}." }
flow main(name: string = "Ana") -> string { return greeter(name) }
`;
const WRONG = `agent greeter(name: string) { prompt: "\${nam} \${name}." }
flow main(name: string = "Ana") -> string { return greetr(name) }
`;

describe("agentflow check", () => {
  it("says that there are no problems", async () => {
    const folder = folderWith({ "a.af": GOOD, "b.af": GOOD });
    const one = await agentflow(["check", join(folder, "a.af")]);
    expect(one).toEqual({ code: 0, out: "1 file, no problems\n", err: "" });
    const two = await agentflow(["check", join(folder, "a.af"), join(folder, "b.af")]);
    expect(two).toEqual({ code: 0, out: "2 files, no problems\n", err: "" });
    const twice = await agentflow(["check", join(folder, "a.af"), `${folder}/./a.af`]);
    expect(twice).toEqual({ code: 0, out: "1 file, no problems\n", err: "" });
  });

  it("shows every problem and counts them", async () => {
    const file = join(folderWith({ "a.af": WRONG }), "a.af");
    const { code, out, err } = await agentflow(["check", file]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out.trimEnd().split("\n").at(-1)).toBe("2 errors in 1 file");
    expect(out).toContain(`${shownPath(file)}:1:42`);
    expect(out).toContain(`${shownPath(file)}:2:52`);
  });

  it("gives programs the same as JSON", async () => {
    const file = join(folderWith({ "a.af": WRONG }), "a.af");
    const { code, out } = await agentflow(["check", "--json", file]);
    const problems: unknown = JSON.parse(out);
    expect(code).toBe(1);
    expect(problems).toEqual([
      expect.objectContaining({
        severity: "error",
        file: shownPath(file),
        start: { line: 1, column: 42 },
        end: { line: 1, column: 45 },
      }),
      expect.objectContaining({
        severity: "error",
        file: shownPath(file),
        start: { line: 2, column: 52 },
        end: { line: 2, column: 58 },
      }),
    ]);
    for (const problem of problems as object[]) {
      expect(problem).toMatchObject({ code: expect.stringMatching(/^AF\d{4}$/), message: expect.any(String) });
    }
    const good = await agentflow(["check", "--json", join(folderWith({ "a.af": GOOD }), "a.af")]);
    expect(good).toEqual({ code: 0, out: "[]\n", err: "" });
  });

  it("tells a problem of a file that two others import once", async () => {
    const user = `import { greeter } from "./bad.af"\nflow main() -> string { return greeter("Ana") }\n`;
    const bad = `agent greeter(name: string) { prompt: "Greet \${nam}." }\n`;
    const folder = folderWith({ "a.af": user, "b.af": user, "bad.af": bad });
    const { out } = await agentflow(["check", "--json", join(folder, "a.af"), join(folder, "b.af")]);
    expect((JSON.parse(out) as { file: string }[]).map((problem) => problem.file)).toEqual([
      shownPath(join(folder, "bad.af")),
    ]);
  });

  it("suggests the file that was meant, and refuses a folder", async () => {
    const folder = folderWith({ "triage.af": GOOD });
    const misspelt = await agentflow(["check", join(folder, "triag.af")]);
    expect(misspelt.code).toBe(2);
    expect(misspelt.err).toContain(`Did you mean \`${join(folder, "triage.af")}\`?`);
    const bare = await agentflow(["check", join(folder, "triage")]);
    expect(bare.err).toContain(`Did you mean \`${join(folder, "triage.af")}\`?`);
    const within = await agentflow(["check", folder]);
    expect(within).toMatchObject({ code: 2, out: "" });
    expect(within.err).toContain("is a folder");
  });

  it("says once that a file is no text", async () => {
    const folder = folderWith({
      "main.af": `import { a } from "./image.af"\nflow main() -> string { return a("x") }\n`,
    });
    writeFileSync(join(folder, "image.af"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]));
    const { code, out } = await agentflow(["check", join(folder, "main.af")]);
    expect(code).toBe(1);
    expect(out.match(/AF\d{4}/g)).toEqual(["AF0125"]);
    expect(out).toContain("it is no agentflow program");
    expect(out.trimEnd().split("\n").at(-1)).toBe("1 error in 1 file");
  });

  it("asks for a file where none is named", async () => {
    const { code, err } = await agentflow(["check"]);
    expect(code).toBe(2);
    expect(err).toContain("Missing required argument `file`.");
  });

  it.each([
    ["an empty file", ""],
    ["bytes that are no text", "\u0000\u0001\uFFFD flow"],
    ["an unclosed everything", 'flow main( -> { let x = """'],
  ])("never shows a stack for %s", async (_, text) => {
    const { out, err } = await agentflow(["check", join(folderWith({ "a.af": text }), "a.af")]);
    expect(`${out}${err}`).not.toMatch(/\n\s+at /);
    expect(err).toBe("");
  });

  it("writes the mends that are known into the files, says which, and then what is left", async () => {
    const folder = folderWith({ "a.af": `import { greeter } from "./b.af"\n${WRONG.split("\n")[1]}\n`, "b.af": WRONG });
    const file = join(folder, "a.af");
    const { code, out, err } = await agentflow(["check", "--fix", file]);
    expect({ code, out }).toEqual({ code: 0, out: "1 file, no problems\n" });
    expect(err.replaceAll(shownPath(folder), "")).toBe(
      "/a.af:2:52  AF0201  Write `greeter`\n/b.af:1:42  AF0201  Write `name`\n" +
        "/b.af:2:52  AF0201  Write `greeter`\n3 problems mended\n",
    );
    expect(readFileSync(file, "utf8")).toContain("return greeter(name)");
    expect(readFileSync(join(folder, "b.af"), "utf8")).toContain('"${name} ${name}."');
    expect((await agentflow(["check", "--fix", file])).err).toBe("0 problems mended\n");
  });

  it("says what has no mend, and leaves the file as it is", async () => {
    const source = 'flow main() -> string { return nobody_knows("x") }\n';
    const file = join(folderWith({ "a.af": source }), "a.af");
    const { code, out } = await agentflow(["check", "--fix", file]);
    expect(code).toBe(1);
    expect(out).toContain("AF0201");
    expect(readFileSync(file, "utf8")).toBe(source);
  });
});
