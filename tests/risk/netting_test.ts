/**
 * Netting accounts: a symbol has one position with one stop, so the checks use the position that
 * results from an order.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Direction, isPendingType, orderDirection } from "../../src/models/mod.ts";
import type { Commitment } from "../../src/risk/facts/commitments.ts";
import { review } from "../../src/risk/checks/review.ts";
import { chooseVolume } from "../../src/risk/volume/volume.ts";
import type { RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import {
  account,
  eurusd,
  good,
  goodCheck,
  identity,
  limits,
  policy,
  proposal,
} from "./risk_samples.ts";

const wide = {
  ...limits,
  maxSimultaneousTrades: 99,
  maxSymbolExposurePct: 10_000,
  maxCurrencyExposurePct: 10_000,
  maxGroupExposurePct: 10_000,
};
const netting: RiskFacts = {
  ...good,
  account: { ...account, identity: { ...identity, marginMode: "netting" } },
  policy: { ...policy, limits: wide },
  brokerCheck: null,
};

function held(change: Partial<Commitment>): Commitment {
  return {
    symbol: eurusd,
    direction: "buy",
    volumeLots: 0.08,
    price: 1.1,
    stopLoss: 1.09,
    moneyPerPrice: null,
    isPosition: true,
    ...change,
  };
}

function reviewed(change: Partial<RiskFacts["proposal"]>, commitments: readonly Commitment[]) {
  const facts = { ...netting, commitments, proposal: { ...proposal, ...change } };
  return review({ ...facts, volumeLots: chooseVolume(facts) });
}

function codes(change: Partial<RiskFacts["proposal"]>, commitments: readonly Commitment[]) {
  const found = reviewed(change, commitments);
  return found.verdict === "refused" ? found.refusals.map(({ code }) => code) : [];
}

Deno.test("an order whose stop would replace the position's is checked with the loss of the whole position there", () => {
  // 80 USD are at risk at 1.09. With 0.01 lots more the stop of the whole position would be 1.02:
  // 720 USD.
  const added = { volumeLots: 0.01, stopLoss: 1.02 };
  assert.deepEqual(codes(added, []), []);
  assert.deepEqual(codes(added, [held({})]), ["risk_above_limit"]);
  const found = reviewed(added, [held({})]);
  assert.match(
    found.verdict === "refused" ? found.refusals[0]!.message : "",
    /0.01 lots on top of existing EURUSD trades \(risk 720.10 USD\) exceeds the risk per trade/,
  );
});

Deno.test("the same order on a hedging account is a separate trade", () => {
  const facts = {
    ...good,
    commitments: [held({})],
    proposal: { ...proposal, volumeLots: 0.01, stopLoss: 1.02 },
  };
  assert.equal(review({ ...facts, volumeLots: 0.01 }).verdict, "approved");
});

Deno.test("an addition is sized by the trade risk that the position leaves", () => {
  const found = reviewed({ stopLoss: 1.09 }, [held({})]);
  assert.equal(found.verdict, "approved");
  // 100 USD allowed, 80 used, 10.10 per hundredth.
  assert.equal(found.verdict === "approved" && found.request.volumeLots, 0.01);
  assert.deepEqual(codes({ stopLoss: 1.09 }, [held({ volumeLots: 0.0999 })]), [
    "volume_below_minimum",
  ]);
});

Deno.test("pending orders count with the position, each with the stop that it would set", () => {
  const waiting = held({ volumeLots: 0.01, price: 1.12, stopLoss: 1.0, isPosition: false });
  // Filled last, it would move the stop of the whole position to 1.0.
  assert.deepEqual(codes({ volumeLots: 0.09 }, [waiting]), ["risk_above_limit"]);
  const bare = { ...waiting, stopLoss: null };
  assert.deepEqual(codes({ volumeLots: 0.01 }, [bare]), ["stop_missing"]);
});

Deno.test("an order in the other direction counts with the part that it opens, a pending one with its whole volume", () => {
  const short = held({ direction: "sell", volumeLots: 1, stopLoss: 1.101 });
  assert.deepEqual(codes({ volumeLots: 1.09 }, [short]), []);
  assert.deepEqual(codes({ volumeLots: 1.1 }, [short]), ["risk_above_limit"]);
  const stop = { type: "buy_stop", price: 1.1001, stopLoss: 1.09 } as const;
  assert.deepEqual(codes({ ...stop, volumeLots: 0.1 }, [short]), ["risk_above_limit"]);
});

Deno.test("a larger loss reported by the terminal counts for the existing position as well", () => {
  const facts = {
    ...netting,
    commitments: [held({ volumeLots: 0.04 })],
    brokerCheck: { ok: true, value: { ...goodCheck.value, lossAtStop: 80.8 } } as const,
    proposal: { ...proposal, volumeLots: 0.04 },
    volumeLots: 0.04,
  };
  const found = review(facts);
  // The risk is 40 and 40.40 by the bridge's figures, and twice that by the terminal's.
  assert.equal(found.verdict, "refused");
});

Deno.test("the rounding of the terminal's loss of a small order counts for nothing else", () => {
  const facts = (lossAtStop: number) => ({
    ...netting,
    commitments: [held({ volumeLots: 6.5, stopLoss: 1.09985 })],
    brokerCheck: { ok: true, value: { ...goodCheck.value, lossAtStop } } as const,
    proposal: { ...proposal, volumeLots: 0.01, stopLoss: 1.09985 },
    volumeLots: 0.01,
  });
  // 97.50 and 0.25 USD; 4 % more than that for a coin that the terminal rounded up are 101.66.
  assert.equal(review(facts(0.26)).verdict, "approved");
  assert.equal(review(facts(0.28)).verdict, "refused");
});

/**
 * One position of a symbol, as MetaTrader keeps it: adding and reversing set the stop of the order,
 * reducing does not.
 */
interface Net {
  readonly direction: Direction;
  readonly fills: readonly { readonly lots: number; readonly price: number }[];
  readonly stopLoss: number;
}

function filled(net: Net | null, order: Commitment): Net | null {
  const { direction, stopLoss } = order;
  const fill = { lots: order.volumeLots, price: order.price };
  if (net === null) return { direction, fills: [fill], stopLoss: stopLoss! };
  if (net.direction === direction) {
    return { direction, fills: [...net.fills, fill], stopLoss: stopLoss! };
  }
  const rest = Number((fill.lots - lotsOf(net)).toFixed(2));
  if (rest > 0) return { direction, fills: [{ ...fill, lots: rest }], stopLoss: stopLoss! };
  if (rest === 0) return null;
  const share = -rest / lotsOf(net);
  return { ...net, fills: net.fills.map((one) => ({ ...one, lots: one.lots * share })) };
}

function lotsOf({ fills }: Net): number {
  return fills.reduce((sum, { lots }) => sum + lots, 0);
}

function lossOf(net: Net | null): number {
  if (net === null) return 0;
  const sign = net.direction === "buy" ? 1 : -1;
  return net.fills.reduce(
    (sum, { lots, price }) => sum + Math.max(0, sign * (price - net.stopLoss)) * lots * 100_000,
    0,
  );
}

const types = ["buy", "sell", "buy_stop", "sell_stop", "buy_limit", "sell_limit"] as const;
const wishes = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    lots: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
    /** Whether the account is read after the order. */
    isRead: fc.boolean(),
    /** Distance from the price to the order, and from there to its stop. */
    awayPoints: fc.integer({ min: 100, max: 2_000 }),
    stopPoints: fc.integer({ min: 50, max: 6_000 }),
  }),
  { minLength: 1, maxLength: 6 },
);

Deno.test("for any sequence of approvals and fills, no position loses more than one trade may", () => {
  fc.assert(
    fc.property(wishes, fc.infiniteStream(fc.nat()), (list, picks) => {
      let net: Net | null = null;
      let read: Net | null = null;
      let unread: Commitment[] = [];
      const waiting: Commitment[] = [];
      for (const wish of list) {
        if (wish.isRead) [read, unread] = [net, []];
        const order = orderOf(wish, [...openOf(read), ...unread, ...waiting]);
        if (order === null) continue;
        if (isPendingType(wish.type)) waiting.push(order);
        else {
          net = filled(net, order);
          unread.push(order);
        }
        assert.ok(lossOf(net) <= 100.001, `${lossOf(net)} at once`);
      }
      while (waiting.length > 0) {
        net = filled(net, waiting.splice(picks.next().value! % waiting.length, 1)[0]!);
        assert.ok(lossOf(net) <= 100.001, `${lossOf(net)} later`);
      }
    }),
    { seed: 15, numRuns: 2_000 },
  );
});

function openOf(net: Net | null): Commitment[] {
  return (net?.fills ?? []).map(({ lots, price }) => ({
    symbol: eurusd,
    direction: net!.direction,
    volumeLots: lots,
    price,
    stopLoss: net!.stopLoss,
    moneyPerPrice: null,
    isPosition: true,
  }));
}

/** The approved order for a wish; null when it is refused. */
function orderOf(
  { type, lots, awayPoints, stopPoints }: {
    type: typeof types[number];
    lots: number | null;
    awayPoints: number;
    stopPoints: number;
  },
  commitments: readonly Commitment[],
): Commitment | null {
  const direction = orderDirection(type)!;
  const sign = direction === "buy" ? 1 : -1;
  const isAbove = type === "buy_stop" || type === "sell_limit";
  const price = isPendingType(type) ? 1.1 + (isAbove ? awayPoints : -awayPoints) / 100_000 : null;
  const entry = price ?? (direction === "buy" ? 1.1001 : 1.1);
  const stopLoss = Number((entry - sign * stopPoints / 100_000).toFixed(5));
  const wish = { type, price, stopLoss, volumeLots: lots === null ? null : lots / 100 };
  const found = reviewed(wish, commitments);
  if (found.verdict === "refused") return null;
  const { volumeLots } = found.request;
  return {
    symbol: eurusd,
    direction,
    volumeLots,
    price: found.request.price!,
    stopLoss,
    moneyPerPrice: null,
    isPosition: false,
  };
}

/** Half a lot, long, that loses 2,690 USD at its stop. */
const badlyStopped = held({ volumeLots: 0.5, stopLoss: 1.0462 });
const buyStop = { type: "buy_stop", price: 1.1172, stopLoss: 1.1006, volumeLots: 0.04 } as const;

Deno.test("a pending addition hides no risk of the position: until it fills, the old stop stands", () => {
  assert.deepEqual(codes(buyStop, [badlyStopped]), ["risk_above_limit"]);
  assert.deepEqual(codes({ stopLoss: 1.0999, volumeLots: 0.04 }, [badlyStopped]), []);
  const bare = held({ stopLoss: null });
  assert.deepEqual(codes({ ...buyStop, volumeLots: 0.01 }, [bare]), ["open_risk_unknown"]);
  assert.deepEqual(codes({ stopLoss: 1.0999, volumeLots: 0.01 }, [bare]), []);
});

const additions = fc.record({
  lots: fc.integer({ min: 1, max: 50 }),
  stopPoints: fc.integer({ min: 100, max: 6_000 }),
  orderPoints: fc.integer({ min: 200, max: 3_000 }),
  orderStopPoints: fc.integer({ min: 100, max: 6_000 }),
});

Deno.test("a position stopped first, and a pending addition filled and stopped then, lose no more than one trade may", () => {
  let approved = 0;
  fc.assert(
    fc.property(additions, (one) => {
      const position = held({ volumeLots: one.lots / 100, stopLoss: 1.1 - one.stopPoints / 1e5 });
      const order = orderOf(
        {
          type: "buy_stop",
          lots: null,
          awayPoints: one.orderPoints,
          stopPoints: one.orderStopPoints,
        },
        [position],
      );
      if (order === null) return;
      approved += 1;
      const lost = lossOf(filled(null, position)) + lossOf(filled(null, order));
      assert.ok(lost <= 100.001, `${lost}`);
    }),
    { seed: 13, numRuns: 1_000 },
  );
  assert.ok(approved > 50, `${approved}`);
});

/** With the usual limits of exposure. */
function lotsAfter(
  change: Partial<RiskFacts["proposal"]>,
  commitments: readonly Commitment[],
  rest: Partial<RiskFacts> = {},
) {
  const facts = {
    ...netting,
    policy,
    ...rest,
    commitments,
    proposal: { ...proposal, type: "sell" as const, stopLoss: 1.11, ...change },
  };
  const found = review({ ...facts, volumeLots: chooseVolume(facts) });
  return found.verdict === "approved"
    ? found.request.volumeLots
    : found.refusals.map(({ code }) => code);
}

Deno.test("a market order that closes part of a position is not refused for the symbol's exposure: what is left counts", () => {
  // 9.9 times the equity of the 10 allowed.
  const large = held({ volumeLots: 0.9, stopLoss: 1.0995 });
  assert.equal(lotsAfter({ volumeLots: 0.1 }, [large]), 0.1);
  assert.equal(lotsAfter({ volumeLots: 0.9 }, [large]), 0.9);
  assert.equal(lotsAfter({ volumeLots: null, stopLoss: 1.101 }, [large]), 1);
  const near = { stopLoss: 1.1002 };
  assert.equal(lotsAfter({ ...near, volumeLots: 1.8 }, [large]), 1.8);
  assert.deepEqual(lotsAfter({ ...near, volumeLots: 1.9 }, [large]), ["symbol_exposure"]);
  const twice = held({ volumeLots: 1.9, stopLoss: 1.0999 });
  assert.equal(lotsAfter({ volumeLots: 0.1 }, [twice]), 0.1, "still too much, but less");
  const pending = { type: "sell_limit", price: 1.11, stopLoss: 1.1101, volumeLots: 0.5 } as const;
  assert.ok([lotsAfter(pending, [large])].flat().includes("symbol_exposure"), "may fill later");
  const inFlight = held({
    direction: "sell",
    volumeLots: 0.9,
    stopLoss: 1.1005,
    isPosition: false,
  });
  assert.ok(
    [lotsAfter({ ...near, volumeLots: 0.5 }, [large, inFlight])].flat().includes("symbol_exposure"),
    "another order closes it already",
  );
});

Deno.test("the risk of a position ends with the market order that closes it, and with no other", () => {
  // A winner: 360 USD are lost from the current price to its stop, of 200 allowed.
  const winner = held({ volumeLots: 0.09, price: 1.13 });
  const price = { bid: 1.13, ask: 1.1301, isLive: true, ageMs: 10 };
  const after = (volumeLots: number | null, change: Partial<Commitment> = {}) =>
    lotsAfter({ volumeLots, stopLoss: 1.14 }, [{ ...winner, ...change }], { price });
  assert.deepEqual([after(null), after(0.09), after(0.05), after(0.18)], [0.1, 0.09, 0.05, 0.18]);
  assert.deepEqual(after(0.3), ["risk_above_limit"]);
  assert.deepEqual(after(0.18, { closingLots: 0.05 }), ["risk_above_limit"], "200 USD are left");
  assert.equal(after(0.1, { stopLoss: null }), 0.1, "without a stop, it is gone as well");
  const pending = { type: "sell_limit", price: 1.131, stopLoss: 1.1311 } as const;
  assert.deepEqual(
    lotsAfter({ ...pending, volumeLots: 0.01 }, [winner], { price }),
    ["risk_above_limit"],
  );
});

Deno.test("closing part of a position is not refused for a low margin level if it uses no more margin", () => {
  const half = held({ volumeLots: 0.5, stopLoss: 1.0995 });
  const checked = (volumeLots: number, margin: number) =>
    lotsAfter({ volumeLots }, [half], {
      account: { ...netting.account!, usedMargin: 6_600 },
      policy: { ...policy, oversizedOrders: "refuse" },
      brokerCheck: {
        ok: true,
        value: { ...goodCheck.value, margin, freeMargin: 3_400, marginLevelPct: 166 },
      },
    });
  assert.equal(checked(0.05, 6_000), 0.05);
  assert.deepEqual(checked(0.05, 6_700), ["margin_too_low"], "the position is gone");
  assert.deepEqual(checked(0.51, 6_000), ["margin_too_low"], "it opens a hundredth");
});
