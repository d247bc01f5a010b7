import { describe, expect, it } from "vitest";
import { declaration as read } from "../shape.ts";

describe("declarations", () => {
  it("reads a schema", () => {
    expect(read("/// What.\nschema S {\n  /// How.\n  a: int, b?: string\n  ...Base\n}")).toBe(
      "(schema name:S entries:[(field name:a type:(named-type name:int) doc:How.) (field name:b optional type:(named-type name:string)) (base name:Base)] doc:What.)",
    );
  });

  it("reads an empty schema", () => {
    expect(read("schema S {}")).toBe("(schema name:S)");
  });

  it("reads a type", () => {
    expect(read("type Outcome = A | B")).toBe(
      "(type name:Outcome type:(union-type members:[(named-type name:A) (named-type name:B)]))",
    );
  });

  it("reads a model", () => {
    expect(read('model m { gguf: env("X"), context: 32k }')).toBe(
      '(model name:m properties:[(name:gguf value:(call callee:env arguments:[(value:text["X"])])) (name:context value:32000)])',
    );
  });

  it("reads a tool with quoted parameters and a source", () => {
    expect(read('tool t("odd": int, from: string = "x",) -> Hit[] { from: mcp("a", "b")\n rate: 5 per 1s }')).toBe(
      '(tool name:t parameters:[(name:odd type:(named-type name:int)) (name:from type:(named-type name:string) default:text["x"])] result:(list-type element:(named-type name:Hit)) properties:[(name:from value:(call callee:mcp arguments:[(value:text["a"]) (value:text["b"])])) (name:rate value:(rate count:5 per:(duration milliseconds:1000)))])',
    );
  });

  it("reads an agent with the docs of its parameters", () => {
    expect(
      read(
        '/// Judges.\n/// Strictly.\nagent a(\n  /// Topic.\n  topic: string, n: int = 3,\n) -> X {\n  prompt: "x" // c\n  cache: 10m\n  handoff: auto\n}',
      ),
    ).toBe(
      '(agent name:a parameters:[(name:topic type:(named-type name:string) doc:Topic.) (name:n type:(named-type name:int) default:3)] result:(named-type name:X) properties:[(name:prompt value:text["x"]) (name:cache value:(duration milliseconds:600000)) (name:handoff value:auto)] doc:Judges.\nStrictly.)',
    );
  });

  it("reads an agent without a result", () => {
    expect(read("agent a() { }")).toBe("(agent name:a)");
  });

  it("reads a flow", () => {
    expect(read("flow f(a: int) -> { b: int } { return { b: a } }")).toBe(
      "(flow name:f parameters:[(name:a type:(named-type name:int))] result:(record-type entries:[(field name:b type:(named-type name:int))]) body:(block statements:[(return value:(record entries:[(entry name:b value:a)]))]))",
    );
  });

  it("reads a test", () => {
    expect(read('test "x" { expect a }')).toBe("(test name:x body:(block statements:[(expect value:a)]))");
  });
});
