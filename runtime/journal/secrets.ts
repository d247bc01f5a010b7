/**
 * Secrets of a program: the values of its `env("…")`. They are taken out of everything that shows, stores or sends a run.
 */
import type { Graph, Setting } from "../../compiler/graph/graph.ts";

/** Takes secrets out of a text that is JSON. */
export type Redact = (json: string) => string;

/** Shorter values stand in every text by chance; nobody's key is that short. */
const SHORTEST = 4;

/** The values of the `env("…")` of a graph's models and tools that are set, longest first. */
export function secretsOf(graph: Graph, environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const settings: (Setting | undefined)[] = [
    ...Object.values(graph.models).flatMap(({ gguf, name, url, key }) => [gguf, name, url, key]),
    ...Object.values(graph.tools).map(({ from }) => (from.kind === "mcp" ? from.command : undefined)),
  ];
  const values = settings.flatMap((setting) => (typeof setting === "object" ? (environment[setting.env] ?? []) : []));
  return [...new Set(values)].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** Puts `[secret]` where JSON has one of `secrets` in it; undefined where there are none. */
export function redactorOf(secrets: readonly string[]): Redact | undefined {
  if (secrets.length === 0) return undefined;
  // JSON in a text in JSON escapes twice: a result that a message quotes.
  const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
  const forms = secrets.map(escaped).flatMap((once) => [once, escaped(once), escaped(escaped(once))]);
  const written = [...new Set(forms)];
  return (json) =>
    written.reduce((text, each) => (text.includes(each) ? text.replaceAll(each, "[secret]") : text), json);
}

/** A JSON value without secrets; the same value where none stands in it. */
export function redacted<T>(value: T, redact: Redact): T {
  const json = JSON.stringify(value);
  const clean = redact(json);
  return clean === json ? value : (JSON.parse(clean) as T);
}
