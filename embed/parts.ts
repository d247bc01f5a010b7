import type { FlowEntry, Graph } from "../compiler/graph/graph.ts";
import type { RunSetting } from "./options.ts";
import type { AnyFlowTypes, AnyTool } from "./types.ts";

/** Where a program's tools and models are found. */
export interface ProgramSetting {
  /** The folder of the entry file, where modules of tools and model files are looked for. Without it there are none. */
  readonly directory?: string;
  /** The entry file, as recorded runs are to name it. */
  readonly file?: string;
  /** Code that the program brings along, by the tools' names. */
  readonly tools?: { readonly [name: string]: AnyTool };
}

/** As whoever opens a program gives it. */
export type GivenSetting = Omit<ProgramSetting, "directory"> & { readonly directory?: string | URL };

/** A flow with all that its runs need of its program. */
export interface FlowParts {
  readonly graph: Graph;
  readonly flow: FlowEntry;
  readonly setting: ProgramSetting;
}

/** Options of a run whose types are known no more. */
export type AnyOptions = RunSetting<AnyFlowTypes> & { readonly tools?: { readonly [name: string]: AnyTool } };
