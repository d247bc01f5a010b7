export {
  type Compiled,
  compile,
  load,
  type Modules,
  type Problem,
  ProgramProblem,
  programOf,
} from "./compile.ts";
export * from "./runtime.ts";
