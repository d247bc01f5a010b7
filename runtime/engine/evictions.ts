import { branchOf, type Held } from "./held.ts";
import type { Account, Ledger } from "./ledger.ts";

/** What is dropped to make room. */
export interface Evictions {
  readonly drop: readonly Held[];
  /** The branch to be shortened is worth shortening. */
  readonly shorten: boolean;
}

/**
 * Chooses the idle branches that go when room is needed: those that were of use longest ago, and only as many as give
 * enough. Undefined if all of them together would not: then none goes in vain.
 */
export function chooseEvictions(options: {
  readonly ledger: Ledger;
  /** Accounts that are being cut already, and to what length. */
  readonly leaving: ReadonlyMap<Account, number>;
  readonly candidates: readonly Held[];
  /** A branch that can't go, but needn't be longer than this. */
  readonly shorten: { readonly held: Held; readonly length: number } | undefined;
  enough(dropped: number, freedCells: number): boolean;
}): Evictions | undefined {
  const { ledger, shorten } = options;
  const cuts = new Map(options.leaving);
  const drop: Held[] = [];
  const enough = (): boolean => options.enough(drop.length, ledger.freed(cuts));

  for (const held of [...options.candidates].sort((a, b) => a.used - b.used)) {
    if (enough()) break;
    drop.push(held);
    cuts.set(branchOf(held).account, 0);
  }
  const short = shorten !== undefined && !enough() && shorten.length < branchOf(shorten.held).account.length;
  if (short) cuts.set(branchOf(shorten.held).account, shorten.length);
  if (!enough()) return undefined;

  // What was chosen early may turn out not to be needed after all.
  for (const held of [...drop]) {
    const index = drop.indexOf(held);
    const { account } = branchOf(held);
    drop.splice(index, 1);
    cuts.delete(account);
    if (enough()) continue;
    drop.splice(index, 0, held);
    cuts.set(account, 0);
  }
  return { drop, shorten: short };
}
