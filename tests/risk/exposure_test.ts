/** What a symbol is, and the exposure to it: indices and metals are not currency pairs. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Instrument, type OrderProposal, symbolName } from "../../src/models/mod.ts";
import type { Commitment } from "../../src/risk/facts/commitments.ts";
import { currencyExposures, groupExposure } from "../../src/risk/exposure/exposure.ts";
import { symbolGroup, symbolKind } from "../../src/risk/exposure/symbol_kind.ts";
import { instrument } from "./risk_samples.ts";

type Known = "EURUSD" | "USDJPY" | "EURCHF" | "US500" | "DE40" | "XAUUSD" | "BTCUSD" | "GOLD";

function described(
  name: string,
  [baseCurrency, profitCurrency]: readonly [string, string],
  change: Partial<Instrument> = {},
): Instrument {
  return { ...instrument, symbol: symbolName(name), baseCurrency, profitCurrency, ...change };
}

const crypto = { assetClass: "crypto", calcMode: "cfd_leverage" } as const;
const known: Readonly<Record<Known, Instrument>> = {
  EURUSD: described("EURUSD", ["EUR", "USD"]),
  USDJPY: described("USDJPY", ["USD", "JPY"]),
  EURCHF: described("EURCHF", ["EUR", "CHF"]),
  US500: described("US500", ["USD", "USD"], { calcMode: "cfd_index" }),
  DE40: described("DE40", ["EUR", "EUR"], { calcMode: null }),
  XAUUSD: described("XAUUSD", ["XAU", "USD"], { calcMode: "cfd" }),
  BTCUSD: described("BTCUSD", ["BTC", "USD"], crypto),
  GOLD: described("GOLD", ["USD", "USD"], { calcMode: "exch_stocks" }),
};
const instruments = new Map(Object.values(known).map((one) => [one.symbol, one]));

/** Open lots of a hundred thousand of the account's currency each. */
function held(name: Known, lots: number, change: Partial<Commitment> = {}): Commitment {
  return {
    symbol: symbolName(name),
    direction: lots > 0 ? "buy" : "sell",
    volumeLots: Math.abs(lots),
    price: 1,
    stopLoss: null,
    moneyPerPrice: null,
    isPosition: true,
    ...change,
  };
}

function usedByCurrency(
  name: Known,
  type: OrderProposal["type"],
  commitments: readonly Commitment[],
) {
  const sides = currencyExposures({ symbol: symbolName(name), type }, commitments, instruments);
  return Object.fromEntries(sides.map(({ of, usedMoney }) => [of, Math.round(usedMoney)]));
}

function usedInGroup(name: Known, type: OrderProposal["type"], commitments: readonly Commitment[]) {
  const side = groupExposure({ symbol: symbolName(name), type }, commitments, instruments);
  return side === null ? null : [side.of, Math.round(side.usedMoney)];
}

const kinds = [
  ["EURUSD", "currencies", "usd_majors"],
  ["USDJPY", "currencies", "usd_majors"],
  ["EURCHF", "currencies", null],
  ["US500", "contract", "indices"],
  ["DE40", "contract", "indices"],
  ["XAUUSD", "metal", "metals"],
  ["BTCUSD", "crypto", "crypto"],
  ["GOLD", "contract", "indices"],
] as const;

for (const [name, kind, group] of kinds) {
  Deno.test(`symbolKind() of ${name}: ${kind}, moves with ${group ?? "none"}`, () => {
    assert.deepEqual([symbolKind(known[name]), symbolGroup(known[name])], [kind, group]);
  });
}

const odd: readonly [string, Instrument, string][] = [
  ["an index of one currency in another", described("DE40", ["USD", "EUR"]), "currencies"],
  [
    "the same, as an index",
    described("DE40", ["USD", "EUR"], { calcMode: "cfd_index" }),
    "contract",
  ],
  ["the same, not said", described("DE40", ["USD", "EUR"], { calcMode: null }), "contract"],
  [
    "a future on a pair",
    described("EURUSDZ6", ["EUR", "USD"], { calcMode: "futures" }),
    "currencies",
  ],
  ["oil, named like a pair", described("XTIUSD", ["XTI", "USD"], { calcMode: "cfd" }), "contract"],
  [
    "gas, said to be a pair",
    described("XNGUSD", ["XNG", "USD"], { calcMode: "forex" }),
    "contract",
  ],
  [
    "a coin in FOREX_PAIRS",
    described("BTCUSD", ["BTC", "USD"], { calcMode: "cfd_leverage" }),
    "crypto",
  ],
  ["a pair in a coin", described("EURBTC", ["EUR", "BTC"], { calcMode: "forex" }), "contract"],
  ["a rare pair", described("USDCNH", ["USD", "CNH"], { calcMode: "cfd" }), "currencies"],
  ["gold with one currency", described("XAUUSD", ["USD", "USD"], { calcMode: "forex" }), "metal"],
];

for (const [what, one, kind] of odd) {
  Deno.test(`symbolKind() of ${what}: ${kind}`, () => assert.equal(symbolKind(one), kind));
}

Deno.test("without a tick value a position counts by its profit, or leaves no room; it offsets nothing", () => {
  const silent = new Map(instruments).set(known.EURUSD.symbol, { ...known.EURUSD, tickValue: 0 });
  const dollars = (type: "buy" | "sell", change: Partial<Commitment> = {}) => {
    const commitments = [held("EURUSD", 1, change)];
    const [side] = currencyExposures({ symbol: known.USDJPY.symbol, type }, commitments, silent);
    return side?.usedMoney;
  };
  assert.equal(dollars("sell", { moneyPerPrice: 90_000, price: 1.5 }), 135_000);
  assert.equal(dollars("buy", { moneyPerPrice: 90_000, price: 1.5 }), -135_000);
  assert.equal(dollars("sell", { mostMoneyPerPrice: 90_000, price: 1.5 }), 135_000);
  assert.equal(dollars("buy", { mostMoneyPerPrice: 90_000, price: 1.5 }), 0, "covers nothing");
  assert.deepEqual([dollars("sell"), dollars("buy")], [Infinity, 0]);
});

Deno.test("a long index hides no short dollars", () => {
  const dollars = (commitments: Commitment[]) => usedByCurrency("EURUSD", "buy", commitments).USD;
  assert.equal(dollars([held("EURUSD", 1)]), 100_000);
  assert.equal(dollars([held("EURUSD", 1), held("US500", 1)]), 100_000);
  assert.equal(dollars([held("EURUSD", 1), held("US500", -1)]), 100_000);
  assert.deepEqual(usedByCurrency("US500", "buy", [held("EURUSD", 1)]), {});
});

Deno.test("metals and crypto add to a currency's exposure, and do not offset it", () => {
  const dollars = (commitments: Commitment[]) => usedByCurrency("EURUSD", "buy", commitments).USD;
  assert.equal(dollars([held("EURUSD", 1), held("XAUUSD", 1), held("BTCUSD", 1)]), 300_000);
  assert.equal(dollars([held("EURUSD", 1), held("XAUUSD", -1), held("BTCUSD", -1)]), 100_000);
  assert.equal(dollars([held("EURUSD", 1), held("USDJPY", 1)]), 0, "currencies do");
  assert.deepEqual(usedByCurrency("XAUUSD", "buy", [held("XAUUSD", -1)]), {
    XAU: -100_000,
    USD: 0,
  });
});

Deno.test("a group counts trades in one direction: for the dollar's group, the direction of the dollar", () => {
  const open = [held("EURUSD", 1), held("USDJPY", -1), held("EURCHF", 5), held("US500", 5)];
  assert.deepEqual(usedInGroup("EURUSD", "buy", open), ["Short US dollar", 200_000]);
  assert.deepEqual(usedInGroup("USDJPY", "sell", open), ["Short US dollar", 200_000]);
  assert.deepEqual(usedInGroup("DE40", "buy", open), ["Long indices and shares", 500_000]);
  assert.deepEqual(usedInGroup("DE40", "sell", open), ["Short indices and shares", 0]);
  assert.equal(usedInGroup("EURCHF", "buy", open), null);
});

Deno.test("in a group only the same symbol offsets exposure, and an order that may not be filled does not", () => {
  assert.deepEqual(
    usedInGroup("US500", "buy", [held("DE40", -1), held("US500", -1)])?.[1],
    -100_000,
  );
  assert.deepEqual(usedInGroup("US500", "buy", [held("DE40", 1), held("DE40", -3)])?.[1], 0);
  const pending = held("US500", -1, { isPosition: false });
  assert.deepEqual(usedInGroup("US500", "buy", [held("US500", 1), pending])?.[1], 100_000);
});

Deno.test("an order that may not be filled reduces no exposure", () => {
  const names = Object.keys(known) as Known[];
  const one = fc.record({
    name: fc.constantFrom(...names),
    lots: fc.integer({ min: -5, max: 5 }).filter((lots) => lots !== 0),
  });
  const sides = (name: Known, type: "buy" | "sell", open: readonly Commitment[]) => [
    ...Object.values(usedByCurrency(name, type, open)),
    Number(usedInGroup(name, type, open)?.[1] ?? 0),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom("buy" as const, "sell" as const),
      fc.array(one, { maxLength: 5 }),
      one,
      (name, type, open, added) => {
        const commitments = open.map(({ name, lots }) => held(name, lots));
        const before = sides(name, type, commitments);
        const pending = held(added.name, added.lots, { isPosition: false });
        sides(name, type, [...commitments, pending])
          .forEach((used, index) =>
            assert.ok(used >= before[index]!, `${used} < ${before[index]}`)
          );
      },
    ),
    { seed: 19 },
  );
});

Deno.test("a position covers no pending order: it may be gone when the order fills", () => {
  const pending = { isPosition: false };
  const open = [held("EURUSD", -10), held("EURUSD", 4, pending)];
  assert.equal(usedByCurrency("EURUSD", "buy", open).EUR, -600_000, "at once: ten are covered");
  assert.equal(usedByCurrency("EURUSD", "buy_limit", open).EUR, 400_000);
  assert.equal(usedByCurrency("EURUSD", "buy_limit", open).USD, 400_000);
  const market = [held("EURUSD", -10), held("EURUSD", 4, { ...pending, isMarketOrder: true })];
  assert.equal(usedByCurrency("EURUSD", "buy_limit", market).EUR, 0, "it is filled while covered");
  const majors = [held("EURUSD", -10), held("EURUSD", 4, pending)];
  assert.deepEqual(usedInGroup("EURUSD", "buy_stop", majors), ["Short US dollar", 400_000]);
  assert.deepEqual(usedInGroup("EURUSD", "buy", majors), ["Short US dollar", -600_000]);
  const other = [...majors, held("USDJPY", -1)];
  assert.deepEqual(usedInGroup("USDJPY", "sell", other), ["Short US dollar", 500_000]);
});

const anyCommitment = fc.record({
  name: fc.constantFrom<Known>("EURUSD", "USDJPY", "EURCHF"),
  lots: fc.integer({ min: 1, max: 9 }),
  isLong: fc.boolean(),
  isPosition: fc.boolean(),
}).map(({ name, lots, isLong, isPosition }) => held(name, isLong ? lots : -lots, { isPosition }));

Deno.test("pending orders that fit together still fit when every cover is gone", () => {
  fc.assert(
    fc.property(fc.array(anyCommitment, { maxLength: 12 }), (commitments) => {
      const covered = usedByCurrency("EURUSD", "buy_limit", commitments).EUR!;
      const isLongEuro = ({ symbol, direction, isPosition }: Commitment) =>
        symbol !== symbolName("USDJPY") && direction === "buy" && !isPosition;
      const alone = usedByCurrency("EURUSD", "buy_limit", commitments.filter(isLongEuro)).EUR!;
      assert.ok(covered >= alone);
    }),
  );
});

Deno.test("a position that is being closed covers nothing, and what is left of it covers its share", () => {
  const short = (closingLots: number) => held("EURUSD", -3, { closingLots });
  const used = (closingLots: number) =>
    usedByCurrency("EURCHF", "buy", [short(closingLots)])["EUR"];
  assert.deepEqual([0, 1, 3, 4].map(used), [-300_000, -200_000, 0, 0].map((money) => money + 0));
  const unvalued = { ...known.EURUSD, tickValue: 0 };
  const derived = currencyExposures(
    { symbol: symbolName("EURCHF"), type: "buy" },
    [held("EURUSD", -3, { closingLots: 1, moneyPerPrice: 300_000 })],
    new Map(instruments).set(unvalued.symbol, unvalued),
  );
  assert.equal(Math.round(derived.find(({ of }) => of === "EUR")!.usedMoney), -200_000);
  const long = held("EURUSD", 3, { closingLots: 3 });
  assert.equal(usedByCurrency("EURCHF", "buy", [long])["EUR"], 300_000, "it may stay open");
  const group = (closingLots: number) => usedInGroup("EURUSD", "buy", [short(closingLots)])?.[1];
  assert.deepEqual([0, 1, 3].map(group), [-300_000, -200_000, 0]);
});
