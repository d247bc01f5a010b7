import { ErrorCodes, type Position, ResponseError } from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analysis } from "../../compiler/editor/analysis.ts";
import type { Programs } from "./programs.ts";

/** A document that was asked about, as it is now. */
export interface Asked {
  readonly path: string;
  readonly document: TextDocument;
  readonly analysis: Analysis;
}

/** The document that a request names; undefined where there is none. */
export function askedOf(programs: Programs, params: unknown): Asked | undefined {
  const path = programs.pathOf(uriIn(params));
  const document = programs.documentOf(path);
  const analysis = document && programs.workspace.analyse(path);
  return analysis && { path, document, analysis };
}

/** The document and the offset in it that a request names. */
export function askedAt(programs: Programs, params: unknown): (Asked & { readonly offset: number }) | undefined {
  const asked = askedOf(programs, params);
  return asked && { ...asked, offset: asked.document.offsetAt(positionIn(params)) };
}

function uriIn(params: unknown): string {
  const { textDocument } = recordOf(params);
  const { uri } = recordOf(textDocument);
  if (typeof uri === "string") return uri;
  throw new ResponseError(ErrorCodes.InvalidParams, "The request names no document: `textDocument.uri` is a text.");
}

function positionIn(params: unknown): Position {
  const { position } = recordOf(params);
  const { line, character } = recordOf(position);
  if (typeof line === "number" && typeof character === "number") return { line, character };
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    "The request names no place: `position` has a line and a character.",
  );
}

/** The places that a request names. */
export function positionsIn(params: unknown): readonly Position[] {
  const { positions } = recordOf(params);
  return (Array.isArray(positions) ? positions : []).map((position: unknown) => positionIn({ position }));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
