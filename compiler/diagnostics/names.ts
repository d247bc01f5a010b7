import type { Span } from "../../language/ast.ts";
import { problem } from "../../language/catalogue.ts";
import { rename } from "./fixes.ts";

const didYouMean = (nearest: string | undefined) => nearest && `Did you mean \`${nearest}\`?`;

/** AF02xx: names and modules. */
export const nameProblems = {
  unknownName: problem({
    code: "AF0201",
    severity: "error",
    title: "unknown name",
    /** `spans` are all the places where the name is read. */
    message: (p: { name: string; nearest?: string | undefined; mend?: string | undefined; spans?: readonly Span[] }) =>
      `Nothing here is called \`${p.name}\`.`,
    label: () => "no such name",
    hint: (p) => p.mend ?? didYouMean(p.nearest),
    fix: (p, span) => (p.mend === undefined ? rename(p.spans ?? [span], p.nearest) : undefined),
  }),
  unknownType: problem({
    code: "AF0202",
    severity: "error",
    title: "unknown type",
    message: (p: { name: string; nearest?: string | undefined }) => `There is no type called \`${p.name}\`.`,
    label: () => "no such type",
    hint: (p) => didYouMean(p.nearest),
    fix: (p, span) => rename([span], p.nearest),
  }),
  takenName: problem({
    code: "AF0203",
    severity: "error",
    title: "name taken",
    message: (p: { name: string; what: string; line?: number | undefined; first?: Span | undefined }) =>
      `There is already ${p.what} called \`${p.name}\`${p.line === undefined ? "" : `, in line ${p.line}`}.`,
    label: (p) => `${p.what} has this name already${p.line === undefined ? "" : `, line ${p.line}`}`,
    hint: () => "Give one of the two another name.",
    related: (p) => (p.first ? [{ span: p.first, message: `${p.what} called \`${p.name}\`` }] : []),
  }),
  unknownModule: problem({
    code: "AF0204",
    severity: "error",
    title: "unknown module",
    message: (p: { path: string; looked: string }) =>
      p.path.startsWith("std/")
        ? `The standard library has no module \`${p.path}\`.`
        : `There is no file \`${p.looked}\`.`,
    label: (p) => (p.path.startsWith("std/") ? "not in the standard library" : "no such file"),
  }),
  wrongImportPath: problem({
    code: "AF0205",
    severity: "error",
    title: "wrong import path",
    message: (p: { path: string; mend: string; instead?: string | undefined }) =>
      `\`${p.path}\` names neither a file nor a module of the standard library.`,
    label: () => "neither a file nor a module",
    hint: (p) => p.mend,
    fix: (p, span) => rename([span], p.instead && JSON.stringify(p.instead)),
  }),
  importCycle: problem({
    code: "AF0206",
    severity: "error",
    title: "import cycle",
    message: (p: { cycle: readonly string[] }) => `This import leads back to where it began: ${p.cycle.join(" -> ")}.`,
    label: () => "leads back here",
    hint: (p) =>
      p.cycle.length === 2
        ? "A file knows what it declares: take the import away."
        : "Move what both files need into a third one.",
  }),
  notExported: problem({
    code: "AF0207",
    severity: "error",
    title: "unknown import",
    message: (p: { name: string; path: string; nearest?: string | undefined; instead?: string | undefined }) =>
      `\`${p.path}\` declares nothing called \`${p.name}\`.`,
    label: (p) => `not declared in ${p.path}`,
    hint: (p) => didYouMean(p.nearest),
    fix: (p, span) => rename([span], p.instead),
  }),
  notType: problem({
    code: "AF0208",
    severity: "error",
    title: "not a type",
    message: (p: { name: string; what: string }) => `\`${p.name}\` is ${p.what}, and a type is needed here.`,
    label: (p) => `${p.what}, not a type`,
  }),
  notValue: problem({
    code: "AF0209",
    severity: "error",
    title: "not a value",
    message: (p: { name: string; what: string; mend?: string | undefined }) =>
      `\`${p.name}\` is ${p.what}, and a value is needed here.`,
    label: (p) => `${p.what}, not a value`,
    hint: (p) => p.mend,
  }),
  unreadableFile: problem({
    code: "AF0210",
    severity: "error",
    title: "unreadable file",
    message: (p: { path: string }) => `There is no file \`${p.path}\` that can be read.`,
  }),
  builtInType: problem({
    code: "AF0211",
    severity: "error",
    title: "built-in type",
    message: (p: { name: string }) => `\`${p.name}\` is a type of the language, so no declaration can have its name.`,
    label: () => "the name of a built-in type",
  }),
  notCallable: problem({
    code: "AF0212",
    severity: "error",
    title: "not callable",
    message: (p: { name: string; what: string; mend?: string | undefined }) =>
      `\`${p.name}\` is ${p.what}; only agents, tools and flows can be called.`,
    label: (p) => `${p.what}, which can't be called`,
    hint: (p) => p.mend,
  }),
};
