/** A demo shows signals: the built-in strategies find some in this market. */

import assert from "node:assert/strict";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import { brokerMs, symbolName } from "../../src/models/mod.ts";
import type { Strategy } from "../../src/strategy/contract/strategy.ts";
import { builtInStrategies } from "../../src/strategy/strategies/registry.ts";

const symbols = "EURUSD GBPUSD USDJPY USDCHF AUDUSD USDCAD BTCUSD ETHUSD".split(" ");
const barMs = 15 * 60_000;
const noon = Date.UTC(2026, 2, 4, 12);

/** Signals of one strategy with its default parameters on each of the next `bars` closed bars. */
function signals(market: SeededMarket, strategy: Strategy, bars: number): number {
  const parameters = Object.fromEntries(
    Object.entries(strategy.parameters).map(([name, spec]) => [name, spec.default]),
  );
  let count = 0;
  for (let bar = 0; bar < bars; bar++) {
    for (const symbol of symbols) {
      const limit = strategy.barsNeeded(parameters);
      const query = { symbol, timeframe: "M15", fromMs: brokerMs(0), limit } as const;
      const window = {
        symbol: symbolName(symbol),
        timeframe: query.timeframe,
        digits: market.symbols.find(({ name }) => name === symbol)!.digits,
        bars: market.bars(query, brokerMs(noon + bar * barMs)).bars,
      };
      if (strategy.onBars(window, parameters) !== null) count++;
    }
  }
  return count;
}

Deno.test("within five bars of eight symbols there is a signal, whatever the seed", () => {
  const strategies = builtInStrategies;
  const totals = new Map<string, number>();
  for (let seed = 1; seed <= 20; seed++) {
    const market = new SeededMarket({
      seed,
      symbols,
      suffix: "",
      accountCurrency: "USD",
      forexSession: "always",
      ticksPerMinute: 12,
    });
    let count = 0;
    for (const strategy of strategies) {
      const found = signals(market, strategy, 5);
      totals.set(strategy.name, (totals.get(strategy.name) ?? 0) + found);
      count += found;
    }
    assert.ok(count > 0, `seed ${seed}`);
  }
  assert.ok([...totals.values()].every((count) => count > 0), "every strategy has its turn");
});
