import { beforeAll, describe, expect, it } from "vitest";
import { builtInTypes } from "../../compiler/bind/types.ts";
import { wordTable } from "../../language/index.ts";
import { marks } from "../../language/tokens.ts";
import { highlighted } from "./highlighting.ts";
import { openTokenizer, type Tokenizer } from "./tokenizer.ts";

let tokenize: Tokenizer;
beforeAll(async () => {
  tokenize = await openTokenizer();
});

/** The innermost scope of the first occurrence of `piece`. */
function scopeOf(piece: string, source: string): string | undefined {
  const start = source.indexOf(piece);
  return tokenize(source)
    .find((each) => each.start <= start && start < each.start + each.text.length)
    ?.scopes.at(-1);
}

describe("the token table", () => {
  const pieces = highlighted.flatMap((example) => example.pieces);

  it.each(wordTable.map(({ word }) => word))("has an example of `%s` as a word of the syntax", (word) => {
    const scopes = pieces.filter(([piece]) => piece === word).map(([, scope]) => scope);
    expect(scopes).toContainEqual(expect.stringMatching(`^(?:keyword|storage|constant)\\..*\\.${word}$`));
  });

  it.each(wordTable.filter(({ reserved }) => reserved).map(({ word }) => word))(
    "makes a name of `%s` after a dot and before a colon",
    (word) => {
      expect(scopeOf(word, `flow f() { x.${word} }`)).toBe("variable.other.property.agentflow");
      expect(scopeOf(word, `flow f() { g({ ${word}: 1 }) }`)).toBe("variable.other.property.agentflow");
      expect(scopeOf(word, `schema A { ${word}?: int }`)).toBe("variable.object.property.agentflow");
    },
  );

  it.each(Object.values(marks).map(({ name }) => name))(
    "gives the mark `%s` a scope of its own, in one piece",
    (mark) => {
      const scoped = tokenize(`x ${mark} y`).filter(({ text }) => text.trim() === mark);
      expect(scoped.map(({ scopes }) => scopes.at(-1))).toEqual([
        expect.stringMatching(/^(?:keyword\.operator|punctuation)\./),
      ]);
    },
  );

  it.each([...builtInTypes])("knows the type `%s`", (name) => {
    const written = name === "map" || name === "result" ? `${name}<int>` : name;
    expect(scopeOf(name, `type X = ${written}`)).toBe("support.type.primitive.agentflow");
  });
});

describe("what is not finished", () => {
  it("ends where the next declaration begins", () => {
    for (const open of ["agent a(x: string", "flow f() {\n  let x = { a: [g(", "schema S {", "spine {", "type T = {"]) {
      expect(scopeOf("agent b", `${open}\nagent b(y: int) {}`)).toBe("storage.type.agent.agentflow");
    }
  });

  it("ends with its line where it is a text, and what stands in it too", () => {
    for (const open of ['"one', '"a ${', '"a ${f({ b: [', '"a ${"b ${c']) {
      expect(scopeOf("share", `flow f() {\n  let x = ${open}\n  share x\n}`)).toBe(
        "keyword.control.statement.share.agentflow",
      );
    }
  });

  it("says where a text or a number has something that none can have", () => {
    expect(scopeOf("\\q", 'flow f() { "a \\q b" }')).toBe("invalid.illegal.escape.agentflow");
    for (const number of ["30sec", "1e5", "1.5x"]) {
      expect(scopeOf(number, `flow f() { g(${number}) }`)).toBe("invalid.illegal.number.agentflow");
    }
  });
});
