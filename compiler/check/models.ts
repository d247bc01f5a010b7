import type { ModelDeclaration } from "../../language/ast.ts";
import { kindOfDeclaration } from "../bind/target.ts";
import { declarationProblems } from "../diagnostics/declarations.ts";
import { complain, type Place } from "./checking.ts";
import { plainText, type Reader, readProperties, refuseProperty, setting, whole } from "./properties.ts";
import type { AgentSettings } from "./settings.ts";

/** Checks a model and notes its settings. */
export function checkModel(at: Place, node: ModelDeclaration): void {
  const { values, names } = readProperties(at, node.properties, "A model", {
    gguf: setting,
    provider: plainText,
    name: setting,
    url: setting,
    key: setting,
    context: whole(1),
    branches: whole(1),
  });
  at.program.models.set(node, values);
  const of = node.name.text;
  const [gguf, provider] = [names.get("gguf"), names.get("provider")];
  if (gguf && provider) {
    const why = "a model is a file or a provider's";
    const later = gguf.span.start > provider.span.start ? gguf : provider;
    const [name, other] = later === gguf ? ["gguf", "provider"] : ["provider", "gguf"];
    complain(at, declarationProblems.conflictingProperties, later.span, { name, other, why });
  } else if (!gguf && !provider) {
    const why = "its file, or a `provider` and the model's `name` there";
    complain(at, declarationProblems.missingProperty, node.name.span, { name: "gguf", of, why });
  } else if (provider && !names.has("name")) {
    const why = "what the provider calls the model";
    complain(at, declarationProblems.missingProperty, node.name.span, { name: "name", of, why });
  }
}

/** The name of a model. */
export const modelName: Reader<NonNullable<AgentSettings["model"]>> = (at, value, name) => {
  if (value.kind !== "name") return refuseProperty(at, value.span, name, "the name of a model");
  const target = at.program.bound.targets.get(value);
  if (target?.kind === "unknown" || !target) return undefined;
  if (target.kind === "declared" && target.declaration.kind === "model") {
    return { ...target, declaration: target.declaration };
  }
  const what = target.kind === "local" ? "a parameter" : kindOfDeclaration(target.declaration);
  complain(at, declarationProblems.notModel, value.span, { name: value.name, what });
  return undefined;
};
