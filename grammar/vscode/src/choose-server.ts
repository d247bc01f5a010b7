import { findCommand, type Surroundings } from "./find-command.ts";

/** Which language server is started. */
export type ServerChoice =
  | { readonly kind: "project"; readonly command: string; readonly words: readonly string[]; readonly folder: string }
  /** The extension's own; `why` where that is worth a word. */
  | { readonly kind: "bundled"; readonly why: string };

/** The server of the first folder of the workspace that has one, which knows the language as that project uses it. */
export function chooseServer(folders: readonly string[], around: Surroundings): ServerChoice {
  let why = "No folder is open.";
  for (const folder of folders) {
    const found = findCommand(folder, folder, around);
    if (found.kind === "found") {
      return { kind: "project", command: found.command, words: ["lsp", "--stdio"], folder };
    }
    why = found.why;
  }
  return { kind: "bundled", why };
}
