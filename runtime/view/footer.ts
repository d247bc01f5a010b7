import type { Choice } from "./keys.ts";
import { dim, type Line, plain, spread } from "./line.ts";

/** The last lines: what a key has just done or asks back, then the keys that work. */
export function footerLines(choice: Choice, columns: number): readonly Line[] {
  if (choice.confirm) return [notice(choice.confirm.text, columns)];
  const keys = choice.help ? HELP : [choice.opened === undefined ? KEYS : OPENED_KEYS];
  const told = choice.notice === undefined ? [] : [notice(choice.notice, columns)];
  return [...told, ...keys.map((line) => spread([], [dim(`${line} `)], columns))];
}

const notice = (text: string, columns: number): Line => spread([plain(" "), { text, color: "yellow" }], [], columns);

const KEYS = "↑↓ move   ⏎ open   h halt   w wind down   q quit   ? help";
const OPENED_KEYS = "↑↓ scroll   esc back   h halt   w wind down   q quit   ? help";

const HELP: readonly string[] = [
  "↑↓ choose a line, or scroll   esc back",
  "⏎ open an agent or a tool's call, fold or unfold the rest",
  "h end what is chosen now   w ask it for the best value it has",
  "q or Ctrl-C end the run, a second time at once   ? close this help",
  "✓ done  ✗ failed  ⊘ halted  ▾ goes on inside  ● writes  ◐ works  ○ waits",
  "cells: █ read by several branches  ▓ of one branch  ░ free",
];
