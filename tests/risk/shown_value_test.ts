/**
 * A value of a tick that is out of date: what the terminal shows a currency to be worth, by the
 * profit of positions and by its checks, counts for pending orders and for new ones as well.
 */

import assert from "node:assert/strict";
import {
  type ApprovalId,
  magicOfIntent,
  type OrderTicket,
  symbolName,
  ticket,
} from "../../src/models/mod.ts";
import { commitmentsOf } from "../../src/risk/facts/commitments.ts";
import { lostAtStops, openRiskOf } from "../../src/risk/loss/open_risk.ts";
import type { OpenPositions } from "../../src/risk/facts/open_positions.ts";
import { outgrownOrders } from "../../src/risk/orders/outgrown_orders.ts";
import { shownShares } from "../../src/risk/facts/shown_value.ts";
import { shownPerLot } from "../../src/risk/loss/trade_loss.ts";
import { chooseVolume } from "../../src/risk/volume/volume.ts";
import { sampleIntent, sampleOrder, samplePosition } from "../support/trade_samples.ts";
import {
  account,
  eurusd,
  good,
  goodCheck,
  identity,
  instrument,
  limits,
  policy,
  proposal,
} from "./risk_samples.ts";

const gbpusd = symbolName("GBPUSD");
const instruments = new Map([
  [eurusd, instrument],
  [gbpusd, { ...instrument, symbol: gbpusd, baseCurrency: "GBP" }],
]);

/** Nothing to lose at its stop; its profit shows `share` times what the value of a tick says. */
function shows(share: number, symbol = gbpusd) {
  const position = samplePosition(1, { symbol, openPrice: 1.2, currentPrice: 1.25, swap: 0 });
  const profit = 0.05 * position.volumeLots * 100_000 * share;
  return { ...position, direction: "buy" as const, stopLoss: 1.25, profit };
}

/** Loses 100 USD at its stop by the value of a tick. */
function pending(index: number, magic = samplePosition(1).magic) {
  const order = sampleOrder(index, { symbol: eurusd, price: 1.1, stopLoss: 1.09, magic });
  const lots = { volumeInitialLots: 0.1, volumeCurrentLots: 0.1 };
  const named = { ticket: ticket<OrderTicket>(String(index)), position: null };
  return { ...order, ...lots, ...named, type: "buy_limit" as const };
}

const wide = { maxGroupExposurePct: 10_000, maxSymbolExposurePct: 10_000 };
const facts = {
  ...good,
  account: { ...account, instruments },
  policy: {
    ...policy,
    limits: { ...limits, ...wide, maxCurrencyExposurePct: 10_000, commissionPerLot: 0 },
  },
};

function committed(
  open: Partial<OpenPositions>,
  of: Partial<Parameters<typeof commitmentsOf>[2]> = {},
) {
  const all = { positions: [], orders: [], intents: [], approvalsUsed: [], ...open };
  return commitmentsOf(all, [], { ...identity, ...of });
}

Deno.test("a pending order counts by what the positions of its currency show to be more", () => {
  const lost = (share: number, symbol = gbpusd) => {
    const commitments = committed({ positions: [shows(share, symbol)], orders: [pending(1)] });
    assert.equal(
      openRiskOf({ ...facts, commitments }).money,
      lostAtStops(facts, commitments).money,
    );
    return Number(lostAtStops(facts, commitments).money.toFixed(2));
  };
  assert.equal(lost(1.5), 150);
  assert.equal(lost(1.5, eurusd), 150);
  assert.equal(lost(1.005), 100, "a rounded profit");
  assert.equal(lost(0.5), 100, "what shows less never counts");
});

Deno.test("a position in another currency shows nothing", () => {
  const inYen = { ...instrument, symbol: gbpusd, profitCurrency: "JPY" };
  const account = {
    ...facts.account,
    instruments: new Map([[eurusd, instrument], [gbpusd, inYen]]),
  };
  const shares = shownShares(account, committed({ positions: [shows(2)] }));
  assert.deepEqual([...shares.keys()], ["JPY"]);
});

Deno.test("a listed order keeps what the terminal's check of it has shown", () => {
  const approval = "approval-1" as ApprovalId;
  const intent = sampleIntent(1, { approval });
  const orders = [pending(1, magicOfIntent(intent.id))];
  const shownPerLot = new Map([[approval, 150_000]]);
  const lost = (of: Partial<Parameters<typeof commitmentsOf>[2]>) =>
    lostAtStops(facts, committed({ orders, intents: [intent] }, of)).money.toFixed(2);
  assert.deepEqual([lost({ shownPerLot }), lost({})], ["150.00", "100.00"]);
});

Deno.test("pending orders that no longer fit by what is shown are cancelled", () => {
  const named = (share: number, riskPerTradePct: number) =>
    outgrownOrders(
      {
        ...facts,
        policy: { ...facts.policy, limits: { ...facts.policy.limits, riskPerTradePct } },
      },
      {
        ...{ positions: [shows(share)], orders: [pending(1), pending(2)] },
        ...{ intents: [], approvalsUsed: [] },
      },
    ).map(({ order }) => order);
  assert.deepEqual(named(1, 100), []);
  assert.equal(named(1.5, 100).length, 1, "300 are more than the 200 of a day");
  assert.equal(named(1.5, 1).length, 2, "150 each are more than the 100 of a trade");
});

Deno.test("an order by risk is as small as the positions of its currency show", () => {
  const lots = (share: number) => {
    const commitments = committed({ positions: [shows(share)] });
    return chooseVolume({ ...facts, commitments, brokerCheck: null })!;
  };
  assert.ok(Math.abs(lots(1) / lots(2) - 2) < 0.3, `${lots(1)}, ${lots(2)}`);
});

Deno.test("the check of an order shows nothing that rounding alone explains", () => {
  const shown = (lossAtStop: number) =>
    shownPerLot({
      ...facts,
      proposal: { ...proposal, stopLoss: 1.09985 },
      volumeLots: 0.01,
      brokerCheck: { ok: true, value: { ...goodCheck.value, lossAtStop } },
    });
  assert.equal(shown(0.26), null, "0.25 by the value of a tick");
  assert.equal(Math.round(shown(0.51)!), 200_000);
});
