import type {
  AgentDeclaration,
  Declaration,
  Doc,
  Expression,
  FlowDeclaration,
  Import,
  ImportedName,
  ModelDeclaration,
  Name,
  Parameter,
  PlainText,
  SchemaDeclaration,
  TestDeclaration,
  ToolDeclaration,
  TypeDeclaration,
  TypeNode,
} from "../ast.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { AnyName, isOf, marks, TextHead, TextToken, words } from "../tokens.ts";
import type { ListShape } from "./lists.ts";
import type { Rule } from "./reader.ts";
import { StatementParser } from "./statements.ts";
import { braces, parens } from "./texts.ts";
import { startsField } from "./types.ts";

const parameterList: ListShape = {
  ...parens,
  lines: false,
  statements: false,
  starts: startsField,
  place: "among parameters",
};

const importList: ListShape = {
  ...braces,
  lines: true,
  statements: false,
  starts: (token) => isOf(token, AnyName),
  place: "among imported names",
  behind: words.from,
};

/** Reads imports and declarations. */
export abstract class DeclarationParser extends StatementParser {
  protected readonly importDeclaration: Rule<Import> = this.RULE("importDeclaration", (): Import => {
    const start = this.here();
    this.consume(0, words.import);
    const names: ImportedName[] = [];
    const open = this.take(0, marks.openBrace, "`{`", "after `import`", 'As in `import { search } from "std/corpus"`.');
    if (open) {
      this.entries(0, open, importList, () => {
        names.push(this.subrule(0, this.importedName));
      });
    }
    this.take(0, words.from, "`from`", "after the names of an import");
    const path = this.textOr(1, "An import path", "a quoted path", "after `from`");
    return { kind: "import", names, path, span: this.since(start) };
  });

  private readonly importedName: Rule<ImportedName> = this.RULE("importedName", (): ImportedName => {
    const start = this.here();
    const name = this.readName(0, "a name", "in an import");
    let alias: Name | undefined;
    this.option(0, () => {
      this.consume(0, words.as);
      alias = this.readName(1, "another name", "after `as`");
    });
    return { name, ...(alias && { alias }), span: this.since(start) };
  });

  /** Reads a declaration; the next token must begin one. */
  protected readonly declaration: Rule<Declaration> = this.RULE("declaration", (): Declaration => {
    const { doc } = this.ahead();
    return this.or(0, [
      { ALT: () => this.subrule(0, this.schemaDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.typeDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.modelDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.toolDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.agentDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.flowDeclaration, { ARGS: [doc] }) },
      { ALT: () => this.subrule(0, this.testDeclaration, { ARGS: [doc] }) },
    ]);
  });

  private readonly schemaDeclaration = this.RULE("schemaDeclaration", (doc?: Doc): SchemaDeclaration => {
    const start = this.here();
    this.consume(0, words.schema);
    const name = this.readName(0, "a name", "after `schema`");
    const entries = this.recordEntries(0);
    return { kind: "schema", name, entries, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly typeDeclaration = this.RULE("typeDeclaration", (doc?: Doc): TypeDeclaration => {
    const start = this.here();
    this.consume(0, words.type);
    const name = this.readName(0, "a name", "after `type`");
    this.takeOr(0, marks.assign, marks.colon, "`=`", "after the name of a type");
    const type = this.subrule(0, this.type);
    return { kind: "type", name, type, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly modelDeclaration = this.RULE("modelDeclaration", (doc?: Doc): ModelDeclaration => {
    const start = this.here();
    this.consume(0, words.model);
    const name = this.readName(0, "a name", "after `model`");
    const properties = this.properties(0, "before the properties of a model");
    return { kind: "model", name, properties, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly toolDeclaration = this.RULE("toolDeclaration", (doc?: Doc): ToolDeclaration => {
    const start = this.here();
    this.consume(0, words.tool);
    const head = this.head("tool");
    const properties = this.properties(0, "before the properties of a tool");
    return { kind: "tool", ...head, properties, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly agentDeclaration = this.RULE("agentDeclaration", (doc?: Doc): AgentDeclaration => {
    const start = this.here();
    this.consume(0, words.agent);
    const head = this.head("agent");
    const properties = this.properties(0, "before the properties of an agent");
    return { kind: "agent", ...head, properties, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly flowDeclaration = this.RULE("flowDeclaration", (doc?: Doc): FlowDeclaration => {
    const start = this.here();
    this.consume(0, words.flow);
    const head = this.head("flow");
    const body = this.subrule(0, this.block);
    return { kind: "flow", ...head, body, ...(doc && { doc }), span: this.since(start) };
  });

  private readonly testDeclaration = this.RULE("testDeclaration", (doc?: Doc): TestDeclaration => {
    const start = this.here();
    this.consume(0, words.test);
    const title = this.textOr(1, "The name of a test", "a quoted name", "after `test`");
    const name = this.ACTION(() => ({ text: title.value, span: title.span }));
    const body = this.subrule(0, this.block);
    return { kind: "test", name, body, ...(doc && { doc }), span: this.since(start) };
  });

  /** The name, the parameters and the result of a tool, an agent or a flow; everything in it has index 10 or more. */
  private head(word: "tool" | "agent" | "flow") {
    const name = this.readName(10, "a name", `after \`${word}\``);
    const parameters: Parameter[] = [];
    const open = this.take(10, marks.openParen, "`(`", `after the name of ${word === "agent" ? "an" : "a"} ${word}`);
    if (open || this.at(AnyName)) {
      if (open && !this.RECORDING_PHASE) open.role = "attached";
      this.entries(10, open, parameterList, () => {
        const parameter = this.subrule(10, this.parameter);
        this.ACTION(() => {
          if (word !== "tool") this.refuseQuoted(parameter.name, word);
          parameters.push(parameter);
        });
      });
    }
    let result: TypeNode | undefined;
    this.ACTION(() => {
      if (!this.at(marks.colon)) return;
      this.need("`->`", "between the parameters and the type of the result");
      this.skip();
      result = this.subrule(10, this.type);
    });
    this.option(11, () => {
      this.consume(10, marks.arrow);
      const bodyOnly = !this.RECORDING_PHASE && this.at(marks.openBrace) && this.bodyBegins();
      if (bodyOnly) this.need("a type", "after `->`");
      result = bodyOnly ? this.missingType() : this.subrule(10, this.type);
    });
    return { name, parameters, ...(result && { result }) };
  }

  /** Whether what stands in braces here is a body and no type: it goes over lines, and nothing that goes on follows. */
  private bodyBegins(): boolean {
    let open = 0;
    let lines = false;
    for (let distance = 1; ; distance++) {
      const token = this.ahead(distance);
      if (Number.isNaN(token.startOffset)) return false;
      lines ||= distance > 1 && token.breakBefore;
      if (isOf(token, marks.openBrace)) open += 1;
      if (isOf(token, marks.closeBrace)) open -= 1;
      if (open > 0) continue;
      const next = this.ahead(distance + 1);
      return lines && ![marks.openBrace, marks.openBracket, marks.bar].some((type) => isOf(next, type));
    }
  }

  private refuseQuoted(name: Name, word: "agent" | "flow"): void {
    if (this.source[name.span.start] !== '"') return;
    const place = word === "agent" ? "A parameter of an agent" : "A parameter of a flow";
    this.report(syntaxProblems.quotedName, name.span, { place, name: name.text });
  }

  private readonly parameter: Rule<Parameter> = this.RULE("parameter", (): Parameter => {
    const { doc } = this.ahead();
    const start = this.here();
    const name = this.anyName(0, "The name of a parameter");
    this.takeOr(0, marks.colon, marks.assign, "`:`", "between a parameter and its type");
    const type = this.subrule(0, this.type);
    let value: Expression | undefined;
    this.option(0, () => {
      this.consume(0, marks.assign);
      value = this.subrule(0, this.expression);
    });
    return { name, type, ...(value && { default: value }), ...(doc && { doc }), span: this.since(start) };
  });

  private textOr(index: number, place: string, what: string, where: string): PlainText {
    if (this.RECORDING_PHASE || this.at(TextToken) || this.at(TextHead)) return this.plainText(index, place);
    this.need(what, where);
    return { value: "", span: this.gap() };
  }
}
