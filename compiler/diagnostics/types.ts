import { problem } from "../../language/catalogue.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { mendBy, rename } from "./fixes.ts";

const didYouMean = (nearest: string | undefined) => nearest && `Did you mean \`${nearest}\`?`;
const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");

/** AF030x and AF031x: values that don't fit, fields, operators, cases. */
export const typeProblems = {
  wrongType: problem({
    code: "AF0301",
    severity: "error",
    title: "wrong type",
    /** `what` is the type with its article where `whole`, else what is wrong; `taker` begins a clause: "`question` takes". */
    message: (p: { what: string; whole: boolean; taker: string; wanted: string; mend?: string | undefined }) =>
      `${p.whole ? `This is ${p.what}` : p.what.startsWith("its ") ? `I${p.what.slice(1)}` : `This ${p.what}`}; ${p.taker} ${p.wanted}.`,
    label: (p) => `${p.what}; ${p.taker} ${p.wanted}`,
    hint: (p) => p.mend,
  }),
  unknownField: problem({
    code: "AF0302",
    severity: "error",
    title: "unknown field",
    message: (p: { name: string; of: string; nearest?: string | undefined; mend?: string | undefined }) =>
      `${p.of} has no \`${p.name}\`.`,
    label: (p) => `no such field on ${lowerFirst(p.of)}`,
    hint: (p) => p.mend ?? didYouMean(p.nearest),
    fix: (p, span) => (p.mend === undefined ? rename([span], p.nearest) : undefined),
  }),
  mayBeNull: problem({
    code: "AF0303",
    severity: "error",
    title: "may be null",
    message: (p: { what: string; mend?: string | undefined; edit?: Edit | undefined }) =>
      `This may be null, and ${p.what}.`,
    label: () => "may be null",
    hint: (p) => p.mend,
    fix: (p) => mendBy("Write nothing then", p.edit),
  }),
  neverEqual: problem({
    code: "AF0304",
    severity: "error",
    title: "never equal",
    message: (p: { left: string; right: string }) => `${p.left} and ${p.right} can never be equal.`,
    label: () => "never equal",
  }),
  wrongOperand: problem({
    code: "AF0305",
    severity: "error",
    title: "wrong operand",
    message: (p: {
      operator: string;
      takes: string;
      found: string;
      mend?: string | undefined;
      edit?: Edit | undefined;
    }) => `\`${p.operator}\` takes ${p.takes}, and this is ${p.found}.`,
    label: (p) => `${p.found}; \`${p.operator}\` takes ${p.takes}`,
    hint: (p) => p.mend,
    fix: (p) => mendBy(p.operator === "+" ? "Put it into the text" : "Compare it", p.edit),
  }),
  missingField: problem({
    code: "AF0306",
    severity: "error",
    title: "missing field",
    message: (p: { names: readonly string[]; wanted: string }) => `${p.wanted} also needs ${list(p.names)}.`,
    label: (p) => `without ${list(p.names)}`,
  }),
  misspeltField: problem({
    code: "AF0307",
    severity: "error",
    title: "unknown field",
    message: (p: { name: string; wanted: string; nearest: string }) => `${p.wanted} has no field \`${p.name}\`.`,
    label: () => "no such field",
    hint: (p) => didYouMean(p.nearest),
    fix: (p, span) => rename([span], p.nearest),
  }),
  wrongMethod: problem({
    code: "AF0308",
    severity: "error",
    title: "wrong method",
    message: (p: { what: string; mend: string; edit?: Edit | undefined }) => p.what,
    hint: (p) => p.mend,
    fix: (p) => mendBy("Take the brackets away", p.edit),
  }),
  missingCases: problem({
    code: "AF0309",
    severity: "error",
    title: "missing cases",
    message: (p: { missing: readonly string[] }) =>
      p.missing.length === 0
        ? "This `match` needs a `_` arm: its subject has more values than can be listed."
        : `This \`match\` says nothing about ${p.missing.join(", ")}.`,
    label: (p) => (p.missing.length === 0 ? "not every value has an arm" : `no arm for ${p.missing.join(", ")}`),
    hint: (p) =>
      `Add ${p.missing.length === 1 ? `\`${p.missing[0]} -> …\`` : "the missing arms"}, or \`_ -> …\` for the rest.`,
  }),
  impossibleCase: problem({
    code: "AF0310",
    severity: "error",
    title: "impossible case",
    message: (p: { subject: string; why: "never" | "again" | "rest"; edit?: Edit | undefined }) =>
      p.why === "never"
        ? `The subject is ${p.subject}, so this can never be its value.`
        : p.why === "again"
          ? "An arm above takes this value already."
          : "The arms above take every value already.",
    label: (p) => (p.why === "never" ? "never its value" : "already taken above"),
    hint: () => "Take it away.",
    fix: (p) => mendBy("Take it away", p.edit),
  }),
  neverNull: problem({
    code: "AF0311",
    severity: "error",
    title: "never null",
    message: (p: { found: string; edit: Edit }) =>
      `This is ${p.found}: neither null nor a failed result, so what stands after \`??\` is never used.`,
    label: () => "never null, never failed",
    fix: (p) => mendBy("Take the other value away", p.edit),
  }),
  notIndexable: problem({
    code: "AF0312",
    severity: "error",
    title: "no elements",
    message: (p: { found: string; mend?: string | undefined }) => `This is ${p.found}, which has no elements.`,
    label: (p) => `${p.found}, which has no elements`,
    hint: (p) => p.mend,
  }),
  thoughtUsed: problem({
    code: "AF0313",
    severity: "error",
    title: "only a thought",
    message: (p: { what: string }) => `A thought has no text: it can't be ${p.what}.`,
    label: () => "a thought",
    hint: () => "It is only good after `from`.",
  }),
  uncheckedJson: problem({
    code: "AF0314",
    severity: "error",
    title: "unchecked json",
    message: () => "This can be any JSON value, so nothing is known of its fields and elements.",
    label: () => "any JSON value",
    hint: () => "Check it first, which is done when it runs:\n    let checked: T = …",
  }),
  misplacedWord: problem({
    code: "AF0315",
    severity: "error",
    title: "out of place",
    message: (p: { what: string; where: string }) => `${p.what} can stand only ${p.where}.`,
    label: (p) => `only ${p.where}`,
  }),
  spreadRecord: problem({
    code: "AF0316",
    severity: "error",
    title: "no spread here",
    message: () => "`...` in a record value is not part of the language; it spreads lists.",
    label: () => "spreads only lists",
    hint: () => "Name the fields: `{ title: a.title, text }`.",
  }),
  fieldTwice: problem({
    code: "AF0317",
    severity: "error",
    title: "field twice",
    message: (p: { name: string }) => `The field \`${p.name}\` is there already.`,
    label: () => "already there",
  }),
  neverThatType: problem({
    code: "AF0318",
    severity: "error",
    title: "never that type",
    message: (p: { found: string; wanted: string }) => `This is ${p.found}, which can never be ${p.wanted}.`,
    label: (p) => `${p.found}, never ${p.wanted}`,
  }),

  unknownArgument: problem({
    code: "AF0321",
    severity: "error",
    title: "unknown argument",
    message: (p: { name: string; of: string; nearest?: string | undefined }) =>
      `\`${p.of}\` has no parameter \`${p.name}\`.`,
    label: (p) => `not a parameter of \`${p.of}\``,
    hint: (p) => didYouMean(p.nearest),
    fix: (p, span) => rename([span], p.nearest),
  }),
  missingArgument: problem({
    code: "AF0322",
    severity: "error",
    title: "missing argument",
    message: (p: { names: readonly string[]; of: string; types: readonly string[] }) =>
      `\`${p.of}\` needs ${p.names.map((name, i) => `\`${name}\`, ${p.types[i]}`).join(", and ")}.`,
    label: (p) => `without ${list(p.names)}`,
  }),
  extraArgument: problem({
    code: "AF0323",
    severity: "error",
    title: "too many arguments",
    message: (p: { of: string; takes: readonly string[] }) =>
      `\`${p.of}\` takes ${p.takes.length === 0 ? "no arguments" : `only ${list(p.takes)}`}.`,
    label: (p) => (p.takes.length === 0 ? `\`${p.of}\` takes none` : "one too many"),
  }),
  argumentTwice: problem({
    code: "AF0324",
    severity: "error",
    title: "argument twice",
    message: (p: { name: string }) => `\`${p.name}\` is given twice.`,
    label: () => "given already",
  }),
  positionalAfterNamed: problem({
    code: "AF0325",
    severity: "error",
    title: "argument without name",
    message: () => "After an argument with a name all need one.",
    label: () => "needs a name",
  }),

  wrongBounds: problem({
    code: "AF0331",
    severity: "error",
    title: "wrong bounds",
    message: (p: { why: string; mend?: string | undefined; edit?: Edit | undefined }) => p.why,
    hint: (p) => p.mend,
    fix: (p) => mendBy(`Write \`${p.edit?.text}\``, p.edit),
  }),
  wrongConstraint: problem({
    code: "AF0332",
    severity: "error",
    title: "wrong constraint",
    message: (p: { type: string; mend: string }) => `\`${p.type}\` can't be narrowed like this.`,
    label: () => "not for this type",
    hint: (p) => p.mend,
  }),
  endlessType: problem({
    code: "AF0333",
    severity: "error",
    title: "endless type",
    message: (p: { name: string; spread?: true }) =>
      p.spread
        ? `The fields of \`${p.name}\` would be taken over into themselves without end.`
        : `\`${p.name}\` would hold another of its kind without end.`,
    label: () => "never ends",
    hint: (p) =>
      p.spread
        ? "Declare the fields that both have as a schema of their own, and take over those."
        : "Let it end: an optional field, a list, a map, or a union with null.",
  }),
  wrongPattern: problem({
    code: "AF0334",
    severity: "error",
    title: "wrong pattern",
    message: (p: { why: string }) => `This pattern ${p.why}.`,
    label: (p) => p.why,
  }),
  notRecord: problem({
    code: "AF0335",
    severity: "error",
    title: "not a record",
    message: (p: { name: string }) => `\`${p.name}\` is no record, so it has no fields to take over.`,
    label: () => "no record",
  }),
  thoughtInside: problem({
    code: "AF0336",
    severity: "error",
    title: "thought has no text",
    message: (p: { where: string }) => `A \`thought\` can't be ${p.where}: it has no text.`,
    label: () => "has no text",
  }),
  incompleteType: problem({
    code: "AF0337",
    severity: "error",
    title: "incomplete type",
    message: (p: { name: string }) => `\`${p.name}\` needs the type of its values.`,
    label: () => "the type of its values is missing",
    hint: (p) => `Write \`${p.name}<string>\`, for example.`,
  }),
  typeTooLarge: problem({
    code: "AF0338",
    severity: "error",
    title: "type too large",
    message: (p: { most: number; of: string }) =>
      p.of === "levels"
        ? `This type leads through more than ${p.most} levels of types in types.`
        : `This type has more than ${p.most.toLocaleString("en-US")} ${p.of}.`,
    label: (p) => (p.of === "levels" ? "too deep" : `too many ${p.of}`),
    hint: "No model fills in so much at once: make several types of it, or take a `json`.",
  }),
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
