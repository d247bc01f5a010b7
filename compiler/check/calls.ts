import type { Argument, CallExpression, Expression } from "../../language/ast.ts";
import { suggest } from "../../language/suggest.ts";
import { kindOfDeclaration, kindOfLocal } from "../bind/target.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { unknownType } from "../types/access.ts";
import { article } from "../types/assign.ts";
import { complain, noteMeant, type Place, sourceOf } from "./checking.ts";
import { requireFlow, typeOf } from "./expressions.ts";
import { typeOfMethodCall } from "./methods.ts";
import type { ParameterType, Signature } from "./signature.ts";
import { signatureOf } from "./signatures.ts";

/** Callees that mean something only in one place. */
const places: Readonly<Record<string, string>> = {
  env: "in a model or a tool",
  mcp: "after `from` in a tool",
  fail: "after the `->` of a `mock`",
};

/** The type of a call: of a tool, an agent or a flow, or of a method. */
export function typeOfCall(at: Place, node: CallExpression): Type {
  const { callee } = node;
  if (callee.kind === "field") return typeOfMethodCall(at, node, callee);
  const signature = callee.kind === "name" ? signatureOfCallee(at, node, callee.name) : refuseCallee(at, callee);
  if (!signature) {
    for (const argument of node.arguments) typeOf(at, argument.value);
    return unknownType;
  }
  return signature.result;
}

function refuseCallee(at: Place, callee: Expression): undefined {
  typeOf(at, callee);
  const name = sourceOf(at, callee.span);
  if (callee.kind !== "missing") complain(at, nameProblems.notCallable, callee.span, { name, what: "a value" });
}

/** Checks the arguments of a call by name; undefined where nothing can be called. */
function signatureOfCallee(at: Place, node: CallExpression, name: string): Signature | undefined {
  const { callee } = node;
  const target = callee.kind === "name" ? at.program.bound.targets.get(callee) : undefined;
  if (!target) {
    complain(at, typeProblems.misplacedWord, node.span, { what: `\`${name}(…)\``, where: places[name] ?? "elsewhere" });
    return undefined;
  }
  if (target.kind === "unknown") return undefined;
  if (target.kind === "local") {
    const hidden = at.program.bound.names.get(at.module)?.get(name)?.target;
    const mend =
      hidden?.kind === "declared"
        ? `It hides ${kindOfDeclaration(hidden.declaration)} of that name: rename it.`
        : undefined;
    complain(at, nameProblems.notCallable, callee.span, { name, what: kindOfLocal(target), mend });
    return undefined;
  }
  const signature = signatureOf(at.program, target);
  if (!signature) {
    complain(at, nameProblems.notCallable, callee.span, { name, what: kindOfDeclaration(target.declaration) });
    return undefined;
  }
  if (!requireFlow(at, node, `A call of \`${name}\``)) return undefined;
  if (signature.damaged) {
    for (const argument of node.arguments) typeOf(at, argument.value);
    return signature;
  }
  const given = bindArguments(at, node, name, signature);
  at.program.calls.set(node, { target, arguments: given });
  return signature;
}

/** Finds the parameter of each argument and checks its value. */
function bindArguments(
  at: Place,
  node: CallExpression,
  of: string,
  { parameters }: Signature,
): Map<string, Expression> {
  const given = new Map<string, Expression>();
  const misspelt: Argument[] = [];
  let named = false;
  let extra = false;
  for (const [index, argument] of node.arguments.entries()) {
    if (!argument.name) {
      if (named) complain(at, typeProblems.positionalAfterNamed, argument.span);
      const parameter = parameters[index];
      if (parameter && !named) takeArgument(at, given, argument.value, parameter, of);
      else {
        typeOf(at, argument.value);
        if (!named && !extra) {
          complain(at, typeProblems.extraArgument, argument.span, { of, takes: parameters.map((each) => each.name) });
        }
        extra = true;
      }
      continue;
    }
    named = true;
    const name = argument.name.text;
    const parameter = parameters.find((each) => each.name === name);
    if (!parameter) misspelt.push(argument);
    else if (given.has(name)) {
      typeOf(at, argument.value);
      complain(at, typeProblems.argumentTwice, argument.name.span, { name });
    } else takeArgument(at, given, argument.value, parameter, of);
  }
  let missing = parameters.filter((each) => !each.node.default && !given.has(each.name));
  for (const argument of misspelt) {
    // One mistake is one diagnostic: a misspelt argument stands for one that is missing.
    const meant = takeMisspelt(at, argument, missing, parameters, given, of);
    missing = missing.filter((each) => each !== meant);
  }
  if (missing.length > 0 && !extra) {
    const names = missing.map((each) => each.name);
    noteMeant(at, names);
    complain(at, typeProblems.missingArgument, node.span, {
      names,
      of,
      types: missing.map((each) => article(each.type)),
    });
  }
  return given;
}

function takeArgument(
  at: Place,
  given: Map<string, Expression>,
  value: Expression,
  parameter: ParameterType,
  of: string,
): void {
  given.set(parameter.name, value);
  typeOf(at, value, { type: parameter.type, taker: `\`${parameter.name}\` takes`, callee: of });
}

function takeMisspelt(
  at: Place,
  argument: Argument,
  missing: readonly ParameterType[],
  parameters: readonly ParameterType[],
  given: Map<string, Expression>,
  of: string,
): ParameterType | undefined {
  const name = argument.name?.text ?? "";
  const names = (missing.length > 0 ? missing : parameters.filter((each) => !given.has(each.name))).map(
    (each) => each.name,
  );
  const nearest = suggest(name, names);
  if (name !== "")
    complain(at, typeProblems.unknownArgument, argument.name?.span ?? argument.span, { name, of, nearest });
  const meant = parameters.find((each) => each.name === nearest);
  if (meant) takeArgument(at, given, argument.value, meant, of);
  else typeOf(at, argument.value);
  return meant ?? missing[0];
}
