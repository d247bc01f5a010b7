import type { ChatHistoryItem, ChatWrapper } from "node-llama-cpp";
import type { Piece } from "./layout.ts";
import { joined, mark, textOf } from "./piece.ts";
import { type Rendering, type RoleTokens, renderSaid, SAID } from "./probe.ts";
import type { LayoutRecipe } from "./recipe.ts";

/** What a template writes around what is said. */
export type Roles = Pick<LayoutRecipe, "system" | "userOpen" | "modelOpen" | "modelToUser"> & {
  /** From the user's text to a model's text that is not the last. */
  readonly modelOpenBefore: readonly Piece[];
};

const system: ChatHistoryItem = { type: "system", text: SAID.system };
const user = (turn: number): ChatHistoryItem => ({ type: "user", text: SAID.users[turn] ?? "" });
const model = (text: string): ChatHistoryItem => ({ type: "model", response: [text] });

/** Turns that were had, and one that is open: the model is to speak. */
function conversation(turns: number): ChatHistoryItem[] {
  const had = Array.from({ length: turns }, (_, turn) => [user(turn), model(SAID.models[turn] ?? "")]);
  return [...had.flat(), user(turns), model("")];
}

/**
 * What a wrapper writes around the parts of a conversation. Longer conversations must go on where shorter ones end;
 * where a template moves the system text with the last user's (Mistral's does), its user turns serve alone and the
 * system text becomes a paragraph. Undefined for a template that keeps no order at all.
 */
export function probeRoles(wrapper: ChatWrapper, tokens: RoleTokens): Roles | undefined {
  const alone = rolesOf(wrapper, tokens, []);
  const withSystem = rolesOf(wrapper, tokens, [system]);
  if (!alone || !withSystem?.system) return alone ?? withSystem;
  return sameTurns(alone, withSystem) ? { ...alone, system: withSystem.system } : alone;
}

function rolesOf(wrapper: ChatWrapper, tokens: RoleTokens, before: readonly ChatHistoryItem[]): Roles | undefined {
  const render = (turns: number): Rendering | undefined => {
    try {
      return renderSaid(wrapper, [...before, ...conversation(turns)], tokens);
    } catch {
      return undefined;
    }
  };
  const [short, long, longer] = [render(0), render(1), render(2)];
  if (!short || !long || !longer) return undefined;
  const [askOne, askTwo, askThree] = SAID.users;
  const [sayOne, sayTwo] = SAID.models;
  const head = before.length > 0 ? SAID.system : "start";

  const start = stable([short, long, longer].map((rendering) => rendering.between("start", SAID.system)));
  const userOpen = stable([short, long, longer].map((rendering) => rendering.between(head, askOne)));
  const last = stable([short.between(askOne, "end"), long.between(askTwo, "end"), longer.between(askThree, "end")]);
  const past = stable([long.between(askOne, sayOne), longer.between(askOne, sayOne), longer.between(askTwo, sayTwo)]);
  const modelToUser = stable([
    long.between(sayOne, askTwo),
    longer.between(sayOne, askTwo),
    longer.between(sayTwo, askThree),
  ]);
  if (!userOpen || !last || !past || !modelToUser) return undefined;
  const modelOpen = longerOf(last, past);
  if (!modelOpen) return undefined;
  const turns = { modelOpen: closeThought(modelOpen, wrapper), modelOpenBefore: past, modelToUser };
  if (before.length === 0) return { ...turns, userOpen: withBegin(userOpen, tokens) };
  if (!start) return undefined;
  const open = withBegin(start, tokens);
  // For a template that takes no conversation without a system text: as if that were empty.
  return { ...turns, userOpen: joined(open, userOpen), system: { open, toUser: userOpen } };
}

/** The one that all are, if all are the same text. */
function stable(found: readonly (Piece[] | undefined)[]): Piece[] | undefined {
  const [first, ...rest] = found;
  return first && rest.every((other) => other && textOf(other) === textOf(first)) ? first : undefined;
}

function sameTurns(a: Roles, b: Roles): boolean {
  return textOf(a.modelOpen) === textOf(b.modelOpen) && textOf(a.modelToUser) === textOf(b.modelToUser);
}

/**
 * Templates open the last turn of a model in another way than those before: with an empty thought after it, or
 * without the mark that its text needs. The longer of the two is what the model's text follows.
 */
function longerOf(a: readonly Piece[], b: readonly Piece[]): readonly Piece[] | undefined {
  const [textA, textB] = [textOf(a), textOf(b)];
  if (textA.startsWith(textB.trimEnd())) return a;
  return textB.startsWith(textA.trimEnd()) ? b : undefined;
}

/**
 * A model that is to answer at once does not begin with a thought: one that the template opens, or that the wrapper
 * would open, is closed.
 */
function closeThought(open: readonly Piece[], wrapper: ChatWrapper): readonly Piece[] {
  const thought = wrapper.settings.segments?.thought;
  const suffix = thought?.suffix?.toString() ?? "";
  if (!thought || suffix === "") return open;
  const { prefix: start } = thought;
  // Where the template alone opens it the wrapper has no text for that; the closing tag's is as good.
  const prefix = typeof start === "object" && "type" in start ? suffix.trim().replace("</", "<") : start.toString();
  const text = textOf(open);
  const opened = text.lastIndexOf(prefix.trim());
  if (opened >= 0) return text.includes(suffix.trim(), opened) ? open : joined(open, [mark(suffix)]);
  return thought.openOnResponseStart ? joined(open, [mark(prefix + suffix)]) : open;
}

/** Text begins with the model's own token for that, once, if it has one. */
function withBegin(pieces: readonly Piece[], tokens: RoleTokens): Piece[] {
  if (tokens.begin === undefined || textOf(pieces).startsWith(tokens.begin)) return [...pieces];
  return joined([mark(tokens.begin)], pieces);
}
