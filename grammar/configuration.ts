/** A rule for the line break key: what the line before the cursor has to be, and what comes then. */
export interface EnterRule {
  readonly beforeText: string;
  readonly action: { readonly indent: "none" | "indent" | "outdent" | "indentOutdent"; readonly appendText?: string };
}

/** What an editor does while somebody types: VS Code's `language-configuration.json`. */
export interface LanguageConfiguration {
  readonly comments: { readonly lineComment: string };
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly {
    readonly open: string;
    readonly close: string;
    readonly notIn?: readonly ("string" | "comment")[];
  }[];
  readonly autoCloseBefore: string;
  readonly surroundingPairs: readonly (readonly [string, string])[];
  readonly colorizedBracketPairs: readonly (readonly [string, string])[];
  readonly wordPattern: string;
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules: readonly EnterRule[];
}

/** What a line may hold before what matters of it: texts on one line, and whatever begins neither a text nor a comment. */
const CODE = '(?:"(?:[^"\\\\]|\\\\.)*"|[^"/]|/(?!/))*';

const brackets = [
  ["{", "}"],
  ["[", "]"],
  ["(", ")"],
] as const;

/** The language configuration that goes with the grammar. */
export function languageConfiguration(): LanguageConfiguration {
  return {
    comments: { lineComment: "//" },
    brackets,
    autoClosingPairs: [
      // Braces in texts too: there they close a `${`.
      { open: "{", close: "}", notIn: ["comment"] },
      { open: "[", close: "]", notIn: ["string", "comment"] },
      { open: "(", close: ")", notIn: ["string", "comment"] },
      { open: '"', close: '"', notIn: ["string", "comment"] },
      { open: '"""', close: '"""', notIn: ["comment"] },
    ],
    autoCloseBefore: ";:.,=}])>` \n\t",
    surroundingPairs: [...brackets, ['"', '"']],
    colorizedBracketPairs: brackets,
    wordPattern: "[A-Za-z_]\\w*",
    folding: { markers: { start: "^\\s*//\\s*#?region\\b", end: "^\\s*//\\s*#?endregion\\b" } },
    indentationRules: {
      increaseIndentPattern: `^${CODE}[{(\\[]\\s*(?://.*)?$`,
      decreaseIndentPattern: "^\\s*[})\\]]",
    },
    onEnterRules: [
      // A doc comment goes on; an empty line of one ends it.
      { beforeText: "^\\s*///(?!/)\\s*\\S.*$", action: { indent: "none", appendText: "/// " } },
    ],
  };
}
