import type { Declaration, NameExpression, Parameter } from "../../../language/ast.ts";
import type { Scope } from "../../bind/scope.ts";
import type { Declared, Local, ModuleName } from "../../bind/target.ts";
import type { Type } from "../../graph/type.ts";
import { isUnknown, unknownType } from "../../types/access.ts";
import { isAssignable } from "../../types/assign.ts";
import { printType } from "../../types/print.ts";
import type { Analysis } from "../analysis.ts";
import { type Completion, type CompletionKind, plain, ranks } from "./item.ts";

/** What a place wants: a value of a type, or anything. */
export type Wanted = Type | undefined;

/** The locals in sight of a name that is being written, the nearest first. */
export function localsAt({ checked }: Analysis, node: NameExpression): readonly Local[] {
  const sight = checked.bound.sights.get(node);
  const found = new Map<string, Local>();
  for (let scope: Scope | undefined = sight?.scope; scope; scope = scope.outer) {
    for (const [name, local] of [...scope.names].reverse()) {
      const isAround = "value" in local.definition && contains(local.definition.value, node);
      if (local.id < (sight?.before ?? 0) && !found.has(name) && !isAround) found.set(name, local);
    }
  }
  return [...found.values()];
}

const contains = (outer: { readonly span: NameExpression["span"] }, { span }: NameExpression): boolean =>
  outer.span.start <= span.start && span.end <= outer.span.end;

/** The locals as words to write. */
export function localItems(analysis: Analysis, node: NameExpression, wanted: Wanted): readonly Completion[] {
  return localsAt(analysis, node).map((local, nearness) => {
    const type = analysis.checked.locals.get(local) ?? unknownType;
    const doc = docOfLocal(local);
    return {
      label: local.name,
      kind: local.definition.kind === "parameter" ? "parameter" : "value",
      detail: printType(type),
      ...(doc && { doc }),
      insert: local.name,
      rank: (fits(analysis, type, wanted) ? ranks.fitting : ranks.value) + Math.min(nearness, 9) / 10,
    };
  });
}

function docOfLocal({ definition }: Local): string | undefined {
  return definition.kind === "parameter" || definition.kind === "let" ? definition.node.doc?.text : undefined;
}

/** Whether a value of a type is what is wanted; what is not known is not. */
export function fits({ checked }: Analysis, type: Type, wanted: Wanted): boolean {
  return wanted !== undefined && !isUnknown(type) && !isUnknown(wanted) && isAssignable(type, wanted, checked.table);
}

/** The names of the file, declared or imported, that stand for a declaration. */
export function namesOf({ checked, module }: Analysis): readonly (readonly [string, Declared])[] {
  const names: ReadonlyMap<string, ModuleName> = checked.bound.names.get(module) ?? new Map();
  return [...names].flatMap(([name, { target }]) => (target.kind === "declared" ? [[name, target] as const] : []));
}

/** Whether a declaration can be called. */
export function isCallable({ kind }: Declaration): boolean {
  return kind === "tool" || kind === "agent" || kind === "flow";
}

/** Calls of tools, agents and flows, but of the flow around. Where brackets follow already, the name alone is put in. */
export function callItems(
  analysis: Analysis,
  wanted: Wanted,
  own: Declaration | undefined,
  called: boolean,
): readonly Completion[] {
  return namesOf(analysis)
    .filter(([, { declaration }]) => isCallable(declaration) && declaration !== own)
    .map(([name, declared]) => {
      const result = analysis.checked.signatures.get(declared.declaration)?.result ?? unknownType;
      return {
        ...nameItem(analysis, name, declared),
        insert: called ? name : `${name}(${argumentStops(declared.declaration)})`,
        rank: fits(analysis, result, wanted) ? ranks.fittingCall : ranks.call,
      };
    });
}

/** Stops for the arguments that a call must have. */
export function argumentStops(declaration: Declaration): string {
  const parameters: readonly Parameter[] = "parameters" in declaration ? declaration.parameters : [];
  return parameters
    .filter((each) => !each.default)
    .map((each, index) => `\${${index + 1}:${plain(each.name.text)}}`)
    .join(", ");
}

/** A declaration by its name alone. */
export function nameItem(analysis: Analysis, name: string, declared: Declared): Completion {
  const { declaration, module } = declared;
  const doc = declaration.doc?.text;
  const from = module === analysis.module ? undefined : module.path;
  return {
    label: name,
    kind: declaration.kind satisfies CompletionKind,
    detail: [headOf(analysis, declared), from && `from ${from.replace(/^std\/(.*)\.af$/, "std/$1")}`]
      .filter(Boolean)
      .join("  "),
    ...(doc && { doc }),
    insert: name,
    rank: ranks.call,
  };
}

/** What a declaration takes and gives, or is made of, in one line. */
export function headOf({ checked }: Analysis, { declaration }: Declared): string {
  switch (declaration.kind) {
    case "tool":
    case "agent":
    case "flow": {
      const signature = checked.signatures.get(declaration);
      const parameters = signature?.parameters.map(
        ({ name, type, node }) => `${name}${node.default ? "?" : ""}: ${printType(type, 30)}`,
      );
      return `(${parameters?.join(", ") ?? ""}) -> ${printType(signature?.result ?? unknownType, 40)}`;
    }
    case "schema":
    case "type": {
      const id = checked.typeIds.get(declaration);
      const named = id === undefined ? undefined : checked.table.get(id);
      return named ? printType(named.type, 60) : "";
    }
    case "model":
      return "model";
    default:
      return declaration satisfies never;
  }
}
