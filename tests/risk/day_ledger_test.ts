/**
 * The day's ledger: deals and account messages give the same loss in any order of arrival, and
 * flows neither fake nor hide one.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AccountDay,
  type AccountMetrics,
  brokerMs,
  type DealTicket,
  type DealType,
  ticket,
  unixMs,
  type VenueDeal,
} from "../../src/models/mod.ts";
import {
  DayLedger,
  isExplained,
  lastingChange,
  type Unexplained,
} from "../../src/risk/day/day_ledger.ts";
import { drawdownPct, type EquityPeak, raisePeak } from "../../src/risk/day/equity_peak.ts";
import { riskMetrics } from "../../src/risk/day/risk_metrics.ts";
import { balanceDeal, sampleDeal } from "../support/trade_samples.ts";
import { terminal } from "./risk_samples.ts";
import type { MoneyUnit } from "../../src/models/currency.ts";
import { nothingHeld } from "../support/nothing_held.ts";

const midnight = Date.UTC(2026, 1, 25);

const day: AccountDay = {
  terminal,
  brokerDay: "2026-02-25",
  startEquity: 10_000,
  startBalance: 10_000,
  startedBrokerMs: brokerMs(midnight),
  reconstruction: null,
};

function accountOf(cents: { balance: number; credit: number; floating: number }): AccountMetrics {
  const [balance, profit] = [cents.balance / 100, cents.floating / 100];
  const equity = (cents.balance + cents.credit + cents.floating) / 100;
  const margin = { margin: 0, freeMargin: equity, marginLevelPct: null };
  const held = { ...nothingHeld, credit: cents.credit / 100 };
  return { terminal, utcMs: unixMs(midnight), balance, equity, profit, ...margin, ...held };
}

function dealOf(index: number, type: DealType, cents: number): VenueDeal {
  const deal = type === "buy"
    ? sampleDeal(index, { profit: cents / 100, commission: 0 })
    : { ...balanceDeal(index, cents / 100), type };
  return {
    ...deal,
    ticket: ticket<DealTicket>(String(index + 1)),
    brokerMs: brokerMs(midnight + index * 1_000),
  };
}

interface Step {
  readonly type: DealType | "floating";
  readonly cents: number;
}

/** The steps of a scenario; no two different sets of amounts have the same sum. */
const anyScenario = fc.array(
  fc.record({
    type: fc.constantFrom<Step["type"]>(
      ...[
        "balance",
        "credit",
        "bonus",
        "correction",
        "buy",
        "commission",
        "charge",
        "floating",
      ] as const,
    ),
    isNegative: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
).map((steps) =>
  steps.map(({ type, isNegative }, index): Step => ({
    type,
    cents: (isNegative ? -1 : 1) * 3 ** index * 7,
  }))
);

/** Long after every deal of a scenario. */
const end = brokerMs(midnight + 3_600_000);
const always = brokerMs(Number.MAX_SAFE_INTEGER);

function figuresIn(
  view: "favourable" | "adverse",
  { ledger, account, peak }: {
    readonly ledger: DayLedger;
    readonly account: AccountMetrics;
    readonly peak: EquityPeak;
  },
) {
  const comparison = ledger.compare(account, end);
  const judged = (all: Unexplained) => {
    const { fresh: none, lasting } = lastingChange(all);
    return view === "favourable" ? { fresh: lasting, lasting: none } : lastingChange(all);
  };
  const change = { realised: 0, judged };
  return riskMetrics(account, { ledger, comparison, peak, change, acceptedLossPct: 0 });
}

/** The account after each step, the deals so far, and the loss with flows left out. */
function told(scenario: readonly Step[]) {
  const cents = { balance: 1_000_000, credit: 0, floating: 0 };
  let flows = 0;
  return scenario.map(({ type, cents: amount }, index) => {
    if (type === "floating") cents.floating += amount;
    else if (type === "credit") cents.credit += amount;
    else cents.balance += amount;
    if (["balance", "credit", "bonus", "correction"].includes(type)) flows += amount;
    const account = accountOf(cents);
    const deal = type === "floating" ? null : dealOf(index, type, amount);
    return { account, deal, loss: 10_000 + flows / 100 - account.equity };
  });
}

Deno.test("whenever the deals explain the account, the loss is correct, in any order of arrival", () => {
  fc.assert(
    fc.property(anyScenario, fc.array(fc.nat(), { maxLength: 80 }), (scenario, picks) => {
      const states = told(scenario);
      const ledger = new DayLedger(day, "USD");
      ledger.settleCredit(accountOf({ balance: 1_000_000, credit: 0, floating: 0 }));
      // Each pick delivers a deal (again, late, or early) or an account message.
      for (const pick of [...picks, ...states.keys()].map((one) => one % (2 * states.length))) {
        const { deal, account, loss } = states[pick >> 1]!;
        if (pick % 2 === 0 && deal !== null) ledger.addDeals([deal]);
        else if (isExplained(ledger.compare(account, end))) {
          const known = day.startEquity + ledger.flowsBefore(always) - account.equity;
          assert.ok(Math.abs(known - loss) < 1e-6, `${known} is not ${loss}`);
        }
      }
      for (const { deal } of states) if (deal !== null) ledger.addDeals([deal]);
      assert.ok(isExplained(ledger.compare(states.at(-1)!.account, end)));
    }),
    { seed: 61, numRuns: 3_000 },
  );
});

Deno.test("a message is compared with the deals of its own time, whatever came just after it", () => {
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      const states = told(scenario);
      const ledger = new DayLedger(day, "USD");
      ledger.settleCredit(accountOf({ balance: 1_000_000, credit: 0, floating: 0 }));
      for (const { deal } of states) if (deal !== null) ledger.addDeals([deal]);
      for (const [index, { account, loss }] of states.entries()) {
        const comparison = ledger.compare(account, brokerMs(midnight + index * 1_000));
        // The server's clock has whole seconds: two deals may be younger than they seem.
        const isYoung = states.slice(index + 1).every(({ deal }) => deal === null) ||
          index + 2 >= states.length;
        if (isYoung) assert.ok(isExplained(comparison));
        if (!isExplained(comparison)) continue;
        const known = day.startEquity + comparison.flows - account.equity;
        assert.ok(Math.abs(known - loss) < 1e-6, `${known} is not ${loss}`);
      }
    }),
    { seed: 64, numRuns: 1_000 },
  );
});

Deno.test("deposits, withdrawals, credit and bonus alone are neither loss nor drawdown", () => {
  const flows = anyScenario.map((scenario) =>
    scenario.filter(({ type }) => ["balance", "credit", "bonus", "correction"].includes(type))
      // At most the balance.
      .map((step) => ({ ...step, cents: Math.max(step.cents, -20_000) }))
  );
  fc.assert(
    fc.property(flows, (scenario) => {
      const ledger = new DayLedger(day, "USD");
      ledger.settleCredit(accountOf({ balance: 1_000_000, credit: 0, floating: 0 }));
      let peak: EquityPeak = { peakEquity: 10_000, flows: 0 };
      for (const { account, deal } of told(scenario)) {
        ledger.addDeals([deal!]);
        peak = raisePeak(peak, account.equity, ledger.flowsBefore(always));
        const figures = figuresIn("favourable", { ledger, account, peak });
        assert.ok(figures.dayLossPct < 1e-9 && figures.drawdownPct < 1e-9, JSON.stringify(figures));
      }
    }),
    { seed: 62, numRuns: 500 },
  );
});

Deno.test("the drawdown is that of the returns: a flow does not change it", () => {
  const steps = fc.array(
    fc.record({ isFlow: fc.boolean(), share: fc.integer({ min: -60, max: 150 }) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(steps, (scenario) => {
      let [equity, flows, value, highest] = [10_000, 0, 1, 1];
      let peak: EquityPeak = { peakEquity: equity, flows };
      for (const { isFlow, share } of scenario) {
        const change = equity * share / 100;
        if (isFlow) flows += change;
        else value *= 1 + share / 100;
        equity += change;
        highest = Math.max(highest, value);
        peak = raisePeak(peak, equity, flows);
        const expected = (highest - value) / highest * 100;
        assert.ok(Math.abs(drawdownPct(peak.peakEquity, equity) - expected) < 1e-6);
      }
    }),
    { seed: 63, numRuns: 1_000 },
  );
});

const changes: readonly [what: string, change: number, favourable: number, adverse: number][] = [
  ["less balance", -300, 0, 3],
  ["more balance", 300, 0, 0],
];
for (const [what, change, favourable, adverse] of changes) {
  Deno.test(`${what} that no deal explains: no loss, or all of it, depending on the view`, () => {
    const ledger = new DayLedger(day, "USD");
    const account = accountOf({ balance: (10_000 + change) * 100, credit: 0, floating: 0 });
    const peak = { peakEquity: 10_000, flows: 0 };
    assert.equal(isExplained(ledger.compare(account, end)), false);
    assert.equal(figuresIn("favourable", { ledger, account, peak }).dayLossPct, favourable);
    assert.equal(figuresIn("adverse", { ledger, account, peak }).dayLossPct, adverse);
  });
}

Deno.test("credit that no deal explains is noticed to the smallest unit of the currency", () => {
  const isCreditExplained = (currency: string, cents: number) => {
    const ledger = new DayLedger(day, currency);
    ledger.settleCredit(accountOf({ balance: 1_000_000, credit: 0, floating: 0 }));
    const account = accountOf({ balance: 1_000_000, credit: cents, floating: 0 });
    return isExplained(ledger.compare(account, end));
  };
  assert.deepEqual(["USD", "BTC", "JPY"].map((currency) => isCreditExplained(currency, 1)), [
    true,
    false,
    true,
  ]);
  assert.deepEqual(["USD", "JPY"].map((currency) => isCreditExplained(currency, 150)), [
    false,
    true,
  ]);
});

Deno.test("an unexplained deposit hides no loss in the adverse view", () => {
  const ledger = new DayLedger(day, "USD");
  const account = accountOf({ balance: 1_100_000, credit: 0, floating: -30_000 });
  const peak = { peakEquity: 10_000, flows: 0 };
  assert.equal(figuresIn("adverse", { ledger, account, peak }).dayLossPct, 3);
});

Deno.test("the ledger counts in the coins that the terminal reports for the account's currency", () => {
  const creditUnexplained = (currency: MoneyUnit, cents: number) => {
    const ledger = new DayLedger(day, currency);
    ledger.settleCredit(accountOf({ balance: 1_000_000, credit: 0, floating: 0 }));
    const account = accountOf({ balance: 1_000_000, credit: cents, floating: 0 });
    return !isExplained(ledger.compare(account, end));
  };
  assert.equal(creditUnexplained("USD", 1), false, "within the rounding of cents");
  assert.equal(creditUnexplained({ currency: "USD", currencyDigits: 4 }, 1), true);
  assert.equal(creditUnexplained({ currency: "USD", currencyDigits: 0 }, 150), false);
});

Deno.test("a deal just before the day that explained another one's amount leaves the day again", () => {
  const ledger = new DayLedger(day, "USD");
  const before = { ...dealOf(0, "buy", -19), brokerMs: brokerMs(midnight - 1_000) };
  ledger.addDeals([before]);
  const account = accountOf({ balance: 999_981, credit: 0, floating: 0 });
  const seen = () => isExplained(ledger.compare(account, brokerMs(midnight + 60_000)));
  assert.ok(seen(), "the deal may belong to the day");
  ledger.addDeals([dealOf(10, "buy", -19)]);
  assert.ok(seen(), "it belongs to the day before: its amount is in the start");
});

Deno.test("the terminal does not count a deposit again that the first figures contain", () => {
  const ledger = new DayLedger(day, "USD");
  const credited = accountOf({ balance: 1_000_000, credit: 50_000, floating: 0 });
  ledger.settleCredit(credited);
  const deal = dealOf(1, "credit", 50_000);
  ledger.addDeals([deal]);
  const time = brokerMs(midnight + 60_000);
  assert.ok(isExplained(ledger.compare(credited, time)));
  assert.equal(ledger.compare(credited, time).flows, 0);
  assert.equal(ledger.flowsToMs(credited, time), deal.brokerMs);
});

Deno.test("of deals of one millisecond around the start, those with the last tickets are of the day", () => {
  for (const contained of [0, 1, 2, 3]) {
    for (const told of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
      const at = brokerMs(midnight - 1);
      const cents = [-49, -33, -81];
      // The second and the third have longer tickets.
      const deals = cents.map((one, index) => ({ ...dealOf(index + 8, "buy", one), brokerMs: at }));
      const ledger = new DayLedger(day, "USD");
      ledger.addDeals(told.map((index) => deals[index]!));
      const later = cents.slice(contained).reduce((sum, one) => sum + one, 0);
      const account = accountOf({ balance: 1_000_000 + later, credit: 0, floating: 0 });
      assert.ok(isExplained(ledger.compare(account, end)), `${contained} of ${told}`);
    }
  }
});
