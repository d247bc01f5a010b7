import { describe, expect, test } from "vitest";
import { chooseEvictions } from "../../../runtime/engine/evictions.ts";
import type { Held } from "../../../runtime/engine/held.ts";
import { type Account, createLedger, type Ledger } from "../../../runtime/engine/ledger.ts";
import { contextOf } from "./playing.ts";

let branches = 0;
const idle = (account: Account, used: number): Held => ({
  context: contextOf(`branch ${used}`),
  kind: "idle",
  branch: { id: ++branches, account },
  flight: null,
  busy: false,
  mending: null,
  long: false,
  pins: 0,
  used,
});

function account(ledger: Ledger, tokens: number, from?: Account): Account {
  const opened = ledger.open(from);
  ledger.grow(opened, tokens);
  return opened;
}

const none = { leaving: new Map<Account, number>(), shorten: undefined };

describe("choosing what goes", () => {
  test("takes what was of use longest ago, and only as much as is needed", () => {
    const ledger = createLedger();
    const [old, older, young] = [2, 1, 3].map((used) => idle(account(ledger, 10), used));
    const candidates = [old, older, young].filter((held) => held !== undefined);
    const chosen = chooseEvictions({ ...none, ledger, candidates, enough: (_, freed) => freed >= 15 });
    expect(chosen?.drop).toEqual([older, old]);
  });

  test("drops nothing that gives nothing", () => {
    const ledger = createLedger();
    const leased = account(ledger, 10);
    const shared = idle(ledger.open(leased), 1);
    const own = idle(account(ledger, 10), 2);
    const candidates = [shared, own];
    expect(chooseEvictions({ ...none, ledger, candidates, enough: (_, freed) => freed >= 5 })?.drop).toEqual([own]);
    expect(chooseEvictions({ ...none, ledger, candidates, enough: (dropped) => dropped >= 1 })?.drop).toEqual([shared]);
  });

  test("drops nothing in vain", () => {
    const ledger = createLedger();
    const candidates = [idle(account(ledger, 10), 1)];
    expect(chooseEvictions({ ...none, ledger, candidates, enough: (_, freed) => freed >= 11 })).toBe(undefined);
  });

  test("counts what is leaving already", () => {
    const ledger = createLedger();
    const leaving = new Map([[account(ledger, 10), 4]]);
    const candidates = [idle(account(ledger, 10), 1)];
    const enough = (_: number, freed: number) => freed >= 6;
    expect(chooseEvictions({ ...none, ledger, leaving, candidates, enough })?.drop).toEqual([]);
  });

  test("shortens the branch that is to be forked, where that is needed too", () => {
    const ledger = createLedger();
    const source = idle(account(ledger, 20), 1);
    const candidates = [idle(account(ledger, 10), 2)];
    const shorten = { held: source, length: 5 };
    const choose = (cells: number) =>
      chooseEvictions({ ...none, ledger, candidates, shorten, enough: (_, freed) => freed >= cells });
    expect(choose(10)).toEqual({ drop: candidates, shorten: false });
    expect(choose(25)).toEqual({ drop: candidates, shorten: true });
    expect(choose(12)).toEqual({ drop: [], shorten: true });
    expect(choose(26)).toBe(undefined);
  });
});
