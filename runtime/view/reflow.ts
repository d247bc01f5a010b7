import { columnsOf } from "./columns.ts";

/**
 * Rows that a terminal adds below the first when lines of these texts no longer fit into `columns`: most terminals break
 * what is already drawn anew when they become narrower.
 */
export function addedRows(lines: readonly string[], columns: number): number {
  if (columns <= 0) return 0;
  return lines.reduce((sum, line) => sum + Math.max(0, Math.ceil(columnsOf(line) / columns) - 1), 0);
}
