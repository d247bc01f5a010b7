/**
 * The statements that call nothing: checked values, spines, shares and expectations.
 */
import { interpolated } from "../../compiler/graph/evaluate.ts";
import type { Json } from "../../compiler/graph/expression.ts";
import type { CheckNode, ExpectNode, ShareNode, SpineNode } from "../../compiler/graph/graph.ts";
import type { TextEntry } from "../context/entry.ts";
import { undescribed } from "./describe.ts";
import { valuesIn } from "./expectation.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { type Completion, type Frame, lookUp } from "./frame.ts";
import { forkSpine, growSpine, type Place } from "./spine.ts";
import { cutTo, valueIn } from "./value.ts";

const nothing: Completion = { kind: "value", value: null };

/** `let x: T = e`. */
export function runCheck(node: CheckNode, frame: Frame, site: Site): Completion {
  const what = node.bind === undefined ? "The value" : `\`${node.bind}\``;
  return { kind: "value", value: cutTo(valueIn(node.value, frame, site), node.type, frame, site, "check", what) };
}

/** `expect e`. */
export function runExpect(node: ExpectNode, frame: Frame, site: Site): Completion {
  if (valueIn(node.value, frame, site) === true) return nothing;
  const values = valuesIn(node.value, (name) => lookUp(frame.names, name)?.value);
  const why = values === "" ? "it is not so" : `it is not so: ${values}`;
  throw new Failed(failureAt(site, "expect", `It was expected that \`${node.text}\`, and ${why}.`));
}

/** `spine { … }`: from here on the block's spine is a child of the one before. */
export function runSpine(node: SpineNode, frame: Frame, site: Site): Completion {
  const { run } = frame;
  const spine = forkSpine(frame.spine, node.id);
  const place = placeOf(frame, site);
  if (node.system) growSpine(spine, { kind: "system", text: String(valueIn(node.system, frame, site)) }, place);
  const tools = undescribed(node.tools, spine.context, run.graph);
  if (tools.length > 0) growSpine(spine, { kind: "tools", tools }, place);
  frame.spine = spine;
  return nothing;
}

/** `share e`: a paragraph on the current spine. */
export function runShare(node: ShareNode, frame: Frame, site: Site): Completion {
  const value = cutTo(valueIn(node.value, frame, site), node.type, frame, site, "check", "The shared value");
  growSpine(frame.spine, shareEntry(node.name, value), placeOf(frame, site));
  return nothing;
}

/** A shared value as a paragraph: its name, where it has one, and the value as `${}` writes it. */
export function shareEntry(name: string | undefined, value: Json): TextEntry {
  const text = interpolated(value) ?? "null";
  return { kind: "text", of: "share", text: name === undefined ? text : `${name}: ${text}` };
}

/** Where something grows the frame's spine, for events. */
export function placeOf(frame: Frame, site: Site): Place {
  const { engines, emit } = frame.run;
  return { engines, emit, path: site.path, parent: frame.path };
}
