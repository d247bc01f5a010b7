import type { ToolDeclaration } from "../../language/ast.ts";
import { declarationProblems } from "../diagnostics/declarations.ts";
import { warnings } from "../diagnostics/warnings.ts";
import { folderOf, joinPath } from "../modules/path.ts";
import { complain, type Place } from "./checking.ts";
import {
  duration,
  fixedText,
  flag,
  type Reader,
  readProperties,
  refuseProperty,
  setting,
  whole,
  wordCall,
} from "./properties.ts";
import type { ToolSettings, WrittenSource } from "./settings.ts";

/** Checks a tool's properties and notes its settings. */
export function checkTool(at: Place, node: ToolDeclaration): void {
  const { values, names } = readProperties(at, node.properties, "A tool", {
    from: source,
    timeout: duration,
    retry: whole(0),
    result: whole(1),
    cache: duration,
    rate,
    max: whole(1),
    protected: flag,
    effect: flag,
  });
  at.program.tools.set(node, values);
  const of = node.name.text;
  if (!names.has("from")) {
    const why = 'the file that has its TypeScript, `"./tools.ts"`, or `mcp("command", "tool")`';
    complain(at, declarationProblems.missingProperty, node.name.span, { name: "from", of, why });
  }
  if (!values.effect) return;
  for (const [name, why] of [
    ["cache", "a tool with an effect is never cached"],
    ["retry", "a tool with an effect is never called again by itself"],
  ] as const) {
    const written = names.get(name);
    const off = name === "retry" && values.retry === 0;
    if (written && !off)
      complain(at, declarationProblems.conflictingProperties, written.span, { name, other: "effect", why });
  }
}

const source: Reader<WrittenSource> = (at, value, name) => {
  const path = fixedText(value);
  if (path !== undefined) {
    if (path.startsWith("./") || path.startsWith("../")) {
      const { loaded } = at.program.bound;
      if (loaded.exists?.(joinPath(folderOf(at.module.path), path)) === false)
        complain(at, warnings.missingFile, value.span, { path });
      return { kind: "file", path };
    }
    const mend = /^[\w-]+\.\w+$/.test(path) ? `For a file beside this one write \`"./${path}"\`.` : undefined;
    return refuseProperty(at, value.span, name, "a path that begins with `./` or `../`", mend);
  }
  const [command, tool, ...more] = wordCall(value, "mcp") ?? [];
  const toolName = tool && fixedText(tool);
  if (!command || toolName === undefined || more.length > 0) {
    return refuseProperty(at, value.span, name, 'a path such as `"./tools.ts"`, or `mcp("command", "tool")`');
  }
  const started = setting(at, command, name);
  return started === undefined ? undefined : { kind: "mcp", command: started, tool: toolName };
};

const rate: Reader<NonNullable<ToolSettings["rate"]>> = (at, value, name) => {
  if (value.kind !== "rate") return refuseProperty(at, value.span, name, "a rate such as `5 per 1s`");
  const count = whole(1)(at, value.count, name);
  const perMs = duration(at, value.per, name);
  return count === undefined || perMs === undefined ? undefined : { count, perMs };
};
