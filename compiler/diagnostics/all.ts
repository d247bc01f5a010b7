import type { AnyProblem } from "../../language/catalogue.ts";
import { declarationProblems } from "./declarations.ts";
import { flowProblems } from "./flows.ts";
import { nameProblems } from "./names.ts";
import { typeProblems } from "./types.ts";
import { warnings } from "./warnings.ts";

/** Every problem that the compiler reports beside those of the syntax, in the order of their codes. */
export const compilerProblems: readonly AnyProblem[] = [
  nameProblems,
  typeProblems,
  flowProblems,
  declarationProblems,
  warnings,
].flatMap((section): AnyProblem[] => Object.values(section));
