import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { agentflow, folderWith } from "./terminal.ts";

const UNTIDY = "schema  Note {text:string}";
const TIDY = "schema Note { text: string }\n";

describe("agentflow fmt", () => {
  it("writes what changes, keeps its mode, and leaves no other file behind", async () => {
    const folder = folderWith({ "a.af": UNTIDY, "b.af": TIDY });
    const [a, b] = [join(folder, "a.af"), join(folder, "b.af")];
    chmodSync(a, 0o640);
    const before = statSync(b).mtimeMs;
    expect(await agentflow(["fmt", a, b])).toEqual({ code: 0, out: `${a}\n`, err: "1 of 2 files changed\n" });
    expect([readFileSync(a, "utf8"), readFileSync(b, "utf8")]).toEqual([TIDY, TIDY]);
    expect(statSync(a).mode & 0o777).toBe(0o640);
    expect(statSync(b).mtimeMs).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(["a.af", "b.af"]);
  });

  it("with --check writes nothing and ends with 1 where something would change", async () => {
    const folder = folderWith({ "a.af": UNTIDY, "b.af": TIDY });
    const [a, b] = [join(folder, "a.af"), join(folder, "b.af")];
    expect(await agentflow(["fmt", "--check", a, b])).toEqual({
      code: 1,
      out: `${a}\n`,
      err: "1 of 2 files would change\n",
    });
    expect(readFileSync(a, "utf8")).toBe(UNTIDY);
    expect(await agentflow(["fmt", "--check", b])).toEqual({ code: 0, out: "", err: "0 of 1 file would change\n" });
  });

  it("leaves a file with mistakes alone, shows them, and formats the others", async () => {
    const wrong = "schema Note { text string }";
    const folder = folderWith({ "a.af": wrong, "b.af": UNTIDY });
    const [a, b] = [join(folder, "a.af"), join(folder, "b.af")];
    const { code, out, err } = await agentflow(["fmt", a, b]);
    expect({ code, out }).toEqual({ code: 1, out: `${b}\n` });
    expect(err).toContain("error AF0110");
    expect(err).toContain("1 of 2 files changed, 1 left alone because of mistakes\n");
    expect([readFileSync(a, "utf8"), readFileSync(b, "utf8")]).toEqual([wrong, TIDY]);
  });

  it("formats a file once that is named twice, and the file behind a link in its place", async () => {
    const folder = folderWith({ "a.af": UNTIDY });
    const [a, link] = [join(folder, "a.af"), join(folder, "link.af")];
    symlinkSync(a, link);
    const { code, err } = await agentflow(["fmt", link, a, a]);
    expect({ code, err }).toEqual({ code: 0, err: "1 of 1 file changed\n" });
    expect(readFileSync(a, "utf8")).toBe(TIDY);
    expect(readdirSync(folder, { withFileTypes: true }).filter((each) => each.isSymbolicLink())).toHaveLength(1);
  });

  it("refuses what is no text, a folder, and a file that isn't there", async () => {
    const folder = folderWith({ "a.af": "schema \u0000 {", "b.af": TIDY });
    const binary = await agentflow(["fmt", join(folder, "a.af")]);
    expect(binary.code).toBe(1);
    expect(binary.err.match(/error AF/g)).toHaveLength(1);
    expect((await agentflow(["fmt", folder])).err).toContain("is a folder");
    const misspelt = await agentflow(["fmt", join(folder, "bb.af")]);
    expect(misspelt).toMatchObject({ code: 2, out: "" });
    expect(misspelt.err).toContain(`Did you mean \`${join(folder, "b.af")}\`?`);
    expect(await agentflow(["fmt", "-", join(folder, "b.af")])).toMatchObject({ code: 2 });
    expect((await agentflow(["fmt"])).err).toContain("Missing required argument `file`.");
  });
});
