/** Decoder tables for a turn: made once for what it may be, and kept, since a run asks for the same turns many times. */
import { Ambiguous } from "../../compiler/decode/assemble.ts";
import { TooManyStates } from "../../compiler/decode/automaton.ts";
import { decodable } from "../../compiler/decode/decodable.ts";
import { type Atom, choice, FIRST_MARKER, MOST_MARKERS, type Sequence, text } from "../../compiler/decode/grammar.ts";
import { machineOf } from "../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../compiler/decode/of-type.ts";
import type { TypeEntry } from "../../compiler/graph/graph.ts";
import type { NamedType, TypeTable } from "../../compiler/graph/type.ts";
import type { CallSyntax } from "../layout/layout.ts";
import type { Decoder } from "./decoder.ts";
import type { TurnRequest } from "./engine.ts";

/** Texts of the control tokens in a text, in order: they are tokens of their own, never spelt out. */
export type ControlsIn = (text: string) => readonly string[];

/** The tables for `request`; null where no byte tells an answer from a call, or a pattern needs too many states. */
export function turnTables(request: TurnRequest, syntax: CallSyntax, controlsIn: ControlsIn): Decoder | null {
  const types = request.types ?? none;
  const ofModel = kept.get(controlsIn) ?? new WeakMap<TypeTable, Map<string, Decoder | null>>();
  kept.set(controlsIn, ofModel);
  const made = ofModel.get(types) ?? new Map<string, Decoder | null>();
  ofModel.set(types, made);
  const key = JSON.stringify([
    request.answer?.type,
    request.calls.map((call) => [call.name, call.arguments.type]),
    request.maxCalls,
    syntax,
  ]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const decoder = make(request, syntax, controlsIn, types);
  made.set(key, decoder);
  return decoder;
}

/** By the model, whose control tokens are its own, and by the program's table of types; gone with either. */
const kept = new WeakMap<ControlsIn, WeakMap<TypeTable, Map<string, Decoder | null>>>();
const none: TypeTable = new Map();

function make(request: TurnRequest, syntax: CallSyntax, controlsIn: ControlsIn, types: TypeTable): Decoder | null {
  const table = new Map<string, NamedType>();
  const markers: string[] = [];
  const typed = (entry: TypeEntry): Sequence => {
    const found = decodable(entry.type, types);
    for (const [id, named] of found.table) table.set(id, named);
    const sequence = sequenceOf(found.type);
    if (!sequence) throw new Ambiguous(`${entry.id} has no text`);
    return sequence;
  };
  const marked = (given: string): Atom[] => {
    const atoms: Atom[] = [];
    let rest = given;
    for (const control of controlsIn(given)) {
      const at = rest.indexOf(control);
      if (at < 0) continue;
      if (!markers.includes(control)) markers.push(control);
      atoms.push(text(rest.slice(0, at)), { kind: "bytes", bytes: [FIRST_MARKER + markers.indexOf(control)] });
      rest = rest.slice(at + control.length);
    }
    return [...atoms, text(rest)];
  };
  try {
    const ways: Sequence[] = [];
    if (request.answer) ways.push(typed(request.answer));
    if (request.calls.length > 0 && request.maxCalls > 0) {
      const call = choice(
        request.calls.map(({ name, arguments: type }) => [
          ...marked(`${syntax.prefix}${name}${syntax.between}`),
          ...typed(type),
          ...marked(syntax.suffix),
        ]),
      );
      const most = syntax.single ? 1 : request.maxCalls;
      let more: Sequence = marked(syntax.close);
      for (let i = 1; i < most; i++)
        more = [choice([marked(syntax.close), [...marked(syntax.separator), call, ...more]])];
      ways.push([...marked(syntax.open), call, ...more]);
    }
    // `turnDecoder` says what is wrong with a turn that may be nothing.
    if (ways.length === 0 || markers.length > MOST_MARKERS) return null;
    return { kind: "tables", machine: machineOf([choice(ways)], table), markers };
  } catch (error) {
    if (error instanceof Ambiguous || error instanceof TooManyStates) return null;
    throw error;
  }
}
