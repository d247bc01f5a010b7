import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  CodeActionKind,
  CodeActionRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentHighlightRequest,
  HoverRequest,
  type Location,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensRequest,
} from "vscode-languageserver-protocol/node.js";
import { bundleForTests } from "../bundle.ts";
import { type Editor, edited, editsIn, openEditor } from "./editor.ts";

let command: string;
let drop: () => void;
beforeAll(async () => {
  const bundle = await bundleForTests();
  command = join(bundle.folder, "agentflow.js");
  drop = bundle.drop;
}, 60_000);
afterAll(() => drop());

let editor: Editor | undefined;
afterEach(async () => {
  expect(await editor?.quit()).toBe(editor && 0);
  editor = undefined;
});

/** Opens a folder with files, all of them in the editor. */
async function opened(files: Readonly<Record<string, string>>): Promise<Editor> {
  editor = await openEditor(command, files);
  for (const name of Object.keys(files)) editor.open(name);
  return editor;
}

const critic = `/// What a critic finds.
schema Review { ok: bool, remark: string(0..100) }

/// Judges a text.
agent critic(text: string) -> Review { prompt: "Judge \${text}" }
`;

describe("the language server", { timeout: 60_000 }, () => {
  it("says what it can do", async () => {
    const { began, registered, problems } = await opened({ "a.af": "" });
    expect(began.serverInfo?.name).toBe("agentflow");
    expect(began.capabilities).toMatchSnapshot();
    await problems("a.af");
    expect(registered).toEqual(["workspace/didChangeWatchedFiles"]);
  });

  it("tells problems as they are typed, with their codes, and their end", async () => {
    const { problems, type, part } = await opened({ "a.af": "flow main(topic: string) -> string { return topik }\n" });
    const [wrong, ...others] = await problems("a.af");
    expect(others).toEqual([]);
    expect(wrong).toMatchObject({ code: "AF0201", severity: 1, source: "agentflow" });
    expect(wrong?.message).toBe("Nothing here is called `topik`.\nDid you mean `topic`?");
    expect(wrong?.codeDescription?.href).toMatch(/docs\/diagnostics\/AF0201\.md$/);
    expect(part("a.af", (wrong as NonNullable<typeof wrong>).range)).toBe("topik");
    type("a.af", "topic", wrong?.range);
    expect(await problems("a.af")).toEqual([]);
  });
});
