import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { codeBlockGrammar, type Grammar, SCOPE, textMateGrammar } from "../../grammar/index.ts";

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

/** A page in which nothing but the blocks of another grammar has a scope. */
const markdown: Grammar = { scopeName: "text.html.markdown", patterns: [], repository: {} };

/** Loads the generated grammars into the library that VS Code uses; `scope` says for which files. */
export async function openTokenizer(scope: typeof SCOPE | "text.html.markdown" = SCOPE): Promise<Tokenizer> {
  const { resolve } = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text: string) => oniguruma.createOnigString(text),
    }),
    loadGrammar: async (name) => {
      const made = [textMateGrammar(), codeBlockGrammar(), markdown].find(({ scopeName }) => scopeName === name);
      return made ? textmate.parseRawGrammar(JSON.stringify(made), `${name}.json`) : null;
    },
    getInjections: (name) => (name === markdown.scopeName ? [codeBlockGrammar().scopeName] : undefined),
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`No grammar has the scope ${scope}.`);
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
