export { compile } from "../../compiler/compile.ts";
export { makePlan } from "../../compiler/plan/make.ts";
