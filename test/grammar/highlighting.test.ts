import { beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";
import { fileHost } from "../../runtime/host.ts";
import { type Highlighted, highlighted, placesOf } from "./highlighting.ts";
import { openTokenizer, type Scoped, type Tokenizer } from "./tokenizer.ts";

let tokenize: Tokenizer;
beforeAll(async () => {
  tokenize = await openTokenizer();
});

/** The pieces of an example as the grammar sees them: the innermost scope of each, several where it is not one. */
function seen(example: Highlighted): (readonly [string, string])[] {
  const scoped = tokenize(example.source);
  return placesOf(example).map(({ piece: [written], start }) => {
    const scopes = new Set(within(scoped, start, start + written.length).map(innermost));
    return [written, [...scopes].join(" and ")];
  });
}

const within = (scoped: readonly Scoped[], start: number, end: number): readonly Scoped[] =>
  scoped.filter((each) => each.start < end && each.start + each.text.length > start);

const innermost = ({ scopes }: Scoped): string => scopes.at(-1)?.replace(/\.agentflow$/, "") ?? "nothing";

describe("the grammar", () => {
  it.each(highlighted)("gives $title its scopes", (example) => {
    expect(seen(example)).toEqual(example.pieces.map(([piece, scope]) => [piece, scope]));
  });
});

describe("the examples", () => {
  it.each(highlighted)("are programs without mistakes: $title", ({ source }) => {
    const library = fileHost(".");
    const host = { read: (path: string) => (path === "example.af" ? source : library.read(path)) };
    const { diagnostics } = compile("example.af", host);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
