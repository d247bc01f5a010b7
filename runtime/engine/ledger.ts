/**
 * Who reads which cells. A branch's cells are a chain of stretches, each decoded once; forks share the chain as it was.
 * So the cells in use are the lengths of all stretches that somebody reads, exactly, without asking the device.
 */

/** What one branch reads: a place in the tree of stretches. Changed only by its ledger. */
export interface Account {
  /** Tokens of the branch. */
  readonly length: number;
}

export interface Ledger {
  /** Unique cells of all accounts. */
  used(): number;
  /** Of them, cells that more than one account reads. */
  shared(): number;
  /** An account that reads what `from` reads; an empty one without. */
  open(from?: Account): Account;
  /** `tokens` more cells that only this account reads. */
  grow(account: Account, tokens: number): void;
  /** Leaves the first `length` tokens of the account; what nobody else reads is free. */
  cut(account: Account, length: number): void;
  /** Gives up all that the account reads. */
  close(account: Account): void;
  /** Cells that would be free if each account were cut to the length beside it. */
  freed(cuts: ReadonlyMap<Account, number>): number;
}

interface Stretch {
  parent: Stretch | null;
  start: number;
  length: number;
  /** Accounts whose chain it is in. */
  readers: number;
}

interface OpenAccount extends Account {
  length: number;
  top: Stretch | null;
}

/** A ledger without accounts. */
export function createLedger(): Ledger {
  const accounts = new Set<Account>();
  let used = 0;

  function own(account: Account): OpenAccount {
    if (!accounts.has(account)) throw new Error("This account is closed, or another ledger's.");
    return account as OpenAccount;
  }

  /** Makes two stretches of one, so that a chain can end at `length`; those who read all of it keep the upper one as their top. */
  function split(stretch: Stretch, length: number): Stretch {
    const head = {
      parent: stretch.parent,
      start: stretch.start,
      length: length - stretch.start,
      readers: stretch.readers,
    };
    stretch.parent = head;
    stretch.length -= head.length;
    stretch.start = length;
    return head;
  }

  function cut(account: OpenAccount, length: number): void {
    if (account.length <= length) return;
    let top = account.top;
    while (top && top.start + top.length > length) {
      if (top.start < length) split(top, length);
      top.readers -= 1;
      if (top.readers === 0) used -= top.length;
      top = top.parent;
    }
    account.top = top;
    account.length = length;
  }

  return {
    used: () => used,
    shared() {
      const seen = new Set<Stretch>();
      let cells = 0;
      for (const account of accounts)
        for (let at = (account as OpenAccount).top; at && !seen.has(at); at = at.parent) {
          seen.add(at);
          if (at.readers > 1) cells += at.length;
        }
      return cells;
    },
    open(from) {
      const source = from && own(from);
      const account: OpenAccount = { length: source?.length ?? 0, top: source?.top ?? null };
      for (let at = account.top; at; at = at.parent) at.readers += 1;
      accounts.add(account);
      return account;
    },
    grow(account, tokens) {
      const grown = own(account);
      if (tokens === 0) return;
      grown.top = { parent: grown.top, start: grown.length, length: tokens, readers: 1 };
      grown.length += tokens;
      used += tokens;
    },
    cut: (account, length) => cut(own(account), length),
    close(account) {
      cut(own(account), 0);
      accounts.delete(account);
    },
    freed(cuts) {
      const losses = new Map<Stretch, { readers: number; kept: number }>();
      for (const [account, length] of cuts)
        for (let at = own(account).top; at && at.start + at.length > length; at = at.parent) {
          const loss = losses.get(at) ?? { readers: 0, kept: at.start };
          losses.set(at, { readers: loss.readers + 1, kept: Math.max(loss.kept, length) });
        }
      let cells = 0;
      for (const [at, loss] of losses)
        if (loss.readers === at.readers) cells += at.start + at.length - Math.max(at.start, loss.kept);
      return cells;
    },
  };
}
