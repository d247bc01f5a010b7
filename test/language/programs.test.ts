import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../language/parse.ts";

const folder = new URL("./fixtures/programs/", import.meta.url);

describe("the nine programs", () => {
  it.each(readdirSync(folder))("%s has no mistakes in its syntax", (file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    const { module, diagnostics } = parse(text, file);
    expect(diagnostics).toEqual([]);
    expect(module.declarations.length).toBe(text.match(/^(schema|type|model|tool|agent|flow|test)\b/gm)?.length);
  });
});
