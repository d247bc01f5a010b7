import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  type CodeAction,
  CodeActionKind,
  CodeActionRequest,
  CodeLensRequest,
  type CompletionList,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentRangeFormattingRequest,
  type DocumentSymbol,
  DocumentSymbolRequest,
  FileChangeType,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  type Location,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  type SelectionRange,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
} from "vscode-languageserver-protocol/node.js";
import { useCommand } from "../command.ts";
import { type Editor, edited, editsIn, openEditor } from "./editor.ts";

const command = useCommand();

let editor: Editor | undefined;
afterEach(async () => {
  expect(await editor?.quit()).toBe(editor && 0);
  editor = undefined;
});

/** Opens a folder with files, all of them in the editor. */
async function opened(files: Readonly<Record<string, string>>): Promise<Editor> {
  editor = await openEditor(command.path, files);
  for (const name of Object.keys(files)) editor.open(name);
  return editor;
}

const critic = `/// What a critic finds.
schema Review { ok: bool, remark: string(0..100) }

/// Judges a text.
agent critic(text: string) -> Review { prompt: "Judge \${text}" }
`;

const main = `import { critic } from "./critic.af"

flow main(text: string) -> string {
  spine { system: "You judge." }
  let review = critic(text)
  share review
  return if review.ok { review.remark } else { "no" }
}
`;

/** The places of an answer, as `file: text`. */
const shown = ({ uriOf, part }: Editor, places: readonly Location[] | null): string[] =>
  (places ?? []).map(({ uri, range }) => {
    const name = ["main.af", "critic.af", "lib/deep.af"].find((each) => uriOf(each) === uri);
    return name === undefined ? uri : `${name}: ${part(name, range)}`;
  });

describe("the language server", { timeout: 60_000 }, () => {
  it("says what it can do, and asks to be told of files", async () => {
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
    expect(wrong && part("a.af", wrong.range)).toBe("topik");
    type("a.af", "topic", wrong?.range);
    expect(await problems("a.af")).toEqual([]);
  });

  it("greys out what nothing uses", async () => {
    const { problems } = await opened({
      "a.af": "flow main(topic: string) -> string {\n  let x = 1\n  return topic\n}\n",
    });
    expect(await problems("a.af")).toMatchObject([{ code: "AF0601", severity: 2, tags: [1] }]);
  });

  it("tells where else a problem is", async () => {
    const { problems, part } = await opened({ "a.af": "schema A { x: int }\nschema A { y: int }\n" });
    const [taken] = (await problems("a.af")).filter(({ code }) => code === "AF0203");
    const [first] = taken?.relatedInformation ?? [];
    expect(first && part("a.af", first.location.range)).toBe("A");
    expect(first?.location.range.start.line).toBe(0);
  });

  it("mends a problem, or all of a file", async () => {
    const text = "flow main(topic: string) -> string {\n  let a = topik\n  return a + topc\n}\n";
    const { connection, problems, uriOf } = await opened({ "a.af": text });
    const found = await problems("a.af");
    const ask = (only?: string[]) =>
      connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri: uriOf("a.af") },
        range: found[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        context: { diagnostics: [...found], ...(only && { only }) },
      });
    const [mend, ...others] = ((await ask()) ?? []) as CodeAction[];
    expect(others).toEqual([]);
    expect(mend).toMatchObject({ title: "Write `topic`", kind: "quickfix", isPreferred: true });
    expect(mend?.diagnostics?.[0]?.message).toBe(found[0]?.message);
    expect(edited(text, editsIn(mend?.edit ?? {}, uriOf("a.af")))).toContain("let a = topic\n  return a + topc");
    const [all] = ((await ask([CodeActionKind.SourceFixAll])) ?? []) as CodeAction[];
    expect(edited(text, editsIn(all?.edit ?? {}, uriOf("a.af")))).toContain("let a = topic\n  return a + topic");
  });

  it("says what a name is", async () => {
    const { connection, at } = await opened({ "critic.af": critic, "main.af": main.replace("critic(", "cri¦tic(") });
    const hover = await connection.sendRequest(HoverRequest.type, at("main.af"));
    expect(hover).toMatchSnapshot();
  });

  it("leads to declarations in other files and in the library", async () => {
    const use = 'import { search } from "std/corpus"\nagent a() { tools: [sea¦rch], prompt: "x" }\n';
    const there = await opened({ "critic.af": critic, "main.af": main.replace("critic(", "cri¦tic("), "use.af": use });
    const definition = (name: string) =>
      there.connection.sendRequest(DefinitionRequest.type, there.at(name)) as Promise<Location[]>;
    expect(shown(there, await definition("main.af"))).toEqual(["critic.af: critic"]);
    const [library] = await definition("use.af");
    expect(library?.uri).toMatch(/stdlib\/std\/corpus\.af$/);
  });

  it("finds the places where a name is used, in files that are not open too", async () => {
    const deep = 'import { critic } from "../critic.af"\nflow deep(t: string) { return critic(t) }\n';
    const files = {
      "critic.af": critic.replace("agent critic", "agent cri¦tic"),
      "main.af": main,
      "lib/deep.af": deep,
    };
    editor = await openEditor(command.path, files);
    editor.open("critic.af");
    const places = await editor.connection.sendRequest(ReferencesRequest.type, {
      ...editor.at("critic.af"),
      context: { includeDeclaration: true },
    });
    expect(shown(editor, places).sort()).toEqual([
      "critic.af: critic",
      "lib/deep.af: critic",
      "lib/deep.af: critic",
      "main.af: critic",
      "main.af: critic",
    ]);
    const marks = await editor.connection.sendRequest(DocumentHighlightRequest.type, editor.at("critic.af"));
    expect(marks?.map(({ kind }) => kind)).toEqual([3]);
  });

  it("renames in all files, with the text that is not saved yet", async () => {
    const files = { "critic.af": critic, "main.af": main };
    editor = await openEditor(command.path, files);
    editor.open("critic.af", critic.replace("agent critic", "// not saved\nagent cri¦tic"));
    const { connection, at, textOf, uriOf } = editor;
    expect(await connection.sendRequest(PrepareRenameRequest.type, at("critic.af"))).toMatchObject({
      placeholder: "critic",
    });
    const edit = await connection.sendRequest(RenameRequest.type, { ...at("critic.af"), newName: "judge_text" });
    expect(edit?.documentChanges).toMatchObject([
      { textDocument: { version: 1 } },
      { textDocument: { version: null } },
    ]);
    expect(edited(textOf("critic.af"), editsIn(edit ?? {}, uriOf("critic.af")))).toContain(
      "// not saved\nagent judge_text(text",
    );
    expect(edited(main, editsIn(edit ?? {}, uriOf("main.af")))).toBe(main.replaceAll(/critic(?!\.af)/g, "judge_text"));
  });

  it("says why a name stays as it is", async () => {
    const { connection, at } = await opened({ "a.af": "flow main(topic: str¦ing) -> string { return topic }\n" });
    const asked = connection.sendRequest(RenameRequest.type, { ...at("a.af"), newName: "text" });
    await expect(asked).rejects.toThrow("`string` is the language's own.");
  });

  it("completes, with documents and imports that follow", async () => {
    const text = 'agent a() {\n  tools: [sea¦]\n  prompt: "x"\n}\n';
    const { connection, at } = await opened({ "a.af": text });
    const { items } = (await connection.sendRequest(CompletionRequest.type, at("a.af"))) as CompletionList;
    const [search] = items.filter(({ label }) => label === "search");
    expect(search?.documentation).toBeUndefined();
    const { textEdit, additionalTextEdits = [] } = search ?? {};
    const put = textEdit && {
      range: "range" in textEdit ? textEdit.range : textEdit.insert,
      newText: textEdit.newText,
    };
    expect(edited(text.replace("¦", ""), [...additionalTextEdits, ...(put ? [put] : [])])).toBe(
      'import { search } from "std/corpus"\n\nagent a() {\n  tools: [search]\n  prompt: "x"\n}\n',
    );
    const resolved = search && (await connection.sendRequest(CompletionResolveRequest.type, search));
    expect(resolved?.documentation).toMatchObject({ value: "Searches the corpus for the passages that fit best." });
  });

  it("completes what was typed a moment ago, in a file that is half written", async () => {
    const { connection, at, type } = await opened({
      "critic.af": critic,
      "main.af": main.replace("share review", "¦"),
    });
    type("main.af", "share review.");
    const list = (await connection.sendRequest(CompletionRequest.type, at("main.af"))) as CompletionList;
    expect(list.items.map(({ label }) => label)).toEqual(["ok", "remark"]);
  });

  it("offers texts without stops to an editor that knows none", async () => {
    editor = await openEditor(command.path, { "a.af": "agent a() { tu¦ }" }, { capabilities: {} });
    editor.open("a.af");
    const { items } = (await editor.connection.sendRequest(
      CompletionRequest.type,
      editor.at("a.af"),
    )) as CompletionList;
    const turns = items.find(({ label }) => label === "turns");
    expect(turns).toMatchObject({ insertTextFormat: 1, textEdit: { newText: "turns: 3" } });
  });

  it("colours names, and what has changed of them", async () => {
    const { connection, began, type, uriOf } = await opened({
      "a.af": "flow main(topic: string) {\n  return ¦topic\n}\n",
    });
    const textDocument = { uri: uriOf("a.af") };
    const first = await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
    const { legend } = began.capabilities.semanticTokensProvider as { legend: { tokenTypes: string[] } };
    const types = first?.data.filter((_, index) => index % 5 === 3).map((each) => legend.tokenTypes[each]);
    expect(types).toEqual(["function", "parameter", "type", "parameter"]);
    type("a.af", "topic + ");
    const previousResultId = first?.resultId ?? "";
    const delta = await connection.sendRequest(SemanticTokensDeltaRequest.type, { textDocument, previousResultId });
    expect(delta && "edits" in delta ? delta.edits.flatMap(({ data = [] }) => data).length : 0).toBe(5);
  });

  it("shows types and proofs in the text, and what can be done above it", async () => {
    const test = '\ntest "it judges" {\n  expect main("x") != ""\n}\n';
    const { connection, uriOf } = await opened({ "critic.af": critic, "main.af": main + test });
    const textDocument = { uri: uriOf("main.af") };
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = await connection.sendRequest(InlayHintRequest.type, { textDocument, range });
    const labels = (hints ?? []).map(({ label, position }) => `${position.line}: ${String(label)}`);
    expect(labels).toMatchSnapshot();
    const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument });
    expect((lenses ?? []).map(({ command: asked }) => asked)).toEqual([
      { title: expect.any(String), command: "agentflow.runFlow", arguments: [textDocument.uri, "main"] },
      { title: expect.any(String), command: "agentflow.planFlow", arguments: [textDocument.uri, "main"] },
      { title: expect.any(String), command: "agentflow.runTest", arguments: [textDocument.uri, "it judges"] },
    ]);
  });

  it("tells what a file is made of", async () => {
    const { connection, uriOf } = await opened({ "critic.af": critic, "main.af": main });
    const textDocument = { uri: uriOf("critic.af") };
    const symbols = ((await connection.sendRequest(DocumentSymbolRequest.type, { textDocument })) ??
      []) as DocumentSymbol[];
    expect(symbols.map(({ name, children = [] }) => [name, ...children.map((each) => each.name)])).toEqual([
      ["Review", "ok", "remark"],
      ["critic"],
    ]);
    const found = await connection.sendRequest(WorkspaceSymbolRequest.type, { query: "crit" });
    expect((found ?? []).map(({ name }) => name)).toEqual(["critic"]);
    const folds = await connection.sendRequest(FoldingRangeRequest.type, { textDocument: { uri: uriOf("main.af") } });
    expect(folds).toContainEqual({ startLine: 2, endLine: 6, kind: "region" });
  });

  it("grows a selection, part by part", async () => {
    const { connection, at, part } = await opened({ "a.af": "flow main(topic: string) { return to¦pic + topic }\n" });
    const { textDocument, position } = at("a.af");
    const found = await connection.sendRequest(SelectionRangeRequest.type, { textDocument, positions: [position] });
    const texts: string[] = [];
    for (let each: SelectionRange | undefined = found?.[0]; each; each = each.parent)
      texts.push(part("a.af", each.range));
    expect(texts.slice(0, 3)).toEqual(["topic", "topic + topic", "return topic + topic"]);
  });

  it("shows the parameters of a call that is being written", async () => {
    const { connection, at } = await opened({
      "critic.af": critic,
      "main.af": main.replace("critic(text)", "critic(¦"),
    });
    const help = await connection.sendRequest(SignatureHelpRequest.type, at("main.af"));
    expect(help).toMatchObject({
      signatures: [{ label: "critic(text: string) -> Review", parameters: [{ label: "text: string" }] }],
      activeParameter: 0,
    });
  });

  it("formats a file, or a part of it", async () => {
    const text = "schema  A {x:int}\nschema  B {y:int}\n";
    const { connection, uriOf } = await opened({ "a.af": text });
    const textDocument = { uri: uriOf("a.af") };
    const options = { tabSize: 2, insertSpaces: true };
    const whole = await connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
    expect(edited(text, whole ?? [])).toBe("schema A { x: int }\nschema B { y: int }\n");
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    const part = await connection.sendRequest(DocumentRangeFormattingRequest.type, { textDocument, range, options });
    expect(edited(text, part ?? [])).toBe("schema  A {x:int}\nschema B { y: int }\n");
  });

  it("sees a change of a file in the files that import it, saved or not", async () => {
    const { problems, told, type, at, close, connection, folder, uriOf } = await opened({
      "critic.af": critic.replace("remark", "¦remark"),
      "main.af": main,
    });
    const codes = (found: readonly Diagnostic[]) => found.map(({ code }) => code);
    // What is shared there is read by nobody.
    expect(codes(await problems("main.af"))).toEqual(["AF0603"]);
    const { position } = at("critic.af");
    const end = { ...position, character: position.character + "remark".length };
    const again = told("main.af");
    type("critic.af", "comment", { start: position, end });
    expect(codes(await again)).toEqual(["AF0302"]);
    const back = told("main.af");
    close("critic.af");
    expect(codes(await back)).toEqual(["AF0603"]);
    const saved = told("main.af");
    writeFileSync(join(folder, "critic.af"), critic.replace("remark", "comment"));
    void connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf("critic.af"), type: FileChangeType.Changed }],
    });
    expect(codes(await saved)).toEqual(["AF0302"]);
  });

  it("tells what keeps a file from running in one that is not open", async () => {
    editor = await openEditor(command.path, { "critic.af": critic.replace("bool", "boll"), "main.af": main });
    const first = editor.told("critic.af");
    editor.open("main.af");
    expect((await first).map(({ code }) => code)).toEqual(["AF0202"]);
    const gone = editor.told("critic.af");
    editor.close("main.af");
    expect(await gone).toEqual([]);
  });
});
