import type { Span } from "../../language/ast.ts";
import type { Analysis } from "./analysis.ts";

/** Something to be done with a flow or a test, offered above it. */
export interface Lens {
  /** The name that it stands above. */
  readonly span: Span;
  readonly title: string;
  readonly command: "run" | "plan" | "test";
  /** Of the flow or the test. */
  readonly name: string;
}

/** What can be done with the flows and tests of a file. */
export function lensesOf({ module }: Analysis): readonly Lens[] {
  return module.tree.declarations.flatMap(({ kind, name: { text: name, span } }): Lens[] => {
    if (name === "") return [];
    if (kind === "test") return [{ span, title: "Run test", command: "test", name }];
    if (kind !== "flow") return [];
    return [
      { span, title: "Run", command: "run", name },
      { span, title: "Plan", command: "plan", name },
    ];
  });
}
