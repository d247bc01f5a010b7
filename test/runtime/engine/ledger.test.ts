import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Account, createLedger } from "../../../runtime/engine/ledger.ts";

/** What a ledger keeps account of, cell by cell. */
type Cell = { readonly number: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("open" as const), from: fc.option(fc.nat(), { nil: undefined }) }),
    fc.record({ kind: fc.constant("grow" as const), of: fc.nat(), by: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ kind: fc.constant("cut" as const), of: fc.nat(), to: fc.nat({ max: 40 }) }),
    fc.record({ kind: fc.constant("close" as const), of: fc.nat() }),
  ),
  { maxLength: 60 },
);

function unique(lists: Iterable<readonly Cell[]>): Map<Cell, number> {
  const readers = new Map<Cell, number>();
  for (const list of lists) for (const cell of list) readers.set(cell, (readers.get(cell) ?? 0) + 1);
  return readers;
}

describe("the ledger", () => {
  test("counts cells as if it counted them one by one, and says exactly what a cut would free", () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat({ max: 40 }), { minLength: 60, maxLength: 60 }), (list, lengths) => {
        const ledger = createLedger();
        const model = new Map<Account, readonly Cell[]>();
        let number = 0;
        const pick = (index: number): [Account, readonly Cell[]] | undefined =>
          model.size > 0 ? [...model][index % model.size] : undefined;
        for (const step of list) {
          if (step.kind === "open") {
            const source = step.from === undefined ? undefined : pick(step.from);
            model.set(ledger.open(source?.[0]), source?.[1] ?? []);
          } else {
            const picked = pick(step.of);
            if (!picked) continue;
            const [account, cells] = picked;
            if (step.kind === "grow") {
              ledger.grow(account, step.by);
              model.set(account, [...cells, ...Array.from({ length: step.by }, () => ({ number: number++ }))]);
            } else if (step.kind === "cut") {
              ledger.cut(account, step.to);
              model.set(account, cells.slice(0, step.to));
            } else {
              ledger.close(account);
              model.delete(account);
            }
          }
          const readers = unique(model.values());
          expect(ledger.used()).toBe(readers.size);
          expect(ledger.shared()).toBe([...readers.values()].filter((count) => count > 1).length);
          for (const [account, cells] of model) expect(account.length).toBe(cells.length);
        }
        const cuts = new Map([...model.keys()].map((account, index) => [account, lengths[index] ?? 0]));
        const some = new Map([...cuts].filter((_, index) => index % 2 === 0));
        const after = unique([...model].map(([account, cells]) => cells.slice(0, some.get(account) ?? cells.length)));
        const trial = ledger.trial();
        for (const [account, length] of some) trial.cut(account, length);
        expect(trial.freed()).toBe(ledger.used() - after.size);
        // What is tried and taken back again makes no difference.
        const others = [...cuts.keys()].filter((account) => !some.has(account));
        for (const account of others) trial.cut(account, 0);
        for (const account of others) trial.undo(account);
        expect(trial.freed()).toBe(ledger.used() - after.size);
        for (const [account, cells] of model) {
          const others = unique([...model].filter(([other]) => other !== account).map(([, theirs]) => theirs));
          expect(ledger.own(account)).toBe(cells.filter((cell) => !others.has(cell)).length);
        }
      }),
    );
  });

  test("of copied forks counts every cell of every account", () => {
    const ledger = createLedger("copied");
    const account = ledger.open();
    ledger.grow(account, 10);
    const fork = ledger.open(account);
    ledger.grow(fork, 3);
    expect([ledger.used(), ledger.shared(), ledger.own(fork)]).toEqual([23, 0, 13]);
    ledger.close(account);
    ledger.cut(fork, 4);
    expect(ledger.used()).toBe(4);
  });

  test("knows only its own open accounts", () => {
    const ledger = createLedger();
    const account = ledger.open();
    ledger.close(account);
    expect(() => ledger.grow(account, 1)).toThrow("closed");
    expect(() => ledger.open(createLedger().open())).toThrow("another ledger's");
  });
});
