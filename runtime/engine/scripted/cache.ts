import type { BranchId } from "../device.ts";

/**
 * A KV cache as llama.cpp has one: cells that hold a token at a position and know which sequences read them. It refuses
 * whatever would crash or corrupt the real one, and every operation that begins while another is under way.
 */
export interface CellCache {
  /** Sequences may be forked, cut and emptied only between passes. */
  fork(from: BranchId, to: BranchId): void;
  cut(branch: BranchId, length: number): void;
  /** Gives an empty branch these tokens; the sentence says why it can't. */
  fill(branch: BranchId, tokens: readonly number[]): string | undefined;
  /** What the model wrote next is only known between passes, too. */
  sample<T>(draw: () => T): T;
  /** Begins a pass over these rows; nothing else may happen until `end` is called with whether it succeeded. */
  begin(rows: readonly Row[]): { end(succeeded: boolean): void };
  length(branch: BranchId): number;
  tokens(branch: BranchId): readonly number[];
  /** Cells in use, as kept account of. */
  used(): number;
  /** Counted anew, cell by cell. */
  count(): { cells: number; branches: Map<BranchId, number> };
}

/** One token of one sequence in a pass. */
export interface Row {
  readonly branch: BranchId;
  readonly position: number;
  readonly token: number;
}

interface Cell {
  readonly position: number;
  readonly token: number;
  readonly readers: Set<BranchId>;
}

/**
 * An empty cache of `size` cells, of which one branch can have `stream`. Where that is left out all branches share their
 * cells, else each has its own and a fork copies them. `refuse` throws.
 */
export function createCellCache(size: number, refuse: (sentence: string) => never, stream?: number): CellCache {
  const cells = new Set<Cell>();
  const sequences = new Map<BranchId, Cell[]>();
  let underWay: string | undefined;
  let used = 0;

  function alone<T>(name: string, operation: () => T): T {
    if (underWay) refuse(`A ${name} begins while a ${underWay} is under way.`);
    underWay = name;
    try {
      return operation();
    } finally {
      underWay = undefined;
    }
  }

  const sequence = (branch: BranchId): Cell[] => sequences.get(branch) ?? [];

  function newCells(branch: BranchId, what: readonly Pick<Cell, "position" | "token">[]): Cell[] {
    const made = what.map(({ position, token }) => ({ position, token, readers: new Set([branch]) }));
    for (const cell of made) cells.add(cell);
    used += made.length;
    return made;
  }

  function cut(branch: BranchId, length: number): void {
    const own = sequence(branch);
    for (const cell of own.slice(length)) {
      cell.readers.delete(branch);
      if (cell.readers.size > 0) continue;
      cells.delete(cell);
      used -= 1;
    }
    if (length === 0) sequences.delete(branch);
    else sequences.set(branch, own.slice(0, length));
  }

  return {
    fork(from, to) {
      alone("fork", () => {
        if (sequence(to).length > 0) refuse(`Branch ${to} is forked into though it still has cells.`);
        const own = sequence(from);
        if (own.length === 0) return;
        if (stream === undefined) for (const cell of own) cell.readers.add(to);
        sequences.set(to, stream === undefined ? [...own] : newCells(to, own));
      });
    },
    cut: (branch, length) => alone("prune", () => cut(branch, length)),
    fill: (branch, tokens) =>
      alone("restore", () => {
        if (sequence(branch).length > 0) refuse(`Branch ${branch} is restored into though it still has cells.`);
        const free = Math.min(size - cells.size, stream ?? size);
        if (tokens.length > free) return `There is no room for ${tokens.length} more tokens: ${free} cells are free.`;
        const made = newCells(
          branch,
          tokens.map((token, position) => ({ token, position })),
        );
        if (made.length > 0) sequences.set(branch, made);
        return undefined;
      }),
    sample: (draw) => alone("sample", draw),
    begin(rows) {
      if (underWay) refuse(`A pass begins while a ${underWay} is under way.`);
      if (rows.length > size - cells.size)
        refuse(`A pass of ${rows.length} rows begins with ${size - cells.size} of ${size} cells free.`);
      const next = new Map<BranchId, number>();
      for (const { branch, position } of rows) {
        const expected = next.get(branch) ?? sequence(branch).length;
        if (position < expected) refuse(`Branch ${branch} has two rows at position ${position}.`);
        if (position > expected) refuse(`Branch ${branch} has a row at position ${position} and none at ${expected}.`);
        if (position >= (stream ?? size)) refuse(`Branch ${branch} has a row at position ${position} of ${stream}.`);
        next.set(branch, position + 1);
      }
      underWay = "pass";
      return {
        end(succeeded) {
          underWay = undefined;
          if (!succeeded) return;
          for (const row of rows) sequences.set(row.branch, [...sequence(row.branch), ...newCells(row.branch, [row])]);
        },
      };
    },
    length: (branch) => sequence(branch).length,
    used: () => used,
    tokens: (branch) => sequence(branch).map((cell) => cell.token),
    count() {
      const branches = new Map<BranchId, number>();
      for (const cell of cells)
        for (const reader of cell.readers) branches.set(reader, (branches.get(reader) ?? 0) + 1);
      return { cells: cells.size, branches };
    },
  };
}
