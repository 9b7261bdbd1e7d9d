/** The built-in strategies signal what their simple forms did, bar for bar. */

import assert from "node:assert/strict";
import { configureStrategy } from "../../src/strategy/runner/configure_strategy.ts";
import { runOverBars } from "../../src/strategy/runner/run_turn.ts";
import { builtInStrategies } from "../../src/strategy/strategies/registry.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import type { Window } from "../../src/strategy/contract/strategy.ts";
import { barsOfPoints, randomWalk, windowOf } from "./series.ts";
import { windowForms } from "./window_forms.ts";

const market = new SeededMarket({
  ...{ seed: 3, symbols: ["EURUSD", "USDJPY", "BTCUSD"], suffix: "", accountCurrency: "USD" },
  ...{ forexSession: "weekdays", ticksPerMinute: 12 },
});

function generated(symbol: string): Window {
  const wanted = { symbol, timeframe: "M15", fromMs: brokerMs(0), limit: 2_500 } as const;
  const { digits } = market.symbols.find(({ name }) => name === symbol)!;
  const { bars } = market.bars(wanted, brokerMs(Date.UTC(2026, 0, 1)));
  return { ...windowOf(bars, digits), timeframe: "M15" };
}

/** Ties and flat stretches are common where a price has few steps. */
function coarse(): Window {
  const random = seededRandom(9);
  let close = 100;
  return windowOf(barsOfPoints(Array.from({ length: 2_500 }, () => {
    close += Math.round((random() - 0.5) * 2.4);
    return [close + Math.round(random()), close - Math.round(random()), close] as const;
  })));
}

const windows: Readonly<Record<string, () => Window>> = {
  EURUSD: () => generated("EURUSD"),
  USDJPY: () => generated("USDJPY"),
  BTCUSD: () => generated("BTCUSD"),
  "a random walk": () => windowOf(barsOfPoints(randomWalk(seededRandom(7), 2_500))),
  "few steps": coarse,
};

const parameters: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>> = {
  moving_average_cross: [{}, { fastPeriod: 1, slowPeriod: 3, atrPeriod: 2 }, { slowPeriod: 120 }],
  rsi_mean_reversion: [{}, { rsiPeriod: 2, oversold: 25 }, { rsiPeriod: 21, overbought: 60 }],
  breakout: [{}, { channelPeriod: 2, atrPeriod: 5 }, { channelPeriod: 100, rewardRatio: 3 }],
};

for (const [what, window] of Object.entries(windows)) {
  for (const { name } of builtInStrategies) {
    Deno.test(`${name} signals what its simple form does on ${what}`, () => {
      const given = window();
      let signals = 0;
      for (const one of parameters[name]!) {
        const [now, before] = [builtInStrategies, windowForms].map((known) => {
          const configured = configureStrategy(known, { name, parameters: one });
          assert.ok(configured.ok);
          return runOverBars(configured.value, given, given.bars.close.length);
        });
        assert.deepEqual(now, before);
        signals += now!.findings.length;
      }
      assert.ok(signals > 40, `only ${signals} signals`);
    });
  }
}
