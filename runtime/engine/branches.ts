/**
 * The branches of a device with their accounts: whatever is done to one is done to the other, and who was promised what is
 * not given to anyone else.
 */
import type { Operation, Scope } from "effection";
import type { Clock } from "../clock.ts";
import type { Context } from "../context/context.ts";
import { cleanly } from "../halting.ts";
import type { BranchId, Device } from "./device.ts";
import { branchOf, type Held } from "./held.ts";
import { type Account, createLedger, type Ledger } from "./ledger.ts";
import { createMender } from "./mending.ts";
import type { PromptTokens } from "./prompt-tokens.ts";

export interface Branches {
  readonly ledger: Ledger;
  /** How many there are. */
  count(): number;
  /** Ids and cells that nobody has and nobody was promised. */
  free(): { readonly ids: number; readonly cells: number };
  /** Ids of branches whose release is under way. */
  dropping(): number;
  /** Accounts that are being cut, and to what length: their cells come back soon. */
  readonly leaving: ReadonlyMap<Account, number>;
  /** Cells promised and not yet in use. */
  promised(): number;
  /** Sets ids and cells aside; negative numbers give them back. */
  promise(ids: number, cells: number): void;
  /** Cells that a fork of a branch with `tokens` takes. */
  forkCells(tokens: number): number;
  /** Milliseconds that decoding what only this branch has would take, going by what was decoded last. */
  price(held: Held): number;
  /** A fork of all that `source` has. It is long where that is more than `at`, or may be by the time it is made. */
  fork(source: Held | undefined, at: Context): { branch: NonNullable<Held["branch"]>; long: boolean };
  /** An account for a branch that the device made with `tokens` in it. */
  enter(id: BranchId, tokens: number): NonNullable<Held["branch"]>;
  /** Decodes what `context` has behind what the branch has. The cells must be promised. Cancelled or failed, all is as it was. */
  extend(held: Held, tokens: Int32Array): Operation<void>;
  /** Cuts the branch to `context`, an ancestor of what it has. `back` is told how many cells came back before anyone else. */
  truncate(held: Held, context: Context, back?: (cells: number) => void): Operation<void>;
  /** Takes back what an operation that failed or was cancelled may have left behind `length` tokens. */
  restore(held: Held, length: number): Operation<void>;
  /** Releases the branch. Its cells count as leaving from the call on. */
  drop(held: Held): Operation<void>;
  /** Does it, though whoever waits for it be halted. */
  surely(operation: () => Operation<void>): Operation<void>;
  /** From here on nothing is taken back any more: all of it goes. */
  quit(): void;
  /** Ends when all that was begun has ended. */
  settled(): Operation<void>;
}

/** Before anything was decoded: about what a small model takes for a token on a processor. */
const USUAL_PRICE = 1;
/** How much one decoding says about the next. */
const NEWS = 0.3;

/** No branches yet; tasks run in `scope`, and `onChange` is told whenever there may be more room. */
export function createBranches(options: {
  readonly device: Device;
  readonly tokens: PromptTokens;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly onChange: () => void;
}): Branches {
  const { device, tokens, clock } = options;
  const copies = device.limits.forks === "copied";
  const ledger = createLedger(device.limits.forks);
  const { mend, surely, settled } = createMender(options.scope, options.onChange);
  const leaving = new Map<Account, number>();
  const promises = { ids: 0, cells: 0 };
  let count = 0;
  let dropping = 0;
  let price = USUAL_PRICE;
  let closed = false;

  function restore(held: Held, length: number): Operation<void> {
    return mend(held, function* () {
      if (!closed) yield* device.truncate(branchOf(held).id, length);
    });
  }

  return {
    ledger,
    count: () => count,
    free: () => ({
      ids: device.limits.branches - count - promises.ids,
      cells: device.limits.cells - ledger.used() - promises.cells,
    }),
    dropping: () => dropping,
    leaving,
    promised: () => promises.cells,
    promise(ids, cells) {
      promises.ids += ids;
      promises.cells += cells;
    },
    forkCells: (length) => (copies ? length : 0),
    price: (held) => price * ledger.own(branchOf(held).account),
    fork(source, at) {
      const from = source && branchOf(source);
      const id = device.fork(from?.id);
      count += 1;
      const account = ledger.open(from?.account);
      // What was forked from one that writes, and has not been cut yet, hands on what it has too much.
      const long = source?.busy === true || source?.long === true || account.length > tokens.of(at).length;
      return { branch: { id, account }, long };
    },
    enter(id, length) {
      count += 1;
      const account = ledger.open();
      ledger.grow(account, length);
      return { id, account };
    },
    *extend(held, rest) {
      const { id, account } = branchOf(held);
      if (rest.length === 0) return;
      const before = account.length;
      const began = clock.now();
      held.busy = true;
      yield* cleanly(
        () => device.extend(id, rest),
        function* (how) {
          held.busy = false;
          // It may have ended in the very moment in which it was halted: then its rows are still there.
          if (how === "halted") yield* restore(held, before);
        },
      );
      ledger.grow(account, rest.length);
      price += NEWS * ((clock.now() - began) / rest.length - price);
    },
    truncate(held, context, back) {
      const { id, account } = branchOf(held);
      const { length } = tokens.of(context);
      leaving.set(account, length);
      return mend(held, function* () {
        try {
          yield* device.truncate(id, length);
          const before = ledger.used();
          ledger.cut(account, length);
          held.long = false;
          back?.(before - ledger.used());
        } finally {
          if (leaving.get(account) === length) leaving.delete(account);
        }
      });
    },
    restore,
    drop(held) {
      const { id, account } = branchOf(held);
      leaving.set(account, 0);
      dropping += 1;
      return mend(held, function* () {
        yield* device.release(id);
        leaving.delete(account);
        dropping -= 1;
        count -= 1;
        ledger.close(account);
      });
    },
    surely,
    quit() {
      closed = true;
    },
    settled,
  };
}
