import { describe, expect, it } from "vitest";
import { semanticTokensOf } from "../../../compiler/editor/semantic-tokens.ts";
import { openWorkspace } from "../../../compiler/editor/workspace.ts";
import { fileHost } from "../../../runtime/host.ts";
import { type Highlighted, highlighted, placesOf } from "../../grammar/highlighting.ts";

/** The pieces of an example with their semantic tokens. */
function seen(example: Highlighted): (readonly [string, string | undefined])[] {
  const library = fileHost(".");
  const read = (path: string) => (path === "example.af" ? example.source : library.read(path));
  const analysis = openWorkspace({ read }).analyse("example.af");
  const tokens = analysis ? semanticTokensOf(analysis) : [];
  return placesOf(example).map(({ piece: [written], start }) => {
    const token = tokens.find(({ span }) => span.start === start && span.end === start + written.length);
    return [written, token && [token.type, ...token.modifiers].join(" ")];
  });
}

describe("semantic tokens", () => {
  it.each(highlighted)("tell what the names of $title stand for", (example) => {
    expect(seen(example)).toEqual(example.pieces.map(([piece, , semantic]) => [piece, semantic]));
  });

  it.each(highlighted)("of $title stand in the order of the text, none over another", ({ source }) => {
    const analysis = openWorkspace({ read: () => source }).analyse("example.af");
    const tokens = analysis ? semanticTokensOf(analysis) : [];
    let end = 0;
    for (const { span } of tokens) {
      expect(span.start).toBeGreaterThanOrEqual(end);
      expect(source.slice(span.start, span.end)).not.toContain("\n");
      end = span.end;
    }
  });
});
