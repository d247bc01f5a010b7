import type { BranchId } from "../device.ts";

/**
 * A KV cache as llama.cpp has one: cells that hold a token at a position and know which sequences read them. It refuses
 * whatever would crash or corrupt the real one, and every operation that begins while another is under way.
 */
export interface CellCache {
  /** Sequences may be forked, cut and emptied only between passes. */
  fork(from: BranchId, to: BranchId): void;
  cut(branch: BranchId, length: number): void;
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

/** An empty cache of `size` cells. `refuse` throws. */
export function createCellCache(size: number, refuse: (sentence: string) => never): CellCache {
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
        const own = [...sequence(from)];
        for (const cell of own) cell.readers.add(to);
        if (own.length > 0) sequences.set(to, own);
      });
    },
    cut: (branch, length) => alone("prune", () => cut(branch, length)),
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
        next.set(branch, position + 1);
      }
      underWay = "pass";
      return {
        end(succeeded) {
          underWay = undefined;
          if (!succeeded) return;
          used += rows.length;
          for (const { branch, position, token } of rows) {
            const cell = { position, token, readers: new Set([branch]) };
            cells.add(cell);
            sequences.set(branch, [...sequence(branch), cell]);
          }
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
