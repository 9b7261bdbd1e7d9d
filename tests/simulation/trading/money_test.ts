/** Profit, commission, swap and margin, as in the tables of docs/simulated-broker.md. */

import assert from "node:assert/strict";
import type { BrokerSymbol, Direction, MarginMode } from "../../../src/models/mod.ts";
import type { CalcMode, SwapMode } from "../../../src/simulation/trading/trading_symbol.ts";
import { forexNights } from "../../../src/simulation/trading/trading_symbol.ts";
import { numberOrNull, testRows } from "./documented_table.ts";
import { assertRetcode, forever, monday, Stage } from "./stage.ts";

const dayMs = 86_400_000;

/** `buy 1, sell 0.5` */
export function sides(text: string): { direction: Direction; lots: number }[] {
  return Array.from(
    text.matchAll(/(buy|sell) ([\d.]+)/g),
    ([, direction, lots]) => ({ direction: direction as Direction, lots: Number(lots) }),
  );
}

testRows(
  "Profit",
  ["account", "symbol", "side", "lots", "opened at", "quotes", "profit"],
  (row) => {
    const names = [
      row.symbol,
      ...row.quotes.matchAll(/([A-Z]{6})/g).map(([name]) => name),
    ];
    const stage = new Stage({
      account: { currency: row.account, currencyDigits: row.account === "JPY" ? 0 : 2 },
      symbols: names,
    });
    const symbol = row.symbol as BrokerSymbol;
    const [direction, lots] = [row.side as Direction, Number(row.lots)];
    stage.quote(Number(row["opened at"]), Number(row["opened at"]), { symbol });
    assertRetcode(stage.deal(direction, lots, { symbol }));
    // Conversion pairs are quoted first, so that their quotes are used at the close.
    const [own = "", ...others] = row.quotes.split(", ");
    stage.quotes([...others, `${symbol} ${own}`].join(", "));
    const floating = stage.broker.account().profit;
    const [position] = stage.broker.positions();
    assertRetcode(stage.deal(direction === "buy" ? "sell" : "buy", lots, {
      symbol,
      position: position!.ticket,
    }));
    const profit = stage.deals().at(-1)!.profit;
    assert.deepEqual([floating, profit], [Number(row.profit), Number(row.profit)]);
  },
);

testRows(
  "Commission",
  ["symbol", "lots", "price", "per lot", "percent", "commission of each side"],
  (row) => {
    const symbol = row.symbol as BrokerSymbol;
    const stage = new Stage({
      symbols: [symbol],
      terms: { commission: { perLot: Number(row["per lot"]), percent: Number(row.percent) } },
    });
    stage.quote(Number(row.price), Number(row.price), { symbol });
    stage.deal("buy", Number(row.lots), { symbol });
    const [position] = stage.broker.positions();
    stage.deal("sell", Number(row.lots), { symbol, position: position!.ticket });
    const expected = Number(row["commission of each side"]);
    assert.deepEqual(stage.deals().map(({ commission }) => commission), [expected, expected]);
    assert.equal(stage.broker.account().balance, 100_000 + 2 * expected);
  },
);

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

testRows(
  "Swap",
  ["mode", "long", "short", "side", "lots", "opened", "nights", "swap"],
  (row) => {
    const stage = new Stage({
      terms: {
        swap: {
          mode: row.mode as SwapMode,
          long: Number(row.long),
          short: Number(row.short),
          nightsByWeekday: forexNights,
        },
      },
    });
    const openedMs = monday + weekdays.indexOf(row.opened) * dayMs;
    stage.passTo(openedMs);
    stage.quote(1.1, 1.1001);
    stage.deal(row.side as Direction, Number(row.lots));
    stage.passTo(openedMs + Number(row.nights) * dayMs);
    const swap = Number(row.swap);
    assert.equal(stage.broker.positions()[0]!.swap, swap);
    stage.deal(row.side === "buy" ? "sell" : "buy", Number(row.lots), {
      position: stage.broker.positions()[0]!.ticket,
    });
    assert.equal(stage.deals().at(-1)!.swap, swap);
  },
);

Deno.test("Swap: a partial close gets its share, the rest keeps the rounding difference", () => {
  const swap = {
    mode: "currency_deposit",
    long: -0.05,
    short: 0,
    nightsByWeekday: forexNights,
  } as const;
  const stage = new Stage({ terms: { swap } });
  stage.quote(1.1, 1.1001);
  stage.deal("buy", 1);
  stage.passTo(monday + dayMs);
  const { ticket } = stage.broker.positions()[0]!;
  for (const lots of [0.33, 0.33, 0.34]) stage.deal("sell", lots, { position: ticket });
  assert.deepEqual(stage.deals().map((deal) => deal.swap), [0, -0.02, -0.01, -0.02]);
});

testRows(
  "Margin",
  ["account", "symbol", "mode", "hedged size", "positions", "margin"],
  (row) => {
    const symbol = row.symbol as BrokerSymbol;
    const stage = new Stage({
      account: { marginMode: row.account as MarginMode },
      symbols: [symbol],
      terms: { calcMode: row.mode as CalcMode, marginHedgedSize: Number(row["hedged size"]) },
    });
    if (symbol === "EURUSD") stage.quote(1.1, 1.1001);
    if (symbol === "USDJPY") stage.quote(150, 150.01, { symbol });
    if (symbol === "BTCUSD") stage.quote(64_000, 64_010, { symbol });
    for (const { direction, lots } of sides(row.positions)) {
      assertRetcode(stage.deal(direction, lots, { symbol }));
    }
    const { margin, equity, freeMargin } = stage.broker.account();
    assert.equal(margin, numberOrNull(row.margin));
    assert.equal(freeMargin, Number((equity - margin).toFixed(2)));
  },
);

Deno.test("Money: deposits, withdrawals and credit are deals; credit is not balance", () => {
  const stage = new Stage({ deposit: 1_000 });
  stage.apply({ kind: "money", type: "balance", amount: -250.5, comment: "withdrawal" });
  stage.apply({ kind: "money", type: "credit", amount: 100, comment: "" });
  stage.apply({ kind: "money", type: "credit", amount: -40, comment: "" });
  stage.apply({ kind: "money", type: "bonus", amount: 5, comment: "" });
  const { balance, credit, equity, profit } = stage.broker.account();
  assert.deepEqual({ balance, credit, equity, profit }, {
    balance: 754.5,
    credit: 60,
    equity: 814.5,
    profit: 0,
  });
  const deals = stage.broker.deals(forever);
  assert.deepEqual(deals.map((deal) => [deal.type, deal.profit, deal.symbol]), [
    ["balance", 1_000, null],
    ["balance", -250.5, null],
    ["credit", 100, null],
    ["credit", -40, null],
    ["bonus", 5, null],
  ]);
});
