import type { BinaryOperator, Expression } from "../ast.ts";

/** An operand as it was read: its span with the parentheses around it. */
export interface Operand {
  readonly value: Expression;
  readonly start: number;
  readonly end: number;
}

/** The binary operators with how tightly they bind, the loosest first. */
export const precedence: Readonly<Record<BinaryOperator, number>> = {
  "??": 1,
  "||": 2,
  "&&": 3,
  "==": 4,
  "!=": 4,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};

/** Whether a written mark is a binary operator. */
export function isBinaryOperator(mark: string): mark is BinaryOperator {
  return Object.hasOwn(precedence, mark);
}

/** Builds the tree of `o0 op0 o1 op1 o2 …`: tighter operators first, equal ones from the left. */
export function joined(operands: readonly Operand[], operators: readonly BinaryOperator[]): Expression | undefined {
  const values: Operand[] = [];
  const pending: BinaryOperator[] = [];
  const reduce = () => {
    const operator = pending.pop();
    const right = values.pop();
    const left = values.pop();
    if (!operator || !left || !right) return;
    const { start } = left;
    const { end } = right;
    const value = { kind: "binary", operator, left: left.value, right: right.value, span: { start, end } } as const;
    values.push({ value, start, end });
  };
  for (const [index, operand] of operands.entries()) {
    values.push(operand);
    const next = operators[index];
    if (!next) break;
    for (let last = pending.at(-1); last && precedence[last] >= precedence[next]; last = pending.at(-1)) reduce();
    pending.push(next);
  }
  while (pending.length > 0) reduce();
  return values[0]?.value;
}
