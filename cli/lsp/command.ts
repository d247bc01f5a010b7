import type { ExitCode, Io } from "../io.ts";
import { serve } from "./serve.ts";

/** `agentflow lsp [--stdio]`: the language server, which talks to an editor until that goes away. */
export async function lspCommand({ stdin, stdout }: Io): Promise<ExitCode> {
  return await serve(stdin, stdout);
}
