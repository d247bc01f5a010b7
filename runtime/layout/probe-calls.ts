import type { ChatHistoryItem, ChatModelFunctionCall, ChatWrapper, LlamaText } from "node-llama-cpp";
import type { CallSyntax, Piece } from "./layout.ts";
import { OWN_CALLS, ownResults } from "./own-calls.ts";
import { commonEnd, cut, textOf } from "./piece.ts";
import { type Rendering, type RoleTokens, renderSaid, SAID, saidCall } from "./probe.ts";
import type { Roles } from "./probe-roles.ts";
import type { ResultMark, ResultSyntax } from "./recipe.ts";

/** How calls and their results look. */
export interface Calls {
  readonly calls: CallSyntax;
  readonly results: ResultSyntax;
}

/**
 * The template's own way of calls, where it has one that a turn can end in or not: the model's turn is opened in the
 * same way for a call as for an answer, and the arguments stand in it as JSON. Else {@link OWN_CALLS}.
 */
export function probeCalls(wrapper: ChatWrapper, roles: Roles, tokens: RoleTokens): Calls {
  const own = { calls: OWN_CALLS, results: ownResults(roles.modelToUser) };
  // What node-llama-cpp writes where a template says nothing of calls: no model has learnt it.
  if (textFrom(wrapper.settings.functions.call.prefix).includes("||call:")) return own;
  return templateCalls(wrapper, roles, tokens) ?? own;
}

function templateCalls(wrapper: ChatWrapper, roles: Roles, tokens: RoleTokens): Calls | undefined {
  const one = rendered(wrapper, roles, tokens, [saidCall(0)]);
  if (!one) return undefined;
  const [tool] = SAID.tools;
  const [argument = ""] = SAID.arguments;
  const [ask] = SAID.users;
  const [say] = SAID.models;
  const [result] = SAID.results;
  const { functions } = wrapper.settings;

  const opened = one.between(ask, tool);
  const between = one.between(tool, argument);
  const after = one.between(argument, result);
  const close = one.between(result, say);
  const past = textOf(roles.modelOpenBefore);
  if (!opened || !between || !after || !close || !textOf(opened).startsWith(past)) return undefined;
  const start = textOf(opened).slice(past.length);
  const prefix = textFrom(functions.call.prefix);
  if (!start.endsWith(prefix) || textOf(between).includes(tool)) return undefined;

  const afterText = textOf(after);
  const suffix = textFrom(functions.call.suffix);
  if (!afterText.startsWith(suffix)) return undefined;
  // The model writes up to the mark that ends its turn, which it never writes but is: the results begin with it.
  const ends = endMarks(wrapper, tokens);
  const stop = firstMark(after, ends) ?? sectionEnd(afterText, suffix, functions.parallelism?.call.sectionSuffix);
  const calls = {
    open: start.slice(0, start.length - prefix.length),
    prefix,
    between: textOf(between),
    suffix: afterText.slice(0, Math.min(suffix.length, stop)),
    close: afterText.slice(suffix.length, Math.max(suffix.length, stop)),
  };
  const opening = withoutDoubles(cut(after, stop, afterText.length), ends);
  const several = severalCalls(wrapper, roles, tokens, calls.suffix, calls.prefix);
  const end = endOfResults(opening, close, roles);
  return {
    calls: several ? { ...calls, separator: several.separator } : { ...calls, separator: "", single: true },
    results: {
      open: marksOf(opening, 0),
      between: several?.between ?? [...end.close, ...marksOf(opening, 0)],
      ...end,
      json: /[:,[]\s*$/.test(textOf(opening)),
    },
  };
}

function rendered(
  wrapper: ChatWrapper,
  roles: Roles,
  tokens: RoleTokens,
  calls: readonly ChatModelFunctionCall[],
): Rendering | undefined {
  const history: ChatHistoryItem[] = [
    ...(roles.system ? [{ type: "system", text: SAID.system } as const] : []),
    { type: "user", text: SAID.users[0] },
    { type: "model", response: [...calls, SAID.models[0]] },
    { type: "user", text: SAID.users[1] },
    { type: "model", response: [""] },
  ];
  try {
    return renderSaid(wrapper, history, tokens);
  } catch {
    return undefined;
  }
}

/** What stands between two calls of one turn and between their results; undefined where results stand between calls. */
function severalCalls(wrapper: ChatWrapper, roles: Roles, tokens: RoleTokens, suffix: string, prefix: string) {
  const two = rendered(wrapper, roles, tokens, [saidCall(0), saidCall(1)]);
  const [argumentOne = "", argumentTwo = ""] = SAID.arguments;
  const calls = two?.between(argumentOne, SAID.tools[1]);
  const results = two?.between(...SAID.results);
  if (!calls || !results || !two?.between(argumentTwo, SAID.results[0])) return undefined;
  const text = textOf(calls);
  if (!text.startsWith(suffix) || !text.endsWith(prefix)) return undefined;
  if (text.length < suffix.length + prefix.length || textOf(results).includes(argumentTwo)) return undefined;
  return { separator: text.slice(suffix.length, text.length - prefix.length), between: marksOf(results, 1) };
}

/**
 * What follows the results. Where they are the user's turn it stays open, for a note may follow; the marks that open
 * the model's turn come when one does.
 */
function endOfResults(opening: readonly Piece[], close: readonly Piece[], roles: Roles) {
  const userTurn = textOf(commonEnd(roles.modelToUser, roles.userOpen)).trim();
  const again = textOf(roles.modelOpenBefore);
  if (userTurn !== "" && textOf(opening).includes(userTurn) && textOf(close).endsWith(again)) {
    return { close: cut(close, 0, textOf(close).length - again.length), standing: "user" } as const;
  }
  return { close, standing: "model" } as const;
}

/** Pieces with the tool's name taken out, wherever it stands in them. */
function marksOf(pieces: readonly Piece[], tool: 0 | 1): ResultMark[] {
  return pieces.flatMap((piece) =>
    piece.text.split(SAID.tools[tool]).flatMap((text, index): ResultMark[] => {
      const part = text === "" ? [] : [{ text, special: piece.special }];
      return index === 0 ? part : [{ name: true }, ...part];
    }),
  );
}

function sectionEnd(after: string, suffix: string, section: string | LlamaText | undefined): number {
  const text = textFrom(section ?? "");
  return after.startsWith(text, suffix.length) ? suffix.length + text.length : suffix.length;
}

/** Where the first mark that ends a turn begins. */
function firstMark(pieces: readonly Piece[], ends: readonly string[]): number | undefined {
  let at = 0;
  let first: number | undefined;
  for (const piece of pieces) {
    const found = piece.special ? ends.map((end) => piece.text.indexOf(end)).filter((index) => index >= 0) : [];
    if (found.length > 0) first ??= at + Math.min(...found);
    at += piece.text.length;
  }
  return first;
}

function withoutDoubles(pieces: readonly Piece[], ends: readonly string[]): Piece[] {
  const twice = ends.find((end) => textOf(pieces).startsWith(end + end));
  return twice === undefined ? [...pieces] : cut(pieces, twice.length, textOf(pieces).length);
}

/** Marks that end a turn, whatever the template calls them; llama.cpp takes them all for the end. */
const WELL_KNOWN_ENDS = [
  "<|im_end|>",
  "<|eot_id|>",
  "<|eom_id|>",
  "<|end|>",
  "<|call|>",
  "<|return|>",
  "<|eot|>",
  "<|eom|>",
  "<turn|>",
  "<end_of_turn>",
  "<end_of_utterance>",
  "<｜end▁of▁sentence｜>",
  "<seed:eos>",
  "<|stop|>",
  "<|endoftext|>",
  "<|end_of_text|>",
];

function endMarks(wrapper: ChatWrapper, tokens: RoleTokens): string[] {
  const triggers = stopTriggers(wrapper).map((trigger) => [trigger.toJSON()].flat());
  const texts = triggers.flatMap(([only, ...more]) =>
    only !== undefined && typeof only !== "string" && only.type === "specialTokensText" && more.length === 0
      ? [only.value.trim()]
      : [],
  );
  return [...new Set([...texts, ...WELL_KNOWN_ENDS, tokens.end ?? ""])].filter((end) => end !== "");
}

function stopTriggers(wrapper: ChatWrapper): readonly LlamaText[] {
  try {
    const chatHistory: ChatHistoryItem[] = [
      { type: "user", text: SAID.users[0] },
      { type: "model", response: [""] },
    ];
    return wrapper.generateContextState({ chatHistory }).stopGenerationTriggers;
  } catch {
    // A template that takes no conversation without a system text: the well-known marks have to do.
    return [];
  }
}

function textFrom(value: string | LlamaText): string {
  return value.toString();
}
