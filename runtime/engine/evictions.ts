import { branchOf, type Held } from "./held.ts";
import type { Account, Ledger } from "./ledger.ts";

/** Places of leases, ids of branches, and cells. */
export interface Room {
  readonly seats: number;
  readonly ids: number;
  readonly cells: number;
}

/** One thing that can be given up. */
export type Step =
  /** The branch goes. */
  | { readonly kind: "drop"; readonly held: Held }
  /** Its lease gives it up until it goes on, and with it what it was promised. */
  | { readonly kind: "unseat"; readonly held: Held }
  /** It needn't be longer than this. */
  | { readonly kind: "shorten"; readonly held: Held; readonly length: number };

/**
 * Chooses what is given up when room is needed: of `steps`, as many from the first on as give enough, without those that
 * turn out not to be needed. Undefined if all of them together would not do: then nothing goes in vain.
 */
export function chooseEvictions(options: {
  readonly ledger: Ledger;
  /** Accounts that are being cut already, and to what length. */
  readonly leaving: ReadonlyMap<Account, number>;
  /** Least missed first; a `shorten` is the last. */
  readonly steps: Iterable<Step>;
  enough(gained: Room): boolean;
}): readonly Step[] | undefined {
  const trial = options.ledger.trial();
  for (const [account, length] of options.leaving) trial.cut(account, length);
  const gained = { seats: 0, ids: 0, cells: 0 };
  const enough = (): boolean => options.enough({ ...gained, cells: gained.cells + trial.freed() });

  function count(step: Step, by: 1 | -1): void {
    switch (step.kind) {
      case "unseat":
        gained.seats += by;
        gained.cells += by * (step.held.owner?.promised() ?? 0);
        return;
      case "drop":
        gained.ids += by;
        if (by > 0) trial.cut(branchOf(step.held).account, 0);
        else trial.undo(branchOf(step.held).account);
        return;
      case "shorten":
        trial.cut(branchOf(step.held).account, step.length);
        return;
      default:
        step satisfies never;
    }
  }

  const chosen: Step[] = [];
  for (const step of options.steps) {
    if (enough()) break;
    count(step, 1);
    chosen.push(step);
  }
  if (!enough()) return undefined;
  const taken = new Set<Held>();
  return chosen
    .reverse()
    .filter((step) => {
      // Whose branch goes, or is cut, has none any more.
      if (step.kind === "unseat" && taken.has(step.held)) return true;
      if (step.kind !== "shorten") {
        count(step, -1);
        if (enough()) return false;
        count(step, 1);
      }
      taken.add(step.held);
      return true;
    })
    .reverse();
}
