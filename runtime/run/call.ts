/**
 * What agents, tools and flows have in common when they are called: parameters get their values, and `from` says which
 * context the call begins with.
 */
import { evaluate } from "../../compiler/graph/evaluate.ts";
import type { Expr, Json } from "../../compiler/graph/expression.ts";
import type { FromRef, ParameterEntry } from "../../compiler/graph/graph.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { type Frame, lookUp, type Valued } from "./frame.ts";
import { originOf } from "./origin.ts";
import { makeSpine, type Spine } from "./spine.ts";
import type { RunState } from "./state.ts";
import { fitTo, valuedIn, valueIn } from "./value.ts";

/** Values of parameters by name, in the declared order, defaults filled in and each cut to its type. */
export type Bound = ReadonlyMap<string, Valued>;

/** Evaluates a call's arguments where it stands, in the written order, and binds them to the parameters. */
export function bindArguments(
  parameters: readonly ParameterEntry[],
  args: Readonly<Record<string, Expr>>,
  frame: Frame,
  site: Site,
): Bound {
  const given = new Map(Object.entries(args).map(([name, expr]) => [name, valuedIn(expr, frame, site)]));
  return bind(parameters, given, frame.run, site);
}

/** Gives each parameter its value: the given one or its default, cut to its type. Fails at `site` with the parameter's name. */
export function bind(
  parameters: readonly ParameterEntry[],
  given: ReadonlyMap<string, Valued>,
  run: Pick<RunState, "graph" | "types">,
  site: Site,
): Bound {
  const bound = new Map<string, Valued>();
  for (const parameter of parameters) {
    const { name, type } = parameter;
    const valued = given.get(name) ?? defaultOf(parameter, bound, site);
    const fitted = fitTo(valued.value, type, run.graph, run.types);
    if (!fitted.ok) {
      throw new Failed(failureAt(site, "check", `The argument \`${name}\` does not fit its type: ${fitted.message}.`));
    }
    bound.set(name, { value: fitted.value, origin: valued.origin });
  }
  return bound;
}

function defaultOf(parameter: ParameterEntry, before: Bound, site: Site): Valued {
  if (!parameter.default) {
    throw new Failed(failureAt(site, "check", `The argument \`${parameter.name}\` is missing, and it has no default.`));
  }
  const evaluated = evaluate(parameter.default, (name) => before.get(name)?.value);
  if (evaluated.ok) return { value: evaluated.value };
  const message = `The default of \`${parameter.name}\` can't be worked out: ${evaluated.error.message}`;
  throw new Failed(failureAt(site, "expression", message));
}

/** The values alone, as a record that a tool or a prompt takes. */
export function plain(bound: Bound): { readonly [name: string]: Json } {
  return Object.fromEntries([...bound].map(([name, { value }]) => [name, value]));
}

/**
 * The spine that a call's agents fork from: the current one, or a new one with the context in which the agent after
 * `from` ended. A new one is the call's own to end.
 */
export function spineOfCall(from: FromRef | undefined, frame: Frame, site: Site): Spine {
  if (!from || from.kind === "spine") return frame.spine;
  const origin = originOf(
    from.of,
    (name) => lookUp(frame.names, name),
    (expr) => valueIn(expr, frame, site),
  );
  if (origin?.context) return makeSpine("from", origin.context);
  throw new Failed(
    failureAt(site, "expression", "What stands after `from` is not one agent's result, so it has no context.", {
      hint: "Name the result of a single agent after `from`, an element of a list of them, or `spine`.",
    }),
  );
}
