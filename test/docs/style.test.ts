import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { format } from "../../language/index.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { codeBlocks } from "./blocks.ts";

const programs = ["examples", "stdlib"].flatMap((folder) =>
  readdirSync(join(packageRoot(), folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".af"))
    .map((file): [string, string] => [`${folder}/${file}`, readFileSync(join(packageRoot(), folder, file), "utf8")]),
);
const blocks = codeBlocks()
  .filter(({ language }) => language === "af")
  .map(({ page, line, text }): [string, string] => [`${page}:${line}`, text]);

describe("the programs that people read", () => {
  it.each([...programs, ...blocks])("are in the one style: %s", (file, text) => {
    const formatted = format(text, file);
    expect(formatted.kind === "formatted" ? formatted.text : formatted.diagnostics).toBe(text);
  });
});
