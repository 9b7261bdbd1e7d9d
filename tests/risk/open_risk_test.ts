/**
 * The risk of a trade includes commission, slippage and gaps, and all trades together stay within
 * the daily loss limit.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type SymbolName, symbolName, ticket, type VenueOrder } from "../../src/models/mod.ts";
import type { ApprovalId, DealTicket, Instrument, OrderTicket } from "../../src/models/mod.ts";
import { type Commitment, commitmentsOf } from "../../src/risk/facts/commitments.ts";
import { mostMoneyPerPriceOf } from "../../src/risk/facts/price_value.ts";
import { openRiskOf } from "../../src/risk/loss/open_risk.ts";
import { review } from "../../src/risk/checks/review.ts";
import type { RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import { SeenCommissions } from "../../src/risk/facts/seen_commissions.ts";
import { hasGaps } from "../../src/risk/loss/trading_costs.ts";
import { chooseVolume } from "../../src/risk/volume/volume.ts";
import { sampleDeal, sampleIntent, sampleOrder, samplePosition } from "../support/trade_samples.ts";
import {
  account,
  eurusd,
  good,
  identity,
  instrument,
  limits,
  metrics,
  policy,
  proposal,
} from "./risk_samples.ts";
import { checkOf, inWorld } from "./risk_world.ts";

const quiet: RiskFacts = { ...good, brokerCheck: null };

function within(change: Partial<RiskLimits>, rest: Partial<RiskFacts> = {}): RiskFacts {
  return { ...quiet, ...rest, policy: { ...policy, limits: { ...limits, ...change } } };
}

function judged(facts: RiskFacts) {
  const found = review({ ...facts, volumeLots: chooseVolume(facts) });
  return found.verdict === "approved"
    ? { lots: found.request.volumeLots, risk: found.riskMoney, codes: [] }
    : { lots: 0, risk: 0, codes: found.refusals.map(({ code }) => code) };
}

function held(change: Partial<Commitment> = {}): Commitment {
  return {
    symbol: eurusd,
    direction: "buy",
    volumeLots: 0.1,
    price: 1.1,
    stopLoss: 1.09,
    moneyPerPrice: null,
    isPosition: true,
    ...change,
  };
}

const given = { ...proposal, stopLoss: 1.099, volumeLots: 0.8 };

Deno.test("commission counts: the setting until deals of the symbol have shown it, then the observed one", () => {
  // 110 points of 0.8 lots are 88 USD.
  assert.equal(judged({ ...quiet, proposal: given }).risk, 88);
  const facts = within({ commissionPerLot: 10 }, { proposal: given });
  assert.equal(judged(facts).risk, 96);
  const commissions = new SeenCommissions();
  const deal = { symbol: eurusd, volumeLots: 2, fee: -1, commission: -6 };
  commissions.add([
    sampleDeal(1, { ...deal, type: "buy", entry: "in" }),
    sampleDeal(2, { ...deal, type: "sell", entry: "out" }),
    sampleDeal(2, { ...deal, type: "sell", entry: "out" }),
    sampleDeal(3, { ...deal, type: "sell", entry: "out_by", commission: -900 }),
  ]);
  const seen = { ...facts, account: { ...account, commissions } };
  assert.equal(judged(seen).risk, 88 + 0.8 * 7);
  const large = { ...seen, proposal: { ...given, volumeLots: 0.9 } };
  assert.deepEqual(judged(large).codes, ["risk_above_limit"], "99 and 6.30 of commission");
});

Deno.test("the commission of a side without deals: what is left of the setting, no less than the other side", () => {
  const risk = (entry: "in" | "out", commission: number, commissionPerLot: number) => {
    const commissions = new SeenCommissions();
    commissions.add([sampleDeal(1, { symbol: eurusd, volumeLots: 1, entry, commission, fee: 0 })]);
    const facts = within({ commissionPerLot }, { proposal: given });
    return judged({ ...facts, account: { ...account, commissions } }).risk;
  };
  assert.equal(risk("in", -2, 10), 96, "2 seen, 8 left of the setting");
  assert.equal(risk("out", -2, 10), 96);
  assert.equal(risk("in", -5, 0), 96, "5 for each side");
  assert.equal(risk("in", 0, 10), 96, "all of it may be charged at the close");
});

Deno.test("the expected slippage of a stop counts, and a reserve where the symbol gaps", () => {
  const facts = within({ expectedSlippagePct: 0.01, gapReservePct: 0.1 }, { proposal: given });
  // A hundredth of a percent of 0.8 lots at 1.1001: 8.80 USD.
  assert.ok(Math.abs(judged(facts).risk - 96.8008) < 1e-6);
  const daily = [1, 2, 3, 4, 5].map((day) => ({
    fromMinute: day * 1_440 + 480,
    toMinute: day * 1_440 + 990,
  }));
  const share: Instrument = { ...instrument, sessions: daily };
  const instruments = new Map([[eurusd, share]]);
  const closes = { ...facts, account: { ...account, instruments, utcOffsetMs: 0 } };
  assert.deepEqual(judged(closes).codes, ["risk_above_limit"], "88 USD more");
});

Deno.test("hasGaps(): closed for hours on a working day, not for a pause or a weekend", () => {
  const days = (fromMinute: number, toMinute: number) =>
    [1, 2, 3, 4, 5].map((day) => ({
      fromMinute: day * 1_440 + fromMinute,
      toMinute: day * 1_440 + toMinute,
    }));
  assert.equal(hasGaps({ sessions: days(480, 990) }), true);
  assert.equal(hasGaps({ sessions: days(5, 1_435) }), false);
  assert.equal(hasGaps({ sessions: days(60, 1_440) }), false);
  assert.equal(hasGaps({ sessions: [] }), false);
  const sunday = [{ fromMinute: 1_380, toMinute: 1_440 }];
  assert.equal(hasGaps({ sessions: [...sunday, ...days(0, 1_440)] }), false);
});

Deno.test("open trades use up the daily loss limit: the third trade of 1 % is refused at 2 %", () => {
  const after = (count: number) => judged({ ...quiet, commitments: Array(count).fill(held()) });
  assert.deepEqual([after(0).lots, after(1).lots, after(2).lots], [0.09, 0.09, 0]);
  assert.deepEqual(after(2).codes, ["volume_below_minimum"]);
});

Deno.test("what is open is judged by the last value of a tick, with a reserve", () => {
  const doubtful = { ...instrument, reportedTickValue: 0 };
  const instruments = new Map([[eurusd, doubtful]]);
  const facts = { ...quiet, account: { ...account, instruments }, commitments: [held()] };
  assert.deepEqual(openRiskOf(facts), { money: 125, unknown: [] });
  assert.ok(judged(facts).codes.includes("value_unknown"));
});

Deno.test("a separate limit of open risk applies if it is set", () => {
  const facts = within({ maxOpenRiskPct: 1.5, maxDailyLossPct: 5 }, { commitments: [held()] });
  assert.equal(judged(facts).lots, 0.04, "50 USD are left");
  const refused = review({
    ...facts,
    proposal: { ...proposal, volumeLots: 0.09 },
    volumeLots: 0.09,
  });
  assert.match(
    refused.verdict === "refused" ? refused.refusals[0]!.message : "",
    /^0.09 lots .* and open trades \(risk 100.00 USD\) exceed the 150.00 USD allowed as open risk$/,
  );
});

Deno.test("open trades that use up a limit are named as the reason", () => {
  const facts = { ...quiet, commitments: Array(2).fill(held()) };
  const refused = review(facts);
  assert.equal(
    refused.verdict === "refused" ? refused.refusals[0]!.message : "",
    "Open trades already risk 200.00 USD of the 200.00 USD left of the daily loss limit",
  );
});

Deno.test("for any sequence of approvals, all stops together lose no more than the daily limit", () => {
  const trade = fc.record({
    stopPoints: fc.integer({ min: 20, max: 3_000 }),
    lots: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
    isBuy: fc.boolean(),
  });
  const day = fc.integer({ min: 0, max: 190 });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 8 }), day, (trades, lossCents) => {
      const facts = within(
        { maxSimultaneousTrades: 99, maxSymbolExposurePct: 1e5, maxCurrencyExposurePct: 1e5 },
        { account: { ...account, metrics: { ...metrics, dayLossPct: lossCents / 100 } } },
      );
      const commitments: Commitment[] = [];
      let atStops = 0;
      for (const { stopPoints, lots, isBuy } of trades) {
        const price = isBuy ? 1.1001 : 1.1;
        const stopLoss = Number((price + (isBuy ? -1 : 1) * stopPoints / 1e5).toFixed(5));
        const wanted = {
          type: isBuy ? "buy" as const : "sell" as const,
          stopLoss,
          volumeLots: lots === null ? null : lots / 100,
        };
        const found = judged({ ...facts, commitments, proposal: { ...proposal, ...wanted } });
        if (found.lots === 0) continue;
        atStops += found.risk;
        const direction = isBuy ? "buy" : "sell";
        commitments.push(held({ direction, volumeLots: found.lots, price, stopLoss }));
      }
      assert.ok(atStops <= 200 - lossCents + 0.001, `${atStops} after ${lossCents}`);
    }),
    { seed: 20, numRuns: 1_000 },
  );
});

Deno.test("a trade without a stop: nothing is opened until it has one, or as configured", () => {
  const facts = { ...quiet, commitments: [held({ stopLoss: null })] };
  assert.deepEqual(judged(facts).codes, ["open_risk_unknown"]);
  const ignoring = { ...facts, policy: { ...policy, unprotectedTrades: "ignore" as const } };
  assert.equal(judged(ignoring).lots, 0.09);
});

Deno.test("UNPROTECTED_TRADES=ignore ignores no trade that has a stop loss and an unknown value", () => {
  const gold = symbolName("XAUUSD");
  const silent = { ...instrument, symbol: gold, tickValue: 0 };
  const ignoring = { ...policy, unprotectedTrades: "ignore" as const };
  for (
    const instruments of [account.instruments, new Map([...account.instruments, [gold, silent]])]
  ) {
    const facts = (stopLoss: number | null): RiskFacts => ({
      ...quiet,
      policy: ignoring,
      account: { ...account, instruments },
      commitments: [held({ symbol: gold, price: 2_000, stopLoss })],
    });
    assert.deepEqual(openRiskOf(facts(1_900)).unknown, [gold]);
    assert.ok(judged(facts(1_900)).codes.includes("open_risk_unknown"));
    assert.deepEqual(openRiskOf(facts(null)).unknown, []);
  }
});

Deno.test("a trade in a symbol that is not configured: its point value is derived from its profit", () => {
  const gold = symbolName("XAUUSD");
  const position = samplePosition(1, {
    symbol: gold as SymbolName,
    direction: "sell",
    volumeLots: 0.5,
    openPrice: 2_400,
    currentPrice: 2_390,
    stopLoss: 2_391.5,
    profit: 500,
  });
  const open = { positions: [position], orders: [], intents: [], approvalsUsed: [] };
  const facts = { ...quiet, commitments: commitmentsOf(open, [], identity) };
  assert.equal(openRiskOf(facts).money, 75);
  const fresh = { ...open, positions: [{ ...position, currentPrice: 2_400, profit: 0 }] };
  assert.deepEqual(
    openRiskOf({ ...quiet, commitments: commitmentsOf(fresh, [], identity) }).unknown,
    [
      gold,
    ],
  );
});

Deno.test("a small profit in a currency of high value still gives the value of a price, a rounded one does not", () => {
  const worth = (profit: number, currency: string) => {
    const position = samplePosition(1, { openPrice: 1.1, currentPrice: 1.101, profit });
    const open = { positions: [position], orders: [], intents: [], approvalsUsed: [] };
    return commitmentsOf(open, [], { ...identity, currency })[0]?.moneyPerPrice !== null;
  };
  assert.deepEqual([worth(0.0005, "BTC"), worth(0.0000005, "BTC")], [true, false]);
  assert.deepEqual([worth(0.5, "USD"), worth(5, "USD")], [false, true]);
  assert.deepEqual([worth(50, "JPY"), worth(500, "JPY")], [false, true]);
});

Deno.test("a manual trade that is not configured and near its opening price counts by the most it can be worth", () => {
  const gold = symbolName("XAUUSD");
  for (const [profit, gain] of [[0.3, 0.03], [-0.3, -0.03], [0, 0.0004], [0.99, 0.099]] as const) {
    const [openPrice, currentPrice] = [2_400, Number((2_400 + gain).toFixed(4))];
    const position = samplePosition(1, { symbol: gold, volumeLots: 0.1, openPrice, currentPrice });
    const listed = { ...position, stopLoss: 2_395, profit };
    const open = { positions: [listed], orders: [], intents: [], approvalsUsed: [] };
    const { money, unknown } = openRiskOf({
      ...quiet,
      commitments: commitmentsOf(open, [], identity),
    });
    assert.deepEqual(unknown, [], `${profit}`);
    assert.ok(money >= (currentPrice - 2_395) * 10, `${profit}: ${money}`);
  }
});

Deno.test("the upper bound of a price's value is never below the value", () => {
  const positions = fc.record({
    isBuy: fc.boolean(),
    points: fc.integer({ min: -100, max: 100 }).filter((points) => points !== 0),
    worth: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(positions, ({ isBuy, points, worth }) => {
      const currentPrice = Number((1.1 + points / 1e5).toFixed(5));
      const gain = (currentPrice - 1.1) * (isBuy ? 1 : -1);
      const profit = Number((gain * worth).toFixed(2));
      const direction = isBuy ? "buy" as const : "sell" as const;
      const position = samplePosition(1, { direction, openPrice: 1.1, currentPrice, profit });
      assert.ok((mostMoneyPerPriceOf(position, "USD") ?? 0) >= worth * (1 - 1e-9));
    }),
    { seed: 13, numRuns: 2_000 },
  );
});

/** Being executed at the broker, placed manually. */
function marketOrder(change: Partial<VenueOrder> = {}): VenueOrder {
  return sampleOrder(1, {
    ticket: ticket<OrderTicket>("77"),
    type: "buy",
    volumeCurrentLots: 1,
    price: null,
    stopLoss: 1.0999,
    expirationMs: null,
    ...change,
  });
}

Deno.test("a listed market order counts at the current price", async () => {
  await inWorld(async (world) => {
    await world.sync();
    // 110,010 USD of exposure are more than 10 times the equity.
    const refusals = await world.refusals({ volumeLots: 0.01 }, { orders: [marketOrder()] });
    assert.deepEqual(refusals, ["symbol_exposure"]);
    const fresh = world.price!;
    for (const price of [null, { ...fresh, ageMs: 10_001 }, { ...fresh, isLive: false }]) {
      world.price = price;
      const unpriced = await world.refusals({ volumeLots: 0.01 }, { orders: [marketOrder()] });
      assert.ok(unpriced.includes("open_risk_unknown"), unpriced.join());
    }
  });
});

Deno.test("a listed market order without a price has any exposure, also where its risk is ignored", () => {
  const listed = { isPosition: false, isMarketOrder: true, stopLoss: null, volumeLots: 0.01 };
  const ignoring = { ...policy, unprotectedTrades: "ignore" } as const;
  const codes = (price: number) =>
    judged({ ...quiet, policy: ignoring, commitments: [held({ ...listed, price })] }).codes;
  assert.deepEqual(codes(1.1), []);
  assert.ok(codes(0).includes("symbol_exposure"), codes(0).join());
});

Deno.test("a listed order that closes a position adds nothing", () => {
  const position = samplePosition(1, { direction: "buy" });
  const closing = marketOrder({ type: "sell", position: position.identifier });
  const open = { positions: [position], orders: [closing], intents: [], approvalsUsed: [] };
  assert.equal(commitmentsOf(open, [], identity).length, 1);
});

Deno.test("the cost of deals is learned as they are recorded", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const deal = {
      ...world.recordDeal("buy", -7),
      ticket: ticket<DealTicket>("4711"),
      symbol: eurusd,
      entry: "in" as const,
      volumeLots: 1,
      commission: -7,
      profit: 0,
    };
    world.deals = [deal];
    await world.tellAccount();
    await world.tellDeals([deal]);
    const reply = await world.decide({ stopLoss: 1.099, volumeLots: 0.5 });
    assert.equal(
      reply.decision.riskMoney,
      62,
      "55 at the stop, 3.50 for opening and as much for closing",
    );
  });
});

Deno.test("open risk counts what the terminal's check or a position's profit shows to be more", async () => {
  const perLot = 150_000;
  await inWorld(async (world) => {
    await world.sync();
    await world.tellAccount();
    const { ask } = world.price!;
    const stopLoss = Number((ask - 0.005).toFixed(5));
    world.check = (lots) => checkOf({ lossAtStop: lots * perLot * (ask - stopLoss) });
    let risk = 0;
    for (let count = 0; count < 6; count += 1) {
      const reply = await world.decide({ volumeLots: null, stopLoss });
      if (reply.verdict === "approved") risk += reply.decision.riskMoney!;
    }
    const open = world.policy.limits.maxOpenRiskPct ?? world.policy.limits.maxDailyLossPct;
    assert.ok(risk > 0 && risk <= 10_000 * open / 100, `${risk} at risk`);
  });
  const position = {
    ...samplePosition(1),
    ...{ symbol: eurusd, direction: "buy" as const, volumeLots: 0.1, stopLoss: 1.09 },
    ...{ openPrice: 1.1, currentPrice: 1.102, profit: 0.1 * perLot * 0.002, swap: 0 },
  };
  const open = { positions: [position], orders: [], intents: [], approvalsUsed: [] };
  const facts = { ...quiet, commitments: commitmentsOf(open, [], identity) };
  assert.equal(openRiskOf(facts).money.toFixed(2), (0.1 * perLot * 0.012).toFixed(2));
  const approval = "approval-1" as ApprovalId;
  const sent = { ...open, positions: [], intents: [sampleIntent(1, { approval })] };
  const shown = { ...identity, shownPerLot: new Map([[approval, perLot]]) };
  const [intent] = commitmentsOf(sent, [], shown);
  assert.equal(intent?.moneyPerPrice, intent!.volumeLots * perLot);
});
