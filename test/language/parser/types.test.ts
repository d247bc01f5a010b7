import { describe, expect, it } from "vitest";
import { type as read } from "../shape.ts";

describe("types", () => {
  it("reads a name", () => {
    expect(read("Finding")).toBe("(named-type name:Finding)");
  });

  it("reads bounds on a length", () => {
    expect(read("string(1..280)")).toBe("(named-type name:string constraint:(range low:1 high:280))");
  });

  it("reads a pattern with its slashes and brackets", () => {
    expect(read("string(/[A-Z/]{3}-\\d+\\/x/)")).toBe(
      '(named-type name:string constraint:(pattern source:"[A-Z/]{3}-\\\\d+\\\\/x"))',
    );
  });

  it("reads negative and open bounds", () => {
    expect(read("int(-5..) | int(..9) | number(-0.5..1.5)")).toBe(
      "(union-type members:[(named-type name:int constraint:(range low:-5)) (named-type name:int constraint:(range high:9)) (named-type name:number constraint:(range low:-0.5 high:1.5))])",
    );
  });

  it("reads one number as both bounds", () => {
    expect(read("int(3)")).toBe("(named-type name:int constraint:(range low:3 high:3))");
  });

  it("reads lists with and without bounds", () => {
    expect(read("T[][1..5][3][2..]")).toBe(
      "(list-type element:(list-type element:(list-type element:(list-type element:(named-type name:T)) length:(range low:1 high:5)) length:(range low:3 high:3)) length:(range low:2))",
    );
  });

  it("groups with parentheses", () => {
    expect(read('("a" | "b")[]')).toBe(
      '(list-type element:(union-type members:[(literal-type value:"a") (literal-type value:"b")]))',
    );
  });

  it("reads literals, and a leading bar", () => {
    expect(read('| 1 | -2.5 | "x" | true | false | null')).toBe(
      '(union-type members:[(literal-type value:1) (literal-type value:-2.5) (literal-type value:"x") (literal-type value:true) (literal-type value:false) (literal-type value:null)])',
    );
  });

  it("reads maps and results", () => {
    expect(read("map<result<A | B>[]>")).toBe(
      "(map-type value:(list-type element:(result-type value:(union-type members:[(named-type name:A) (named-type name:B)]))))",
    );
  });

  it("reads records", () => {
    expect(read('{ a: T, b?: U\n ...Base\n "odd": int, from: { x: int } }')).toBe(
      "(record-type entries:[(field name:a type:(named-type name:T)) (field name:b optional type:(named-type name:U)) (base name:Base) (field name:odd type:(named-type name:int)) (field name:from type:(record-type entries:[(field name:x type:(named-type name:int))]))])",
    );
  });

  it("takes map and result for names where no type follows", () => {
    expect(read("map | result")).toBe("(union-type members:[(named-type name:map) (named-type name:result)])");
  });
});
