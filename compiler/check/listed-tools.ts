import type { Expression, NameExpression } from "../../language/ast.ts";
import { kindOfDeclaration, kindOfLocal } from "../bind/target.ts";
import { declarationProblems } from "../diagnostics/declarations.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { complain, type Place } from "./checking.ts";
import { type Reader, refuseProperty } from "./properties.ts";
import type { ListedCallable } from "./settings.ts";

/** `[search, critic, researcher from spine]`: what an agent may call, or a spine describes. */
export const listedTools: Reader<readonly ListedCallable[]> = (at, value, name) => {
  if (value.kind !== "list") return refuseProperty(at, value.span, name, "a list of tools and agents, `[search]`");
  const listed: ListedCallable[] = [];
  for (const [index, item] of value.items.entries()) {
    const found = item.kind === "spread" ? refuseItem(at, item.span, name) : readItem(at, item, name);
    if (!found) continue;
    if (listed.some((each) => each.target.declaration === found.target.declaration)) {
      // It is not the first of the list, so what is before it ends with a comma.
      const edit = {
        span: { start: value.items[index - 1]?.span.end ?? item.span.start, end: item.span.end },
        text: "",
      };
      complain(at, declarationProblems.toolTwice, item.span, { name: found.target.declaration.name.text, edit });
    } else listed.push(found);
  }
  return listed;
};

function refuseItem(at: Place, span: Expression["span"], name: string): undefined {
  return refuseProperty(at, span, name, "names of tools and agents");
}

function readItem(at: Place, item: Expression, name: string): ListedCallable | undefined {
  if (item.kind === "missing") return undefined;
  if (item.kind === "name") return readName(at, item, "caller");
  if (item.kind !== "from" || item.operand.kind !== "name") return refuseItem(at, item.span, name);
  if (item.source.kind !== "name" || item.source.name !== "spine") {
    complain(at, flowProblems.wrongSource, item.source.span, { what: "in a list of tools only `spine` can" });
    return undefined;
  }
  const found = readName(at, item.operand, "spine");
  if (found?.target.declaration.kind !== "tool") return found;
  complain(at, flowProblems.fromNothing, item.operand.span);
  return undefined;
}

function readName(at: Place, node: NameExpression, from: "caller" | "spine"): ListedCallable | undefined {
  const target = at.program.bound.targets.get(node);
  if (!target || target.kind === "unknown") return undefined;
  const refuse = (what: string) => complain(at, declarationProblems.notTool, node.span, { name: node.name, what });
  if (target.kind === "local") {
    refuse(kindOfLocal(target));
    return undefined;
  }
  const { declaration } = target;
  if (declaration.kind === "tool" || declaration.kind === "agent") return { target, from };
  refuse(kindOfDeclaration(declaration));
  return undefined;
}
