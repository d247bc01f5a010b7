import { all, create, type MathNode } from "mathjs/number";
import type { ToolHandler } from "../../runtime/tools/tool.ts";

// `all` is never missing: its type is shared with builds that have other factories.
const math = create(all ?? {}, {});

/** What an expression may call: everything here gives a number from numbers, in a time that does not depend on them. */
const FUNCTIONS = new Set(
  (
    "abs ceil floor round fix sign sqrt cbrt nthRoot square cube pow exp expm1 log log2 log10 log1p mod gcd lcm hypot " +
    "min max sum prod mean median std variance factorial combinations permutations " +
    "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh"
  ).split(" "),
);
const CONSTANTS = new Set(["pi", "e", "tau", "phi"]);
const OPERATORS = new Set("add subtract multiply divide mod pow unaryMinus unaryPlus factorial".split(" "));

/**
 * Works out an arithmetic expression. The expression is parsed and every part of it is looked up in a list of what is
 * allowed before anything of it runs. Throws a sentence for what isn't arithmetic, and where no finite number comes out.
 */
export const calculate: ToolHandler = ({ expression }) => {
  if (typeof expression !== "string") throw new Error("The expression must be a text.");
  const text = expression.replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/[−–]/g, "-");
  const node = parse(text);
  node.traverse(allow);
  const value: unknown = node.evaluate();
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`\`${expression}\` gives no finite number.`);
};

function parse(text: string): MathNode {
  try {
    return math.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`\`${text}\` is not an arithmetic expression: ${reason}.`);
  }
}

function allow(node: MathNode, path: string, parent: MathNode | undefined): void {
  switch (node.type) {
    case "ParenthesisNode":
      return;
    case "ConstantNode":
      if (typeof part(node, "value") === "number") return;
      break;
    case "OperatorNode":
      if (OPERATORS.has(String(part(node, "fn")))) return;
      throw new Error(`\`${String(part(node, "op"))}\` is not an operator of arithmetic; there are + - * / % ^ and !.`);
    case "FunctionNode": {
      const called = part(node, "fn");
      const name = part(called, "name");
      if (part(called, "type") === "SymbolNode" && FUNCTIONS.has(String(name))) return;
      throw new Error(`There is no function \`${String(name)}\`; there are ${[...FUNCTIONS].join(", ")}.`);
    }
    case "SymbolNode": {
      const name = String(part(node, "name"));
      // The name of a called function is a part of the call, checked with it.
      if (path === "fn" && parent?.type === "FunctionNode") return;
      if (CONSTANTS.has(name)) return;
      throw new Error(`\`${name}\` stands for no number; write the number itself.`);
    }
  }
  throw new Error(`\`${node.toString()}\` is not arithmetic: only numbers, operators and functions are.`);
}

function part(node: unknown, name: string): unknown {
  return typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
}
