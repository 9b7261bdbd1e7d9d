/** Pending orders that fill overnight, over a weekend, or after the account has changed. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  magicNumber,
  magicOfIntent,
  type OrderTicket,
  ticket,
  unixMs,
} from "../../src/models/mod.ts";
import { commitmentsOf } from "../../src/risk/facts/commitments.ts";
import { lostAtStops } from "../../src/risk/loss/open_risk.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import { outgrownOrders } from "../../src/risk/orders/outgrown_orders.ts";
import { review } from "../../src/risk/checks/review.ts";
import type { RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import { chooseVolume } from "../../src/risk/volume/volume.ts";
import { sampleIntent, sampleOrder, samplePosition } from "../support/trade_samples.ts";
import {
  account,
  eurusd,
  good,
  identity,
  limits,
  metrics,
  policy,
  proposal,
} from "./risk_samples.ts";

/** Loses 100 USD at its stop, as a buy limit of 0.1 lots. */
function pending(index: number, isOwn = true, lots = 0.1) {
  const order = sampleOrder(index);
  return {
    ...order,
    ticket: ticket<OrderTicket>(String(index)),
    symbol: eurusd,
    type: "buy_limit" as const,
    volumeInitialLots: lots,
    volumeCurrentLots: lots,
    price: 1.1,
    stopLoss: 1.09,
    position: null,
    setupMs: unixMs(index) as unknown as typeof order.setupMs,
    magic: isOwn ? samplePosition(1).magic : magicNumber("0"),
  };
}

/** Limits of one order that leave the risk of all together to decide. */
const wide = {
  riskPerTradePct: 100,
  maxSymbolExposurePct: 10_000,
  maxCurrencyExposurePct: 10_000,
  maxGroupExposurePct: 10_000,
};

function cancelled(
  orders: readonly ReturnType<typeof pending>[],
  { equity = 10_000, dayLossPct = 0, maxOpenRiskPct = null as number | null } = {},
) {
  const open = { positions: [], orders, intents: [], approvalsUsed: [] };
  const facts = {
    account: { ...account, metrics: { ...metrics, equity, dayLossPct, dayStartEquity: 10_000 } },
    policy: { ...policy, limits: { ...limits, ...wide, maxOpenRiskPct } },
  };
  return { facts, open, found: outgrownOrders(facts, open) };
}

const tickets = ({ found }: ReturnType<typeof cancelled>) => found.map(({ order }) => order);

Deno.test("pending orders stay while the account can lose what their stops cost", () => {
  assert.deepEqual(tickets(cancelled([pending(1), pending(2)])), []);
});

Deno.test("after a daily loss the newest pending orders are cancelled until the rest fits what is left", () => {
  const after = cancelled([pending(1), pending(3), pending(2)], { dayLossPct: 0.5 });
  assert.deepEqual(tickets(after), ["3", "2"]);
  assert.match(
    after.found[0]!.reason,
    /^300.00 USD would be lost at the stops, above the 150.00 USD left of the daily loss limit$/,
  );
});

Deno.test("after a withdrawal they must fit the open risk limit", () => {
  const smaller = cancelled([pending(1), pending(2)], { equity: 5_000, maxOpenRiskPct: 2 });
  assert.deepEqual(tickets(smaller), ["2"]);
});

/** What is named of `open`, with wide limits of what all orders together may lose. */
function misfits(
  open: Partial<OpenPositions>,
  equity: number,
  change: Partial<RiskFacts["policy"]["limits"]> = {},
  marginMode: "hedging" | "netting" = "hedging",
) {
  const changed = { ...limits, maxDailyLossPct: 100, maxDrawdownPct: 100, ...change };
  const facts = {
    account: {
      ...account,
      identity: { ...identity, marginMode },
      metrics: { ...metrics, equity, peakEquity: equity },
    },
    policy: { ...policy, limits: changed },
  };
  const all = { positions: [], orders: [], intents: [], approvalsUsed: [], ...open };
  return outgrownOrders(facts, all).map(({ order, reason }) => [order, reason] as const);
}

Deno.test("after a withdrawal no order stays pending that would lose more than RISK_PER_TRADE on its own", () => {
  const orders = [pending(1, true, 0.02), pending(2, true, 0.1), pending(3, true, 0.02)];
  assert.deepEqual(misfits({ orders }, 10_000), []);
  assert.deepEqual(misfits({ orders }, 9_100), [], "a tenth above is left alone");
  assert.deepEqual(misfits({ orders }, 2_000), [
    ["2", "100.00 USD would be lost at its stop, above the risk per trade (20.00 USD)"],
  ]);
});

Deno.test("after a withdrawal the newest orders are cancelled until the exposure fits", () => {
  const near = (index: number) => ({ ...pending(index, true, 0.09), stopLoss: 1.0995 });
  const orders = [1, 2, 3].map(near);
  assert.deepEqual(misfits({ orders }, 10_000), []);
  assert.deepEqual(misfits({ orders }, 2_000), [
    ["3", "EURUSD exposure would be 29,700 USD = 14.9x equity (limit 10x)"],
  ]);
  const byHand = [...orders.slice(0, 1), pending(4, false, 0.2)];
  assert.deepEqual(misfits({ orders: byHand }, 2_000).map(([order]) => order), ["1"]);
});

Deno.test("netting: an addition counts with its position, whose profit is no reason to cancel it", () => {
  const position = samplePosition(2, {
    symbol: eurusd,
    direction: "buy",
    volumeLots: 0.05,
    openPrice: 1.1,
    currentPrice: 1.1,
    stopLoss: 1.09,
  });
  const orders = [{ ...pending(1, true, 0.05), type: "buy_stop" as const, price: 1.12 }];
  const added = orders.map((order) => ({ ...order, stopLoss: 1.11 }));
  const open = { positions: [position], orders: added };
  assert.deepEqual(misfits(open, 10_000, {}, "netting"), []);
  assert.deepEqual(misfits(open, 5_000).map(([order]) => order), [], "50 USD of its own");
  assert.deepEqual(misfits(open, 5_000, {}, "netting").map(([order]) => order), ["1"]);
  const winner = { positions: [{ ...position, currentPrice: 1.119 }], orders: added };
  assert.deepEqual(misfits(winner, 10_000, {}, "netting"), []);
});

Deno.test("an order to be cancelled is not counted as an intent instead", () => {
  const accepted = sampleIntent(2, { state: "accepted", order: pending(2).ticket });
  const orders = [pending(1), { ...pending(2), magic: magicOfIntent(accepted.id) }];
  const heat = { maxOpenRiskPct: 1, riskPerTradePct: 100 };
  const found = misfits({ orders, intents: [accepted] }, 10_000, heat);
  assert.deepEqual(found.map(([order]) => order), ["2"]);
});

Deno.test("manual orders count and are not cancelled; without figures nothing is cancelled", () => {
  assert.deepEqual(
    tickets(cancelled([pending(1, false), pending(2, false), pending(3, false)])),
    [],
  );
  assert.deepEqual(tickets(cancelled([pending(1), pending(2, false, 0.3)])), ["1"]);
  const { open, facts } = cancelled([pending(1, true, 9)]);
  assert.deepEqual(
    outgrownOrders({ ...facts, account: { ...facts.account, metrics: null } }, open),
    [],
  );
});

Deno.test("on a netting account a manual trade without a stop hides no order", () => {
  const { facts, open } = cancelled([pending(1, true, 0.5)]);
  const identity = { ...facts.account.identity, marginMode: "netting" as const };
  const netting = {
    account: { ...facts.account, identity },
    policy: { ...facts.policy, unprotectedTrades: "ignore" } as const,
  };
  const bare = samplePosition(1, { symbol: eurusd, direction: "buy", stopLoss: null });
  const found = outgrownOrders(netting, { ...open, positions: [bare] });
  assert.deepEqual(found.map(({ order }) => order), ["1"]);
});

Deno.test("beside a trade of unknown risk no pending order stays for long, unless such trades are ignored", () => {
  const { facts, open } = cancelled([pending(1), pending(2), pending(3, false)]);
  const bare = samplePosition(1, { symbol: eurusd, direction: "buy", stopLoss: null });
  const beside = (unprotectedTrades: "block" | "ignore") =>
    outgrownOrders(
      { ...facts, policy: { ...facts.policy, unprotectedTrades } },
      { ...open, positions: [bare], orders: open.orders.slice(0, 2) },
    );
  assert.deepEqual(
    beside("block").map(({ order, graceMs }) => [order, graceMs]),
    [["2", 60_000], ["1", 60_000]],
  );
  assert.match(beside("block")[0]!.reason, /^the risk of open trades in EURUSD is unknown/);
  assert.deepEqual(beside("ignore"), []);
});

Deno.test("whatever is pending, what is left fits the limits or is manual, and no order is cancelled needlessly", () => {
  const one = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }));
  fc.assert(
    fc.property(
      fc.array(one, { maxLength: 8 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (all, dayLossPct) => {
        const orders = all.map(([isOwn, hundredths], at) =>
          pending(at + 1, isOwn, hundredths / 100)
        );
        const result = cancelled(orders, { dayLossPct });
        const gone = new Set<string>(tickets(result));
        const lost = (kept: typeof orders) =>
          lostAtStops(result.facts, commitmentsOf({ ...result.open, orders: kept }, [], identity))
            .money;
        const most = Math.max(0, 10_000 * (2 - dayLossPct) / 100) * 1.1;
        const kept = orders.filter((order) => !gone.has(order.ticket));
        assert.ok(lost(kept) <= most + 1e-6 || kept.every(({ magic }) => magic === "0"));
        const last = tickets(result).at(-1);
        if (last === undefined) return;
        assert.ok(
          lost(orders.filter((order) => order.ticket === last || !gone.has(order.ticket))) > most,
        );
      },
    ),
    { seed: 30 },
  );
});

Deno.test("no pending order is named at once after its approval, on either kind of account", () => {
  const addition = fc.record({
    marginMode: fc.constantFrom("netting" as const, "hedging" as const),
    lots: fc.integer({ min: 1, max: 50 }),
    stopPoints: fc.integer({ min: 100, max: 6_000 }),
    orderPoints: fc.integer({ min: 200, max: 3_000 }),
    orderStopPoints: fc.integer({ min: 100, max: 6_000 }),
  });
  const approved = { netting: 0, hedging: 0 };
  fc.assert(
    fc.property(addition, ({ marginMode, ...one }) => {
      const at = (points: number) => Number((1.1 + points / 1e5).toFixed(5));
      const position = samplePosition(2, {
        symbol: eurusd,
        direction: "buy",
        volumeLots: one.lots / 100,
        openPrice: 1.1,
        currentPrice: 1.1,
        stopLoss: at(-one.stopPoints),
      });
      const open = { positions: [position], orders: [], intents: [], approvalsUsed: [] };
      const facts = {
        ...good,
        account: { ...account, identity: { ...identity, marginMode } },
        commitments: commitmentsOf(open, [], { ...identity, marginMode }),
        brokerCheck: null,
        proposal: {
          ...proposal,
          type: "buy_stop" as const,
          price: at(one.orderPoints),
          stopLoss: at(one.orderPoints - one.orderStopPoints),
        },
      };
      const found = review({ ...facts, volumeLots: chooseVolume(facts) });
      if (found.verdict === "refused") return;
      approved[marginMode] += 1;
      const { type, price, stopLoss, volumeLots } = found.request;
      const order = { ...pending(1, true, volumeLots), type, price, stopLoss };
      assert.deepEqual(outgrownOrders(facts, { ...open, orders: [order] }), []);
    }),
    { seed: 13, numRuns: 1_000 },
  );
  assert.ok(approved.netting > 50 && approved.hedging > 50, JSON.stringify(approved));
});
