import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { SCOPE, textMateGrammar } from "../../grammar/index.ts";

/** A stretch of a line that has one stack of scopes. */
export interface Scoped {
  /** Where it begins in the whole text. */
  readonly start: number;
  readonly text: string;
  /** Outermost first, without that of the file. */
  readonly scopes: readonly string[];
}

/** What the grammar makes of a text, as an editor's own library reads it. */
export type Tokenizer = (text: string) => Scoped[];

/** Loads the generated grammar into the library that VS Code uses. */
export async function openTokenizer(): Promise<Tokenizer> {
  const { resolve } = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text: string) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async (name) =>
      name === SCOPE ? textmate.parseRawGrammar(JSON.stringify(textMateGrammar()), "agentflow.tmLanguage.json") : null,
  });
  const grammar = await registry.loadGrammar(SCOPE);
  if (!grammar) throw new Error(`No grammar has the scope ${SCOPE}.`);
  return (text) => {
    const found: Scoped[] = [];
    let stack = textmate.INITIAL;
    let at = 0;
    for (const line of text.split("\n")) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      for (const { startIndex, endIndex, scopes } of tokens) {
        found.push({ start: at + startIndex, text: line.slice(startIndex, endIndex), scopes: scopes.slice(1) });
      }
      stack = ruleStack;
      at += line.length + 1;
    }
    return found;
  };
}
