import { describe, expect, it } from "vitest";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import { useReaders } from "./readers.ts";

const readers = useReaders();
const bytes = (text: string) => new TextEncoder().encode(text);

describe("a reader of a grammar", () => {
  it("takes a text byte by byte, and knows where it may end", () => {
    const reader = readers.grammar('root ::= "a" [é-ê]{1,2}');
    expect(reader?.permitted().toString()).toBe("a");
    expect(reader?.take(bytes("aé"))).toBe(3);
    expect(reader?.complete()).toBe(true);
    expect(reader?.take(bytes("êx"))).toBe(2);
    expect(reader?.permitted()).toHaveLength(0);
  });

  it("says where llama.cpp doesn't take the grammar", () => {
    expect(readers.grammar("root ::= [a]{2001}")).toBeNull();
    expect(readers.grammar("root ::= nothing")).toBeNull();
  });
});

describe("a reader of tables", () => {
  it("takes a text byte by byte, and knows what must follow and how it ends", () => {
    const sequence = sequenceOf({ kind: "list", element: { kind: "bool" }, min: 1, max: 2 });
    const reader = readers.tables(machineOf(sequence ?? [], new Map()));
    expect(reader.permitted().toString()).toBe("[");
    expect(reader.take(bytes("[tx"))).toBe(2);
    expect([reader.forced(9).toString(), reader.closing(9).toString(), reader.distance()]).toEqual(["rue", "rue]", 4]);
    expect(reader.complete()).toBe(false);
    reader.begin();
    expect(reader.take(bytes("[true,false]"))).toBe(12);
    expect(reader.complete()).toBe(true);
  });
});
