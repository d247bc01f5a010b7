import { type Operation, type Scope, type Task, withResolvers } from "effection";
import { emptyContext } from "../context/context.ts";
import type { Branches } from "./branches.ts";
import type { Device } from "./device.ts";
import { branchOf, type Held, type Plan } from "./held.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import type { Shelf } from "./shelf.ts";

/** Contexts that are being decoded for one or more who wait for them. */
export interface Flights {
  /** Decodes a context on an idle branch of its own, which the caller has pinned once. There must be room for it. */
  fly(plan: Plan): Held;
  /** How many are under way. */
  count(): number;
}

const givenUp = new Error("Nobody waits for this any more.");

/** No flights yet. */
export function createFlights(options: {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly branches: Branches;
  readonly shelf: Shelf;
  readonly scope: Scope;
  /** Takes back one pin. */
  unpin(held: Held): Operation<void>;
  readonly onChange: () => void;
}): Flights {
  const { device, tokens, branches, shelf, scope, unpin, onChange } = options;
  let count = 0;

  function fly(plan: Plan): Held {
    const { context, source, at, missing } = plan;
    const { length } = tokens.of(at);
    const flight = source?.flight;
    const awaited = flight ? source : undefined;
    const forked = awaited ? undefined : branches.fork(source, at);
    // What waits for another flight is promised its branch too.
    const late = awaited ? { ids: 1, cells: branches.forkCells(length) } : { ids: 0, cells: 0 };
    if (awaited) awaited.pins += 1;
    if (source) shelf.touch(source);
    branches.promise(late.ids, late.cells + missing);
    const held = shelf.add({
      context,
      owner: null,
      branch: forked?.branch ?? null,
      flight: null,
      busy: true,
      mending: null,
      long: false,
      pins: 1,
      used: 0,
    });
    count += 1;
    const done = withResolvers<void>();

    function* decode(): Operation<void> {
      let long = forked?.long;
      if (flight) {
        yield* flight.done;
        const second = branches.fork(awaited, at);
        branches.promise(-late.ids, -late.cells);
        held.branch = second.branch;
        long = second.long;
      }
      const { id, account } = branchOf(held);
      if (long) yield* device.truncate(id, length);
      branches.ledger.cut(account, length);
      yield* branches.extend(held, tokens.since(emptyContext, context).subarray(length));
    }

    function* land(failure?: unknown): Operation<void> {
      count -= 1;
      held.flight = null;
      held.busy = false;
      if (!held.branch) branches.promise(-late.ids, -late.cells);
      branches.promise(0, -missing);
      if (failure) {
        shelf.forget(held);
        if (held.branch) yield* branches.drop(held);
        done.reject(failure instanceof Error ? failure : new Error(String(failure)));
      } else done.resolve();
      if (awaited) yield* unpin(awaited);
      onChange();
    }

    let task: Task<void> | undefined;
    held.flight = {
      done: done.operation,
      *cancel() {
        // From here on nobody may count on it.
        shelf.forget(held);
        if (task) yield* task.halt();
        // A task that is halted before its first step never gets to its own end.
        if (held.flight) yield* land(givenUp);
      },
    };
    task = scope.run(function* () {
      let failure: unknown = givenUp;
      try {
        yield* decode();
        failure = undefined;
      } catch (error) {
        failure = error;
      } finally {
        yield* land(failure);
      }
    });
    return held;
  }

  return { fly, count: () => count };
}
