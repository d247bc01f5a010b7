/** How much likelier than a common word each token is, as the natural logarithm of the ratio. */
export function tokenBias(
  token: { readonly special: true; readonly text: string } | { readonly special: false; readonly bytes: Uint8Array },
): number {
  if (token.special) return SPECIAL_BIAS[token.text] ?? NEVER;
  const text = readable(token.bytes);
  if (text === undefined) return NEVER;
  return rules.find((rule) => rule.matches.test(text))?.bias ?? NEVER;
}

/** So unlikely that it is only written where nothing else may be. */
const NEVER = -14;

/** The end is likely where it may stand. A call is about as likely as an answer, where both may begin. */
const SPECIAL_BIAS: Readonly<Record<string, number>> = { "<|im_end|>": 7, "<tool_call>": 6 };

/** The first that matches a token's text counts. */
const rules: readonly { readonly matches: RegExp; readonly bias: number }[] = [
  // Ends of strings: together they end a string after some five tokens. What only closes is likelier than what goes on.
  { matches: /^"[\]}]/, bias: 6.5 },
  { matches: /^",/, bias: 5 },
  { matches: /^"$/, bias: 6 },
  { matches: /^"/, bias: -4 },
  // Ends of lists and objects are likelier than another element.
  { matches: /^[\]}]+,?"?$/, bias: 5.5 },
  { matches: /^[\]}]/, bias: 3 },
  { matches: /^,/, bias: 4 },
  // An answer begins with one of these.
  { matches: /^[{[]"?$/, bias: 4 },
  { matches: /^[0-9]$/, bias: 1 },
  // Words with their space, then parts of words.
  { matches: /^ [A-Za-z]{2,}$/, bias: 0 },
  { matches: /^[a-z]{3,}$/, bias: -1.5 },
  { matches: /^ [AIa]$/, bias: -1 },
  { matches: /^[A-Za-z]{2,}$/, bias: -3 },
  { matches: /^ ?[A-Za-z]$/, bias: -5 },
  { matches: /^[.?!]$/, bias: -2 },
];

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A token's text; undefined for a part of a character and for control characters. */
function readable(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
