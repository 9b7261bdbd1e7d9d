/** Paper accounts in any currency: nothing assumes a currency with two decimals. */

import assert from "node:assert/strict";
import { usualBalance } from "../../src/simulation/paper/start_balance.ts";
import { eurusd, instrument } from "../price/price_samples.ts";
import { open, PaperWorld } from "./paper_world.ts";

/** What a dollar costs, what an account opens with, the decimals of its amounts. */
const currencies: readonly [
  currency: string,
  perDollar: number,
  balance: number,
  digits: number,
][] = [
  ["USD", 1, 10_000, 2],
  ["EUR", 1 / 1.1025, 10_000, 2],
  ["USC", 100, 1_000_000, 2],
  ["JPY", 151.5, 1_000_000, 0],
  ["BTC", 1 / 64_000, 0.1, 8],
  ["KWD", 0.31, 1_000, 3],
];

for (const [currency, perDollar, balance, digits] of currencies) {
  const one = { ...instrument(eurusd), tickValue: perDollar };

  Deno.test(`a paper account in ${currency} opens with ${balance} and counts what a trade costs and gains`, async () => {
    const world = new PaperWorld([one]);
    world.startBalance = null;
    world.kill();
    await world.sync({ currency });
    await world.quotes(1.1);
    assert.equal((await world.snapshot()).account.balance, balance);
    await world.trade({ ...open, volumeLots: 0.01, takeProfit: 1.102 });
    await world.quotes(1.1025);
    const deal = (await world.deals()).at(-1)!;
    const near = (amount: number, dollars: number) =>
      assert.ok(
        Math.abs(amount - dollars * perDollar) <= 0.5 * 10 ** -digits + 1e-12,
        `${amount} ${currency} instead of ${dollars * perDollar}`,
      );
    near(deal.profit, (deal.price - 1.1001) * 1_000);
    near(deal.commission, -0.0035 / 100 * 1_000 * deal.price);
  });
}

Deno.test("usualBalance() without a symbol priced in dollars goes by the decimals of the currency", () => {
  const inYen = { ...instrument(eurusd), profitCurrency: "JPY" };
  const balances = ["USD", "GBP", "JPY", "BTC"].map((currency) =>
    usualBalance({ currency }, [inYen])
  );
  assert.deepEqual(balances, [10_000, 10_000, 1_000_000, 0.1]);
  const unknown = { ...instrument(eurusd), tickValue: 0 };
  assert.equal(usualBalance({ currency: "GBP" }, [unknown]), 10_000);
});
