import type { Span } from "../../language/ast.ts";
import { isUnknown } from "../types/access.ts";
import { printType } from "../types/print.ts";
import type { Analysis } from "./analysis.ts";
import { occurrencesOf } from "./occurrences.ts";
import { proofsOf } from "./proofs.ts";

/** A few words that an editor shows in the text, and that are not part of it. */
export interface Hint {
  readonly at: number;
  readonly label: string;
  /** The type of a name that has none written, or what the plan proves of what stands there. */
  readonly kind: "type" | "proof";
  readonly tooltip?: string;
}

/** Columns that a type may take up in a hint. */
const WIDE = 40;

/** The hints in a part of a file, or in all of it, in the order of the text. */
export function hintsOf(analysis: Analysis, within?: Span): readonly Hint[] {
  const inside = ({ at }: Hint): boolean => !within || (within.start <= at && at <= within.end);
  return [...bindings(analysis), ...results(analysis), ...proofsOf(analysis, within)]
    .filter(inside)
    .sort((a, b) => a.at - b.at);
}

/** The types of names where none is written, and what gives them a value does not show it. */
function bindings(analysis: Analysis): readonly Hint[] {
  const { checked } = analysis;
  return occurrencesOf(analysis).flatMap(({ meaning, defines, span }): Hint[] => {
    if (!defines || meaning.kind !== "local") return [];
    const { definition } = meaning.local;
    if (definition.kind === "parameter" || definition.kind === "entry" || definition.kind === "group") return [];
    if (definition.kind === "let" && (definition.node.type || isPlain(definition.node.value.kind))) return [];
    const type = checked.locals.get(meaning.local);
    if (!type || isUnknown(type)) return [];
    return [{ at: span.end, label: `: ${printType(type, WIDE)}`, kind: "type" }];
  });
}

const isPlain = (kind: string): boolean => /^(?:number|boolean|null|text|missing)$/.test(kind);

/** What flows give that don't say it. */
function results({ module, tokens, checked }: Analysis): readonly Hint[] {
  const found: Hint[] = [];
  for (const declaration of module.tree.declarations) {
    if (declaration.kind !== "flow" || declaration.result) continue;
    const type = checked.signatures.get(declaration)?.result;
    const { start } = declaration.body.span;
    const close = tokens.findLast(
      (token) => token.image === ")" && token.end <= start && token.startOffset >= declaration.span.start,
    );
    if (!type || isUnknown(type) || !close) continue;
    found.push({ at: close.end, label: ` -> ${printType(type, WIDE)}`, kind: "type" });
  }
  return found;
}
