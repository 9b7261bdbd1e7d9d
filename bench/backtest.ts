/** The backtest's core: quotes on its account. */

import { FastAccount } from "../src/backtest/account/fast_account.ts";
import { pointRequest } from "../src/backtest/account/point_request.ts";
import { marketSymbol } from "../src/simulation/market/instrument_catalog.ts";
import { tradingSymbol } from "../src/simulation/trading/mod.ts";
import { seededRandom } from "../src/runtime/random.ts";
import { type BenchLine, median, repeat, timeMs } from "./measure.ts";

export const name = "backtest";

const startMs = Date.UTC(2026, 0, 5);
const quoteCount = 5_000_000;
const runs = 7;

function dollarAccount(): FastAccount {
  const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });
  const account = new FastAccount({ symbols: [tradingSymbol(wire)], startMs });
  account.deposit(1_000_000);
  return account;
}

/** Bids in points that wander around 1.1. */
function wanderingBids(count: number): Int32Array {
  const random = seededRandom(1);
  const bids = new Int32Array(count);
  let bid = 110_000;
  for (let at = 0; at < count; at++) {
    bid += Math.floor(random() * 21) - 10;
    bids[at] = bid = Math.min(120_000, Math.max(100_000, bid));
  }
  return bids;
}

async function quotes(positions: number): Promise<BenchLine> {
  const bids = wanderingBids(quoteCount);
  const samples = await repeat({ runs }, async () => {
    const account = dollarAccount();
    const market = account.markets[0]!;
    market.quote(110_000, 110_010, startMs);
    const request = pointRequest({ units: 1e6, stopLossPoints: 50_000, takeProfitPoints: 200_000 });
    for (let count = 0; count < positions; count++) account.request(request);
    const durationMs = await timeMs(() => {
      for (let at = 0; at < quoteCount; at++) {
        const bid = bids[at]!;
        market.quote(bid, bid + 10, startMs + at * 100);
      }
    });
    return quoteCount / durationMs / 1_000;
  });
  const what = `quotes with ${positions} positions and their levels`;
  return { what, unit: "million/s", median: median(samples), samples: samples.length };
}

async function deals(): Promise<BenchLine> {
  const dealCount = 200_000;
  const samples = await repeat({ runs }, async () => {
    const account = dollarAccount();
    const market = account.markets[0]!;
    const [open, close] = [
      pointRequest({ units: 1e7 }),
      pointRequest({ units: 1e7, type: "sell" }),
    ];
    const durationMs = await timeMs(() => {
      for (let count = 0; count < dealCount; count += 2) {
        market.quote(110_000 + count % 7, 110_010 + count % 7, startMs + count * 1_000);
        account.request(open);
        close.position = account.lastOrder;
        account.request(close);
      }
    });
    return dealCount / durationMs / 1_000;
  });
  return {
    what: "deals, opened and closed in turn",
    unit: "million/s",
    median: median(samples),
    samples: samples.length,
  };
}

export async function run(): Promise<readonly BenchLine[]> {
  return [await quotes(0), await quotes(1), await quotes(20), await deals()];
}
