import { problem } from "../../language/catalogue.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { mendBy, rename } from "./fixes.ts";

const didYouMean = (nearest: string | undefined) => nearest && `Did you mean \`${nearest}\`?`;

/** AF05xx: declarations and their properties. */
export const declarationProblems = {
  unknownProperty: problem({
    code: "AF0501",
    severity: "error",
    title: "unknown property",
    message: (p: { name: string; of: string; nearest?: string | undefined; known: readonly string[] }) =>
      `${p.of} has no property \`${p.name}\`.`,
    label: (p) => `not a property of ${p.of.charAt(0).toLowerCase()}${p.of.slice(1)}`,
    hint: (p) => didYouMean(p.nearest) ?? `It knows ${p.known.map((name) => `\`${name}\``).join(", ")}.`,
    fix: (p, span) => rename([span], p.nearest),
  }),
  propertyTwice: problem({
    code: "AF0502",
    severity: "error",
    title: "property twice",
    message: (p: { name: string }) => `\`${p.name}\` is given twice.`,
    label: () => "given already",
  }),
  missingProperty: problem({
    code: "AF0503",
    severity: "error",
    title: "missing property",
    message: (p: { name: string; of: string; why: string }) => `\`${p.of}\` needs \`${p.name}\`: ${p.why}.`,
    label: (p) => `without \`${p.name}\``,
  }),
  wrongProperty: problem({
    code: "AF0504",
    severity: "error",
    title: "wrong property",
    message: (p: { name: string; takes: string; mend?: string | undefined; instead?: string | undefined }) =>
      `\`${p.name}\` takes ${p.takes}.`,
    label: (p) => `not ${p.takes}`,
    hint: (p) => p.mend,
    fix: (p, span) => rename([span], p.instead),
  }),
  conflictingProperties: problem({
    code: "AF0505",
    severity: "error",
    title: "conflicting properties",
    message: (p: { name: string; other: string; why: string }) =>
      `\`${p.name}\` and \`${p.other}\` don't go together: ${p.why}.`,
    label: (p) => `not together with \`${p.other}\``,
  }),
  notTool: problem({
    code: "AF0506",
    severity: "error",
    title: "not a tool",
    message: (p: { name: string; what: string }) =>
      `\`${p.name}\` is ${p.what}; only tools and agents can be listed here.`,
    label: (p) => p.what,
  }),
  toolTwice: problem({
    code: "AF0507",
    severity: "error",
    title: "tool twice",
    message: (p: { name: string; edit: Edit }) => `\`${p.name}\` is listed twice.`,
    label: () => "listed already",
    fix: (p) => mendBy("Take it away", p.edit),
  }),
  notModel: problem({
    code: "AF0508",
    severity: "error",
    title: "not a model",
    message: (p: { name: string; what: string }) => `\`${p.name}\` is ${p.what}, and a model is needed here.`,
    label: (p) => `${p.what}, not a model`,
  }),
  wrongDefault: problem({
    code: "AF0509",
    severity: "error",
    title: "wrong default",
    message: () => "A default is made of literals and earlier parameters.",
    label: () => "neither a literal nor an earlier parameter",
  }),
};
