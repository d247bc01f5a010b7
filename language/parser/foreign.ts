/** What a word or mark of another language is here: what to write in its place, or how else to say it. */
export interface Foreign {
  /** What stands in its place; empty if it is taken away. */
  readonly instead?: string;
  readonly hint?: string;
}

/** Words between two operands. */
export const foreignOperators: ReadonlyMap<string, "&&" | "||" | "=="> = new Map([
  ["and", "&&"],
  ["AND", "&&"],
  ["or", "||"],
  ["OR", "||"],
  ["is", "=="],
]);

/** Two marks that stand side by side and mean something elsewhere. */
export const foreignPairs: ReadonlyMap<string, Foreign> = new Map([
  ["<>", { instead: "!=" }],
  ["===", { instead: "==" }],
  ["!==", { instead: "!=" }],
  ["**", { hint: "There is no power operator: multiply." }],
  ...["+=", "-=", "*=", "/=", "%=", "++"].map((mark): [string, Foreign] => [
    mark,
    { hint: "A name is given once and never changes: give the new value a name of its own, `let more = n + 1`." },
  ]),
]);

const callStands: Foreign = { instead: "", hint: "A call runs where it stands, and is waited for." };

/** Words before a call. */
export const foreignPrefixes: ReadonlyMap<string, Foreign> = new Map([
  ...["await", "async", "new", "spawn", "yield"].map((word): [string, Foreign] => [word, callStands]),
]);

/** Words that go on with an `if`. */
export const foreignElses: ReadonlySet<string> = new Set(["elif", "elsif", "elseif"]);

/** What stands for the rest in a `match`. */
export const foreignRests: ReadonlySet<string> = new Set(["else", "default", "otherwise"]);

const lets: Foreign = { instead: "let", hint: "A value gets its name with `let`." };
const loops: Foreign = { hint: "Every loop has a bound: `for x in xs { … }`, or `repeat 3 with x = … { … }`." };
const choices: Foreign = { hint: 'A choice among values is a `match`: `match x { "a" -> 1, _ -> 2 }`.' };
const flows: Foreign = { hint: "A flow is declared at the top of a file, not inside another one." };
const failures: Foreign = { hint: "A flow fails where an `expect` is false, or what it calls fails." };

/** Words that begin a statement. */
export const foreignStatements: ReadonlyMap<string, Foreign> = new Map([
  ...["const", "var", "val", "set", "mut", "auto", "final"].map((word): [string, Foreign] => [word, lets]),
  ...["while", "until", "loop", "do", "foreach"].map((word): [string, Foreign] => [word, loops]),
  ...["switch", "case", "when", "select"].map((word): [string, Foreign] => [word, choices]),
  ...["function", "func", "fn", "fun", "def", "proc"].map((word): [string, Foreign] => [word, flows]),
  ...["throw", "raise", "fail", "panic"].map((word): [string, Foreign] => [word, failures]),
  ["assert", { instead: "expect", hint: "What must be true is an `expect`." }],
  ["unless", { hint: "Write `if !x { … }`." }],
]);

/** What other languages call the declarations of this one. */
export const foreignDeclarations: ReadonlyMap<string, string> = new Map([
  ...["function", "func", "fn", "fun", "def"].map((word): [string, string] => [word, "flow"]),
  ...["struct", "interface", "class", "record"].map((word): [string, string] => [word, "schema"]),
]);
