/** Texts that no one writes, as long as is asked for: each is the worst for some part of the compiler. */
export const anyTexts: ReadonlyMap<string, (length: number) => string> = new Map([
  ...repeated("", [
    ..."{[()]}\"'`\\@#;/1xé“",
    ...["${", "a ", "a\n", '"a', '"${', '"\n', '"""\n', '"""${', "/*", "//\n", "///x\n"],
    ...["agent a(\n", "agent a() {\n", "agent\n", "flow f() {\n", "flow f() {}\n", "schema S {\n"],
    ...["schema S { a: int }\n", "type T = T\n", 'import { a } from "./b"\n'],
  ]),
  ...repeated("flow f() {\n  return ", [
    ...["[", "{ a: ", "(", '"""${\n', '"${', "f(a.", "f(a: ", "try -", "-", "!", "not ", "a + ", "a and ", "a ? b : "],
    ...["if a {} else ", "if a { ", "if a {} elif ", "x == y\n let ", "x.y", "x[0]", "x()", "match x { 1 -> "],
    ...["for x in ", "parallel x in xs { ", "dag { a: ", "a in ", "1\n  let x = 1", "[1, ", "1, ", "{ a: 1, "],
  ]),
  ...repeated("flow f() {\n", ["let x = \n", "let x = 1\n", "x\n", "let x = y\n", "{", "spine {", "@", "f()\n"]),
  ...repeated("type T = ", ["map<", "A | ", '"a" | ', "{ a: ", "(", "int("]),
  ...repeated("type T = a", ["[]", "[1..2]"]),
  ...repeated("type T = string(/", ["(a", "[", "a*"]),
  ...repeated("schema S {\n", ["a: int\n", "a\n", "...S\n"]),
  ...repeated("agent a(", ["x: int, "]),
  ...repeated("agent a() {\n", ['prompt: "x"\n']),
  ...repeated('agent a() {\n  prompt: "', ["${a}"]),
  ...repeated('agent a() {\n  prompt: """', ["x\n", "  ${a}\n"]),
  ...repeated('test "', ["x"]),
]);

function repeated(start: string, units: readonly string[]) {
  return units.map((unit): [string, (length: number) => string] => [
    `${JSON.stringify(start)} and then ${JSON.stringify(unit)} again and again`,
    (length) => start + unit.repeat(Math.ceil(length / unit.length)),
  ]);
}

/** One text for each number, until there is enough. */
function counted(length: number, unit: (index: number) => string): string {
  let text = "";
  for (let index = 0; text.length < length; index++) text += unit(index);
  return text;
}

const model = 'model m { gguf: "m.gguf", context: 4096 }\n';
const agent = 'agent a(x: string) -> string { prompt: "${x}" }\n';
const flow = `${model}${agent}flow main(t: string) -> string {\n`;
const end = '\nreturn "" }\n';

/** Programs with very many of something. */
export const vastPrograms: ReadonlyMap<string, (length: number) => string> = new Map(
  Object.entries<(length: number) => string>({
    "flows that call what is not there": (n) => counted(n, (i) => `flow f${i}() { return g${i}() }\n`),
    "names that are not there": (n) => `flow f() {\n${counted(n, (i) => `let a${i} = b${i}\n`)}return 1 }\n`,
    "names of names": (n) => `${flow}let a0 = t\n${counted(n, (i) => `let a${i + 1} = a${i}\n`)}${end}`,
    "schemas in a chain": (n) => `${counted(n, (i) => `schema S${i} { a: S${i + 1} }\n`)}`,
    "schemas in a ring": (n) => `schema R { a: S0 }\n${counted(n, (i) => `schema S${i} { a: S${i + 1} | S0 }\n`)}`,
    "schemas that spread one another": (n) => counted(n, (i) => `schema S${i} { a${i}: int, ...S${i + 1} }\n`),
    "aliases of aliases": (n) => `${counted(n, (i) => `type T${i} = T${i + 1}[] | T${i + 2}\n`)}`,
    "fields of a schema": (n) => `schema S {\n${counted(n, (i) => `f${i}: int\n`)}}\n`,
    "literals in a union": (n) => `type T = 1${counted(n, (i) => ` | "v${i}"`)}\n`,
    "ranges in a list": (n) =>
      `flow f(${counted(n, (i) => `p${i}: int(${i}..${i + 5}), `)}) { return [${counted(n, (i) => `p${i}, `)}] }\n`,
    "literals in a list": (n) => `flow f() {\n return [1${counted(n, (i) => `, "f${i}"`)}] }\n`,
    "lists in a list": (n) => `flow f() {\n return [${counted(n, (i) => `["f${i}"],`)}] }\n`,
    "fields of a value": (n) => `flow f() {\n return { a: 1${counted(n, (i) => `, f${i}: 1`)}} }\n`,
    "arms of a match": (n) =>
      `flow f(x: string) -> int {\n return match x {\n${counted(n, (i) => `"a${i}" -> 1\n`)}_ -> 2 } }\n`,
    "entries of a dag": (n) => `${flow}let d = dag {\n${counted(n, (i) => `e${i}: a(t)\n`)}}${end}`,
    "entries of a dag in a chain": (n) =>
      `${flow}let d = dag {\ne0: a(t)\n${counted(n, (i) => `e${i + 1}: a(e${i})\n`)}}${end}`,
    "branches of a race": (n) => `${flow}return race {\n${counted(n, () => "a(t)\n")}} }\n`,
    "flows that call one another in a chain": (n) =>
      `${model}${agent}${counted(n, (i) => `flow f${i}(x: string) -> string { return ${i ? `f${i - 1}` : "a"}(x) }\n`)}`,
    "flows that call one another twice": (n) =>
      `${model}${agent}flow f0(x: string) -> string { return a(x) }\n${counted(n, (i) => `flow f${i + 1}(x: string) -> string { let u = f${i}(x)\n return f${i}(u) }\n`)}`,
    "flows in a ring": (n) => counted(n, (i) => `flow f${i}() -> int { f0()\n return f${i + 1}() }\n`),
    "records that double": (n) =>
      `${flow}let a0 = t\n${counted(n, (i) => `let a${i + 1} = { x: a${i}, y: a${i} }\n`)}${end}`,
    "lists in lists": (n) => `${flow}let a0 = t\n${counted(n, (i) => `let a${i + 1} = [a${i}]\n`)}${end}`,
    "calls and shares": (n) => `${flow}${counted(n, (i) => `let v${i} = a(t)\nshare v${i}\n`)}${end}`,
    "loops in loops": (n) =>
      `${flow}${counted(n, (i) => `let y${i} = ${counted(600, (j) => `repeat 3 with r${i}_${j} = t {\n`)}a(t)\n${"}\n".repeat(30)}\n`)}${end}`,
    parameters: (n) => `flow f(a: int${counted(n, (i) => `, p${i}: int`)}) -> int { return 1 }\n`,
    tests: (n) => counted(n, (i) => `test "t${i}" { expect true }\n`),
  }),
);
