import { expect, it } from "vitest";
import { openTokenizer } from "./tokenizer.ts";

const page = `An agent:

\`\`\`af
agent a() {
\`\`\`

agent b() is prose, and so is

\`\`\`ts
agent c() {
\`\`\`

  ~~~af fails AF0303
  flow f() {}
  ~~~
agent d()
`;

it("colours the blocks of Markdown that are marked as the language, and nothing else", async () => {
  const tokenize = await openTokenizer("text.html.markdown");
  const words = tokenize(page).filter(({ scopes }) => scopes.some((scope) => scope.startsWith("storage.type")));
  expect(words.map(({ text, scopes }) => [text, scopes.includes("meta.embedded.block.agentflow")])).toEqual([
    ["agent", true],
    ["flow", true],
  ]);
});
