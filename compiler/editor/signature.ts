import type { Span } from "../../language/ast.ts";
import { TextHead, TextTail, type Token } from "../../language/tokens.ts";
import { printType } from "../types/print.ts";
import type { Analysis } from "./analysis.ts";
import { parameterTexts } from "./describe.ts";

/** What is called around an offset, and which of its arguments is being written. */
export interface SignatureHelp {
  /** `lookup(query: string, limit: int = 5) -> Hit[]`. */
  readonly label: string;
  readonly doc?: string;
  readonly parameters: readonly {
    /** Its part of the label. */
    readonly span: Span;
    readonly name: string;
    readonly doc?: string;
  }[];
  /** The parameter that is being written; absent where there is none for it. */
  readonly active?: number;
}

/** The call that an offset is in the brackets of, as far as it is written. */
export function signatureAt({ tokens, module, checked }: Analysis, offset: number): SignatureHelp | undefined {
  const declaration = module.tree.declarations.findLast(({ span }) => span.start < offset);
  // Its own name is followed by brackets too, and calls nothing.
  const head = declaration?.name.span.end ?? 0;
  const before = tokens.filter(({ startOffset, end }) => startOffset >= head && end <= offset);
  const call = openCall(before);
  const known = call && checked.bound.names.get(module)?.get(call.name)?.target;
  const signature = known?.kind === "declared" ? checked.signatures.get(known.declaration) : undefined;
  if (!call || known?.kind !== "declared" || !signature) return undefined;
  const texts = parameterTexts(signature, known.module);
  const opening = `${known.declaration.name.text}(`;
  let at = opening.length;
  const parameters = signature.parameters.map(({ name, node }, i) => {
    const start = at;
    const end = start + (texts[i]?.length ?? 0);
    at = end + ", ".length;
    return { span: { start, end }, name, ...(node.doc && { doc: node.doc.text }) };
  });
  const active = call.named === undefined ? call.index : parameters.findIndex(({ name }) => name === call.named);
  const doc = known.declaration.doc?.text;
  return {
    label: `${opening}${texts.join(", ")}) -> ${printType(signature.result)}`,
    ...(doc !== undefined && { doc }),
    parameters,
    ...(active >= 0 && active < parameters.length && { active }),
  };
}

interface OpenCall {
  readonly name: string;
  /** How many arguments stand before the one that is being written. */
  readonly index: number;
  /** The name of that one, where it has one. */
  readonly named?: string;
}

/** The innermost call whose brackets are open after some tokens. */
function openCall(tokens: readonly Token[]): OpenCall | undefined {
  let depth = 0;
  let index = 0;
  let first: number | undefined;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i];
    if (!token) continue;
    const { image, tokenType } = token;
    if (image === ")" || image === "]" || image === "}" || tokenType === TextTail) depth++;
    else if (image === "(" || image === "[" || image === "{" || tokenType === TextHead) {
      if (depth > 0) {
        depth--;
        continue;
      }
      const callee = tokens[i - 1];
      if (image === "(" && callee && /^[A-Za-z_]\w*$/.test(callee.image) && tokens[i - 2]?.image !== ".") {
        const [name, colon] = tokens.slice(first ?? i + 1);
        const named = colon?.image === ":" ? name?.image : undefined;
        return { name: callee.image, index, ...(named !== undefined && { named }) };
      }
      // A list, a record or a text that is an argument itself.
      index = 0;
      first = undefined;
    } else if (image === "," && depth === 0) {
      index++;
      first ??= i + 1;
    }
  }
  return undefined;
}
