/**
 * What goes wrong between us and a provider, and which of it passes by itself.
 */
import { APICallError } from "@ai-sdk/provider";

/** Why a request came to nothing. */
export type Trouble =
  /** Too many requests, or the provider is overloaded: wait so long, in milliseconds, where it says how long. */
  | {
      readonly kind: "wait";
      readonly why: "rate" | "backoff";
      readonly milliseconds?: number;
      readonly message: string;
    }
  /** The provider doesn't take a part of the request: leave it out and ask again. */
  | { readonly kind: "without"; readonly feature: Feature; readonly message: string }
  | { readonly kind: "final"; readonly message: string };

/** Parts of a request that some servers refuse. */
export type Feature = "schema" | "sampling" | "max_tokens" | "stream_options";

/** What servers answer where they are only busy. */
const BUSY = new Set([408, 409, 425, 500, 502, 503, 504, 529]);
const TOO_MANY = 429;
/** Nobody waits an hour for one answer without being told. */
const LONGEST_WAIT = 120_000;

/** Tells what passes by itself from what doesn't. `secret` is taken out of what is said. */
export function troubleOf(error: unknown, provider: string, secret: string | undefined): Trouble {
  const redact = (text: string): string => (secret ? text.replaceAll(secret, "[key]") : text);
  const said = redact(error instanceof Error ? error.message.trim() : String(error));
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (!APICallError.isInstance(error) || status === undefined || status < 400) {
    // The connection, or an answer that broke off in the middle.
    return { kind: "wait", why: "backoff", message: `${provider} can't be reached: ${said}` };
  }
  const milliseconds = askedWait(error.responseHeaders ?? {});
  const message = `${provider} refuses the request (${status}): ${said}`;
  if (status === TOO_MANY && !/quota|billing|credit/i.test(said)) {
    if (milliseconds === undefined) return { kind: "wait", why: "rate", message };
    if (milliseconds <= LONGEST_WAIT) return { kind: "wait", why: "rate", milliseconds, message };
    const minutes = Math.ceil(milliseconds / 60_000);
    return { kind: "final", message: `${provider} takes no more requests for ${minutes} minutes: ${said}` };
  }
  if (BUSY.has(status)) {
    const wait = milliseconds !== undefined && milliseconds <= LONGEST_WAIT ? { milliseconds } : {};
    return { kind: "wait", why: "backoff", ...wait, message: `${provider} has trouble (${status}): ${said}` };
  }
  if (status === 401 || status === 403)
    return { kind: "final", message: `${provider} refuses the key (${status}): ${said}` };
  if (status === 404) return { kind: "final", message: `${provider} knows no such model or address (404): ${said}` };
  const feature = status === 400 || status === 422 ? refusedFeature(`${said} ${error.responseBody ?? ""}`) : undefined;
  return feature ? { kind: "without", feature, message } : { kind: "final", message };
}

function refusedFeature(said: string): Feature | undefined {
  if (/max_completion_tokens|max_tokens/i.test(said)) return "max_tokens";
  if (/stream_options/i.test(said)) return "stream_options";
  if (/response_format|json_schema|output_format|structured/i.test(said)) return "schema";
  if (/temperature|top_p|top_k|\bseed\b/i.test(said)) return "sampling";
  return undefined;
}

/** `retry-after` in seconds or as a date, `retry-after-ms` in milliseconds. */
function askedWait(headers: Readonly<Record<string, string>>): number | undefined {
  const exact = Number(headers["retry-after-ms"]);
  if (Number.isFinite(exact) && exact >= 0 && headers["retry-after-ms"] !== undefined) return exact;
  const after = headers["retry-after"];
  if (after === undefined) return undefined;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
