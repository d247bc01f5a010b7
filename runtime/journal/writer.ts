/**
 * Writes rows in batches: what one turn of the event loop has to say goes into one transaction after it.
 */
import type { Database, SqlValue } from "./database.ts";

/** What gathers rows until they are written. */
export interface Writer {
  /** Puts a statement into the next batch. */
  write(sql: string, values: readonly SqlValue[]): void;
  /** Lets a batch be written when this turn of the event loop is over. */
  schedule(): void;
  /** Writes what waits, now; `durable` also waits until the disk has it. */
  flush(durable?: boolean): void;
}

/** A writer that calls `beforeBatch` ahead of each batch, and `onLost` once when writing fails; after that it writes no more. */
export function createWriter(database: Database, beforeBatch: () => void, onLost: (error: unknown) => void): Writer {
  let waiting: { readonly sql: string; readonly values: readonly SqlValue[] }[] = [];
  let scheduled = false;
  let lost = false;

  const writeBatch = (): void => {
    beforeBatch();
    const batch = waiting;
    waiting = [];
    if (batch.length === 0 || lost) return;
    try {
      database.exec("BEGIN IMMEDIATE");
      for (const { sql, values } of batch) database.run(sql, values);
      database.exec("COMMIT");
    } catch (error) {
      lost = true;
      onLost(error);
      undo(database);
    }
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      writeBatch();
    });
  };

  return {
    schedule,
    write(sql, values) {
      waiting.push({ sql, values });
      schedule();
    },
    flush(durable = false) {
      // A process that is killed loses nothing that was committed; only a machine that stops does.
      if (durable && !lost) setDurable(database, true);
      writeBatch();
      if (durable && !lost) setDurable(database, false);
    },
  };
}

function setDurable(database: Database, on: boolean): void {
  database.exec(`PRAGMA synchronous = ${on ? "FULL" : "NORMAL"}`);
}

function undo(database: Database): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // It had not begun, or is rolled back already.
  }
}
