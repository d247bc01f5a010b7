/** How numbers, times and texts of a run are written for people, the same in the live view, plain lines and receipt. */

import { counted as written } from "../../language/amount.ts";

/** `2310` as `2,310`, whatever the locale. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number and its noun: `1 agent`, `7 agents`. */
export function counted(value: number, noun: string): string {
  return written(value, noun, count);
}

/** `7.4 s`, `2 m 05 s`: how long something took. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} m ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
}

/** `01:02.3`: when something happened, since the run began. */
export function moment(milliseconds: number): string {
  const tenths = Math.floor(Math.max(0, milliseconds) / 100);
  const minutes = Math.floor(tenths / 600);
  return `${two(minutes)}:${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
}

/** `part` of `whole` in percent, `0` of nothing. */
export function percent(part: number, whole: number): string {
  return `${whole > 0 ? Math.round((100 * part) / whole) : 0} %`;
}

/**
 * Text of a model or a tool on one line, without what could steer a terminal: control characters, escape sequences and
 * marks that turn the direction of writing.
 */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ");
}

/** The same, but lines stay lines. */
export function visible(text: string): string {
  return text.replace(ESCAPES, "").replace(/\r\n?/g, "\n").replace(/\t/g, "  ").replace(UNSEEN, "");
}

// CSI and OSC sequences whole, so that their parameters do not stay behind as text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const two = (value: number): string => String(value).padStart(2, "0");

/** Why an agent was asked for the best value it has, in a few words; what is not known stands as it is. */
export function stopWords(reason: string): string {
  return STOPS[reason] ?? reason;
}

const STOPS: Readonly<Record<string, string>> = {
  turns: "its turns were used up",
  tokens: "its tokens were used up",
  time: "its time was up",
  room: "no room was left",
  winddown: "a person asked for it",
  halted: "it was stopped",
};

/** Whether a tool's call was ended from outside, which is no failure of the tool. */
export function wasHalted(end: { readonly outcome: "ok" | "error"; readonly error?: string }): boolean {
  return end.outcome === "error" && end.error === "halted";
}
