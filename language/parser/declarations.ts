import type {
  AgentDeclaration,
  Declaration,
  Doc,
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
import { AnyName, isOf, marks, TextHead, TextToken, TypeStart, words } from "../tokens.ts";
import type { ListShape } from "./lists.ts";
import { spanOf } from "./reader.ts";
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
  protected importDeclaration(): Import {
    const start = this.here();
    this.consume(words.import);
    const names: ImportedName[] = [];
    const hint = 'As in `import { search } from "std/corpus"`.';
    if (this.at(AnyName) && this.at(words.from, 2)) {
      const edit = { span: spanOf(this.ahead()), text: `{ ${this.ahead().image} }` };
      this.need("`{`", "after `import`", hint, edit);
      names.push(this.importedName());
    }
    const open = names.length > 0 ? undefined : this.take(marks.openBrace, "`{`", "after `import`", hint);
    if (open) {
      this.entries(open, importList, () => {
        names.push(this.importedName());
      });
    }
    this.take(words.from, "`from`", "after the names of an import");
    const path = this.textOr("An import path", "a quoted path", "after `from`");
    return { kind: "import", names, path, span: this.since(start) };
  }

  private importedName(): ImportedName {
    const start = this.here();
    const name = this.readName("a name", "in an import");
    const alias = this.maybe(words.as) ? this.readName("another name", "after `as`") : undefined;
    return { name, ...(alias && { alias }), span: this.since(start) };
  }

  /** Reads a declaration that is no import; the next token must begin one. */
  protected declaration(): Declaration {
    const { doc } = this.ahead();
    if (this.at(words.schema)) return this.schemaDeclaration(doc);
    if (this.at(words.type)) return this.typeDeclaration(doc);
    if (this.at(words.model)) return this.modelDeclaration(doc);
    if (this.at(words.tool)) return this.toolDeclaration(doc);
    if (this.at(words.agent)) return this.agentDeclaration(doc);
    return this.at(words.flow) ? this.flowDeclaration(doc) : this.testDeclaration(doc);
  }

  private schemaDeclaration(doc?: Doc): SchemaDeclaration {
    const start = this.here();
    this.consume(words.schema);
    const name = this.readName("a name", "after `schema`");
    const entries = this.recordEntries();
    return { kind: "schema", name, entries, ...(doc && { doc }), span: this.since(start) };
  }

  private typeDeclaration(doc?: Doc): TypeDeclaration {
    const start = this.here();
    this.consume(words.type);
    const name = this.readName("a name", "after `type`");
    this.takeOr(marks.assign, marks.colon, "`=`", "after the name of a type");
    const type = this.type();
    return { kind: "type", name, type, ...(doc && { doc }), span: this.since(start) };
  }

  private modelDeclaration(doc?: Doc): ModelDeclaration {
    const start = this.here();
    this.consume(words.model);
    const name = this.readName("a name", "after `model`");
    const properties = this.properties("before the properties of a model");
    return { kind: "model", name, properties, ...(doc && { doc }), span: this.since(start) };
  }

  private toolDeclaration(doc?: Doc): ToolDeclaration {
    const start = this.here();
    this.consume(words.tool);
    const head = this.head("tool");
    const properties = this.properties("before the properties of a tool");
    return { kind: "tool", ...head, properties, ...(doc && { doc }), span: this.since(start) };
  }

  private agentDeclaration(doc?: Doc): AgentDeclaration {
    const start = this.here();
    this.consume(words.agent);
    const head = this.head("agent");
    const properties = this.properties("before the properties of an agent");
    return { kind: "agent", ...head, properties, ...(doc && { doc }), span: this.since(start) };
  }

  private flowDeclaration(doc?: Doc): FlowDeclaration {
    const start = this.here();
    this.consume(words.flow);
    const head = this.head("flow");
    const body = this.block();
    return { kind: "flow", ...head, body, ...(doc && { doc }), span: this.since(start) };
  }

  private testDeclaration(doc?: Doc): TestDeclaration {
    const start = this.here();
    this.consume(words.test);
    const title = this.textOr("The name of a test", "a quoted name", "after `test`");
    const name = { text: title.value, span: title.span };
    const body = this.block();
    return { kind: "test", name, body, ...(doc && { doc }), span: this.since(start) };
  }

  /** The name, the parameters and the result of a tool, an agent or a flow. */
  private head(word: "tool" | "agent" | "flow") {
    const name = this.readName("a name", `after \`${word}\``);
    const parameters: Parameter[] = [];
    const open = this.take(marks.openParen, "`(`", `after the name of ${word === "agent" ? "an" : "a"} ${word}`);
    if (open || this.at(AnyName)) {
      if (open) open.role = "attached";
      this.entries(open, parameterList, () => {
        const parameter = this.parameter();
        if (word !== "tool") this.refuseQuoted(parameter.name, word);
        parameters.push(parameter);
      });
    }
    let result: TypeNode | undefined;
    if (this.at(marks.colon)) {
      const edit = { span: spanOf(this.ahead()), text: " ->" };
      this.need("`->`", "between the parameters and the type of the result", undefined, edit);
      this.advance();
      result = this.type();
    }
    if (open && this.atBareType()) {
      this.need("`->`", "before the type of the result", undefined, this.inserted(marks.arrow));
      result = this.type();
    }
    if (this.maybe(marks.arrow)) {
      const bodyOnly = this.at(marks.openBrace) && this.bodyBegins();
      if (bodyOnly) this.need("a type", "after `->`");
      result = bodyOnly ? this.missingType() : this.type();
    }
    return { name, parameters, ...(result && { result }) };
  }

  /** Whether the type of a result comes next with nothing before it. */
  private atBareType(): boolean {
    return this.at(TypeStart) && !this.atLineStart() && !this.at(marks.openBrace) && !this.at(marks.colon, 2);
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

  private parameter(): Parameter {
    const { doc } = this.ahead();
    const start = this.here();
    const name = this.anyName("The name of a parameter");
    if (this.at(marks.question)) {
      this.foreign(1, { hint: "A parameter that may be left out has a default: `limit: int = 3`." });
    }
    this.takeOr(marks.colon, marks.assign, "`:`", "between a parameter and its type");
    const type = this.type();
    const value = this.maybe(marks.assign) ? this.expression() : undefined;
    return { name, type, ...(value && { default: value }), ...(doc && { doc }), span: this.since(start) };
  }

  private textOr(place: string, what: string, where: string): PlainText {
    if (this.at(TextToken) || this.at(TextHead)) return this.plainText(place);
    this.need(what, where);
    return { value: "", span: this.gap() };
  }
}
