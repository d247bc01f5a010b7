/**
 * Who reads which cells. A branch's cells are a chain of stretches, each decoded once; forks share the chain as it was,
 * or, on a device that copies, have one of their own. So the cells in use are the lengths of all stretches that somebody
 * reads, exactly, without asking the device.
 */

/** What one branch reads: a place in the tree of stretches. Changed only by its ledger. */
export interface Account {
  /** Tokens of the branch. */
  readonly length: number;
}

/** Who reads which cells, and how many are free. */
export interface Ledger {
  /** Unique cells of all accounts. */
  used(): number;
  /** Of them, cells that more than one account reads. */
  shared(): number;
  /** Cells that only this account reads. */
  own(account: Account): number;
  /** An account that reads what `from` reads; an empty one without. */
  open(from?: Account): Account;
  /** `tokens` more cells that only this account reads. */
  grow(account: Account, tokens: number): void;
  /** Leaves the first `length` tokens of the account; what nobody else reads is free. */
  cut(account: Account, length: number): void;
  /** Gives up all that the account reads. */
  close(account: Account): void;
  /** What would come free if some accounts were cut, tried out one after another. Good until the ledger changes. */
  trial(): Trial;
}

/** Cuts that are tried out and cost nothing. */
export interface Trial {
  cut(account: Account, length: number): void;
  /** Takes back that this account was cut to nothing. */
  undo(account: Account): void;
  /** Cells that would be free. */
  freed(): number;
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

/** A ledger without accounts; `forks` says whether an account that is opened from another shares its cells. */
export function createLedger(forks: "shared" | "copied" = "shared"): Ledger {
  const accounts = new Set<Account>();
  let used = 0;
  let shared = 0;

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
      if (top.readers === 1) shared -= top.length;
      top = top.parent;
    }
    account.top = top;
    account.length = length;
  }

  function grow(account: OpenAccount, tokens: number): void {
    if (tokens === 0) return;
    account.top = { parent: account.top, start: account.length, length: tokens, readers: 1 };
    account.length += tokens;
    used += tokens;
  }

  return {
    used: () => used,
    shared: () => shared,
    own(account) {
      let cells = 0;
      for (let at = own(account).top; at?.readers === 1; at = at.parent) cells += at.length;
      return cells;
    },
    open(from) {
      const source = from && own(from);
      const account: OpenAccount = { length: 0, top: null };
      accounts.add(account);
      if (source && forks === "copied") grow(account, source.length);
      else if (source) {
        account.length = source.length;
        account.top = source.top;
        for (let at = account.top; at; at = at.parent) {
          at.readers += 1;
          if (at.readers === 2) shared += at.length;
        }
      }
      return account;
    },
    grow: (account, tokens) => grow(own(account), tokens),
    cut: (account, length) => cut(own(account), length),
    close(account) {
      cut(own(account), 0);
      accounts.delete(account);
    },
    trial() {
      const losses = new Map<Stretch, { readers: number; kept: number }>();
      let freed = 0;

      function lose(at: Stretch, readers: number, kept: number): void {
        const before = losses.get(at) ?? { readers: 0, kept: at.start };
        const loss = { readers: before.readers + readers, kept: Math.max(before.kept, kept) };
        losses.set(at, loss);
        const cells = (of: typeof loss): number =>
          of.readers === at.readers ? at.start + at.length - Math.max(at.start, of.kept) : 0;
        freed += cells(loss) - cells(before);
      }

      return {
        cut(account, length) {
          for (let at = own(account).top; at && at.start + at.length > length; at = at.parent) lose(at, 1, length);
        },
        undo(account) {
          for (let at = own(account).top; at; at = at.parent) lose(at, -1, 0);
        },
        freed: () => freed,
      };
    },
  };
}
