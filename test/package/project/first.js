import { compile, programOf } from "agentflow";

const flow = programOf(compile("agent a() -> bool {}\nflow f() -> bool { return a() }")).flow("f");
console.log(typeof (await flow()) === "boolean" ? "done" : "wrong");
