import { describe, expect, it } from "vitest";
import { parse } from "../../../language/parse.ts";
import { expression as read, shape } from "../shape.ts";

describe("topologies", () => {
  it("reads parallel over a list with options", () => {
    expect(read("parallel(max: 4) q in qs { r(q) }")).toBe(
      "(parallel options:[(name:max value:4)] over:(list-form name:q list:qs body:(block statements:[(expression value:(call callee:r arguments:[(value:q)]))])))",
    );
  });

  it("reads parallel over entries", () => {
    expect(read("parallel { a: f(), b: g() }")).toBe(
      "(parallel over:(record-form entries:[(name:a value:(call callee:f)) (name:b value:(call callee:g))]))",
    );
  });

  it("reads chain over entries", () => {
    expect(read("chain { a: f() }")).toBe("(chain over:(record-form entries:[(name:a value:(call callee:f))]))");
  });

  it("reads chain over a list", () => {
    expect(read("chain c in cs { f(c) }")).toBe(
      "(chain over:(list-form name:c list:cs body:(block statements:[(expression value:(call callee:f arguments:[(value:c)]))])))",
    );
  });

  it("reads fanout", () => {
    expect(read("fanout m = s(t) each a in m.areas { g(a) }")).toBe(
      "(fanout name:m survey:(call callee:s arguments:[(value:t)]) each:(list-form name:a list:(field of:m name:areas) body:(block statements:[(expression value:(call callee:g arguments:[(value:a)]))])))",
    );
  });

  it("reads fanout with options", () => {
    expect(read("fanout(max: 2) m = s(t) each a in m { g(a) }")).toBe(
      "(fanout name:m survey:(call callee:s arguments:[(value:t)]) each:(list-form name:a list:m body:(block statements:[(expression value:(call callee:g arguments:[(value:a)]))])) options:[(name:max value:2)])",
    );
  });

  it("reads dag with after, and after as the name of an entry", () => {
    expect(read("dag { a: f(b) after [c, d]\n b: g()\n after: h() }")).toBe(
      "(dag entries:[(name:a value:(call callee:f arguments:[(value:b)]) after:[c d]) (name:b value:(call callee:g)) (name:after value:(call callee:h))])",
    );
  });

  it("reads diverge by vote", () => {
    expect(read("diverge 5 { s(q) } by vote")).toBe(
      "(diverge count:5 body:(block statements:[(expression value:(call callee:s arguments:[(value:q)]))]) by:vote)",
    );
  });

  it("reads diverge by a judge", () => {
    expect(read("diverge 5 { s(q) } by judge(a)")).toBe(
      "(diverge count:5 body:(block statements:[(expression value:(call callee:s arguments:[(value:q)]))]) by:(call callee:judge arguments:[(value:a)]))",
    );
  });

  it("reads race", () => {
    expect(read("race { a(), b()\n c() }")).toBe("(race branches:[(call callee:a) (call callee:b) (call callee:c)])");
  });

  it("reads reduce", () => {
    expect(read("reduce (a ?? b) by 8 { m(it) }")).toBe(
      '(reduce list:(binary operator:"??" left:a right:b) by:8 body:(block statements:[(expression value:(call callee:m arguments:[(value:it)]))]))',
    );
  });

  it("reads reduce with options", () => {
    expect(read("reduce(max: 2) a by 8 { m(it) }")).toBe(
      "(reduce list:a by:8 body:(block statements:[(expression value:(call callee:m arguments:[(value:it)]))]) options:[(name:max value:2)])",
    );
  });

  it("reads repeat", () => {
    expect(read("repeat 3 with d = w(t) {\n let r = c(d)\n if r.ok { break d }\n e(d, r) }")).toBe(
      "(repeat count:3 name:d first:(call callee:w arguments:[(value:t)]) body:(block statements:[(let name:r value:(call callee:c arguments:[(value:d)])) (expression value:(if condition:(field of:r name:ok) consequent:(block statements:[(break value:d)]))) (expression value:(call callee:e arguments:[(value:d) (value:r)]))]))",
    );
  });

  it("reads a topology under from and try", () => {
    expect(read("try parallel q in qs { r(q) } from spine")).toBe(
      "(try operand:(from operand:(parallel over:(list-form name:q list:qs body:(block statements:[(expression value:(call callee:r arguments:[(value:q)]))]))) source:spine))",
    );
  });
});

describe("a misspelt word of a topology", () => {
  it.each([
    ["paralel q in qs { r(q) }", "parallel q in qs { r(q) }"],
    ["parralel(max: 2) q in qs { r(q) }", "parallel(max: 2) q in qs { r(q) }"],
    ["chian { a: f(), b: g() }", "chain { a: f(), b: g() }"],
    ["fanot m = s(t) each a in m { g(a) }", "fanout m = s(t) each a in m { g(a) }"],
    ["dvierge 3 { f() } by vote", "diverge 3 { f() } by vote"],
    ["reduse notes by 8 { f(it) }", "reduce notes by 8 { f(it) }"],
    ["repaet 3 with d = f() { g(d) }", "repeat 3 with d = f() { g(d) }"],
  ])("is read as what was meant: %s", (written, meant) => {
    const word = /^\w+/.exec(meant)?.[0] ?? "";
    const { module, diagnostics } = parse(`flow f() { let x = ${written} }`, "a.af");
    expect(diagnostics.map(({ code, hint }) => ({ code, hint }))).toEqual([
      { code: "AF0103", hint: `Did you mean \`${word}\`?` },
    ]);
    expect(shape(module.declarations)).toBe(shape(parse(`flow f() { let x = ${meant} }`, "a.af").module.declarations));
  });

  it.each(["if pace { f() }", "for x in chains { f(x) }", "match rade { 1 -> f() }", "races", "parallels(max: 3)"])(
    "is none where the name can be one: %s",
    (written) => {
      expect(parse(`flow f() { let x = ${written} }`, "a.af").diagnostics).toEqual([]);
    },
  );
});
