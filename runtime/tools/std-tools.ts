import type { ToolHandler } from "./tool.ts";

/**
 * The TypeScript of the standard library, by module. Each is a chunk of its own in the bundle and loaded when a program
 * that uses it runs: mathjs alone takes half a second.
 */
const modules: Readonly<Record<string, () => Promise<Readonly<Record<string, ToolHandler>>>>> = {
  "std/corpus": () => import("../../stdlib/std/corpus.ts"),
  "std/files": () => import("../../stdlib/std/files.ts"),
  "std/math": () => import("../../stdlib/std/math.ts"),
};

/** The handler of a standard tool, or undefined where this version has none by that name. */
export async function stdTool(module: string, name: string): Promise<ToolHandler | undefined> {
  if (!Object.hasOwn(modules, module)) return undefined;
  const exports = await modules[module]?.();
  return exports && Object.hasOwn(exports, name) ? exports[name] : undefined;
}
