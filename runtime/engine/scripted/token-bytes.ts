import { UnusableBytes } from "../engine.ts";

const BRANCH = "scripted branch ";

/** A scripted branch as bytes: its tokens, and nothing that a model would have made of them. */
export function encodeTokens(tokens: readonly number[]): Uint8Array {
  return new TextEncoder().encode(BRANCH + JSON.stringify(tokens));
}

/** Throws {@link UnusableBytes} for what {@link encodeTokens} did not give. */
export function decodeTokens(bytes: Uint8Array): readonly number[] {
  const text = new TextDecoder().decode(bytes);
  try {
    const tokens: unknown = JSON.parse(text.startsWith(BRANCH) ? text.slice(BRANCH.length) : "");
    if (Array.isArray(tokens) && tokens.every((token) => Number.isInteger(token))) return tokens as number[];
  } catch {
    // It is told below.
  }
  throw new UnusableBytes("These bytes are no branch of a scripted device.");
}
