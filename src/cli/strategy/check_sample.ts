/** Prices to try a strategy on when there is no file of them: generated, always the same. */

import { heldPrices } from "../../backtest/run/held_prices.ts";
import { brokerMs, type SymbolName, symbolName } from "../../models/mod.ts";
import { SeededMarket } from "../../simulation/market/seeded_market.ts";
import { tradingSymbol } from "../../simulation/trading/mod.ts";
import { noFindings } from "../prices/price_findings.ts";
import type { BacktestPrices } from "../backtest/backtest_prices.ts";

/** The strategy's own symbol. */
const ownSymbol = symbolName("EURUSD");

/** Minutes of some ten months, so that there are 20,000 bars of 15 minutes. */
const sampleMinutes = 300_000;
const sampleEndMs = brokerMs(Date.UTC(2026, 0, 1));

/** `source`: prices are made of every symbol that it names. */
export function samplePrices(source: string): BacktestPrices {
  const symbols = [ownSymbol, ...symbolsIn(source).filter((name) => name !== ownSymbol)];
  const options = { suffix: "", accountCurrency: "USD", ticksPerMinute: 20 } as const;
  const market = new SeededMarket({ ...options, seed: 7, symbols, forexSession: "weekdays" });
  const wanted = { timeframe: "M1", fromMs: brokerMs(0), limit: sampleMinutes } as const;
  const held = market.symbols.map(({ name, digits }) => {
    return { digits, bars: market.bars({ ...wanted, symbol: name }, sampleEndMs).bars };
  });
  return {
    timeframe: "M1",
    symbols: market.symbols.map((wire) => tradingSymbol({ ...wire, sessions: [] })),
    source: heldPrices(held, { timeframe: "M1" }),
    findings: () => noFindings,
  };
}

/** The most symbols for which prices are made. */
const symbolsMax = 8;

function symbolsIn(source: string): readonly SymbolName[] {
  const names = Array.from(source.matchAll(/\bsymbol:\s*["'](\w{1,31})["']/g), ([, name]) => name!);
  return [...new Set(names)].slice(0, symbolsMax).map(symbolName);
}
