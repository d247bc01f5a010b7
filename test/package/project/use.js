import { readFileSync } from "node:fs";
import { compile, load, nativeEngine, programOf } from "agentflow";
import { greet } from "./plain/greet.js";

// Never closed: it must keep no process alive.
const engine = nativeEngine();
const compiled = programOf(compile(readFileSync("greet.af", "utf8"))).flow("greet");
const loaded = programOf(await load("greet.af")).flow("greet");
const results = await Promise.all([compiled({}, { engine }), loaded({}, { engine }), greet({}, { engine })]);
console.log(["done", ...results.map((each) => `greeted ${each.length}`)].join(" "));
