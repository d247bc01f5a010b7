import { describe, expect, test } from "vitest";
import { chooseEvictions, type Step } from "../../../runtime/engine/evictions.ts";
import type { Held } from "../../../runtime/engine/held.ts";
import { type Account, createLedger, type Ledger } from "../../../runtime/engine/ledger.ts";
import { contextOf } from "./playing.ts";

let branches = 0;
const idle = (account: Account): Held => ({
  context: contextOf(`branch ${branches}`),
  owner: null,
  branch: { id: ++branches, account },
  flight: null,
  busy: false,
  mending: null,
  long: false,
  pins: 0,
  used: 0,
});

/** A lease's branch with cells promised to it. */
const resting = (account: Account, promised: number): Held => ({
  ...idle(account),
  owner: { path: "agent", restsSince: () => 0, promised: () => promised, unseat: () => {} },
});

function account(ledger: Ledger, tokens: number, from?: Account): Account {
  const opened = ledger.open(from);
  ledger.grow(opened, tokens);
  return opened;
}

const drop = (held: Held): Step => ({ kind: "drop", held });
const unseat = (held: Held): Step => ({ kind: "unseat", held });
const none = { leaving: new Map<Account, number>() };

describe("choosing what goes", () => {
  test("takes what is missed least, and only as much as is needed", () => {
    const ledger = createLedger();
    const steps = [1, 2, 3].map(() => drop(idle(account(ledger, 10))));
    const chosen = chooseEvictions({ ...none, ledger, steps, enough: ({ cells }) => cells >= 15 });
    expect(chosen).toEqual(steps.slice(0, 2));
  });

  test("drops nothing that gives nothing", () => {
    const ledger = createLedger();
    const leased = account(ledger, 10);
    const shared = drop(idle(ledger.open(leased)));
    const own = drop(idle(account(ledger, 10)));
    const steps = [shared, own];
    expect(chooseEvictions({ ...none, ledger, steps, enough: ({ cells }) => cells >= 5 })).toEqual([own]);
    expect(chooseEvictions({ ...none, ledger, steps, enough: ({ ids }) => ids >= 1 })).toEqual([shared]);
  });

  test("drops nothing in vain", () => {
    const ledger = createLedger();
    const steps = [drop(idle(account(ledger, 10)))];
    expect(chooseEvictions({ ...none, ledger, steps, enough: ({ cells }) => cells >= 11 })).toBe(undefined);
  });

  test("counts what is leaving already", () => {
    const ledger = createLedger();
    const leaving = new Map([[account(ledger, 10), 4]]);
    const steps = [drop(idle(account(ledger, 10)))];
    expect(chooseEvictions({ ledger, leaving, steps, enough: ({ cells }) => cells >= 6 })).toEqual([]);
  });

  test("shortens the branch that is to be forked, where that is needed too", () => {
    const ledger = createLedger();
    const shorten: Step = { kind: "shorten", held: idle(account(ledger, 20)), length: 5 };
    const first = drop(idle(account(ledger, 10)));
    const steps = [first, shorten];
    const choose = (wanted: number) =>
      chooseEvictions({ ...none, ledger, steps, enough: ({ cells }) => cells >= wanted });
    expect(choose(10)).toEqual([first]);
    expect(choose(25)).toEqual([first, shorten]);
    expect(choose(12)).toEqual([shorten]);
    expect(choose(26)).toBe(undefined);
  });

  test("asks a lease at rest for its place and what it was promised, and for its branch only if that is needed", () => {
    const ledger = createLedger();
    const kept = drop(idle(account(ledger, 10)));
    const lease = resting(account(ledger, 10), 30);
    const steps = [kept, unseat(lease), drop(lease)];
    const choose = (seats: number, wanted: number) =>
      chooseEvictions({ ...none, ledger, steps, enough: (gained) => gained.seats >= seats && gained.cells >= wanted });
    expect(choose(0, 10)).toEqual([kept]);
    expect(choose(1, 0)).toEqual([unseat(lease)]);
    expect(choose(0, 30)).toEqual([unseat(lease)]);
    expect(choose(0, 45)).toEqual([kept, unseat(lease), drop(lease)]);
  });
});
