/** A rule of a TextMate grammar, as far as ours use them. Its patterns are regular expressions of Oniguruma. */
export type Rule = MatchRule | RangeRule | WhileRule | IncludeRule;

/** Finds its pattern within one line. */
export interface MatchRule {
  readonly name?: string;
  readonly match: string;
  readonly captures?: Captures;
}

/** What stands between two patterns, over as many lines as it takes. */
export interface RangeRule {
  readonly name?: string;
  readonly contentName?: string;
  readonly begin: string;
  readonly end: string;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns: readonly Rule[];
}

/** From a pattern on, for as long as each line begins with another one. */
export interface WhileRule {
  readonly contentName?: string;
  readonly begin: string;
  readonly while: string;
  readonly patterns: readonly Rule[];
}

/** Whatever a rule of the repository, or another grammar, finds. */
export interface IncludeRule {
  readonly include: string;
}

/** The scopes of a pattern's groups, by their numbers. */
export type Captures = Readonly<Record<string, { readonly name: string }>>;

/** A TextMate grammar. */
export interface Grammar {
  readonly name?: string;
  readonly scopeName: string;
  readonly fileTypes?: readonly string[];
  readonly injectionSelector?: string;
  readonly patterns: readonly Rule[];
  readonly repository: Readonly<Record<string, { readonly patterns: readonly Rule[] }>>;
}

/** Names the groups of a pattern, the first of them 1; one without a scope is undefined. */
export function groups(...scopes: readonly (string | undefined)[]): Captures {
  const named = scopes.flatMap((name, index) => (name === undefined ? [] : [[`${index + 1}`, { name }] as const]));
  return Object.fromEntries(named);
}

/** What the named rules of the repository find, the first that fits first. */
export function include(...names: readonly string[]): IncludeRule[] {
  return names.map((name) => ({ include: `#${name}` }));
}
