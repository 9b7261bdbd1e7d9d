/**
 * An order by command, through everything that stands between it and the broker: risk's decision (with the terminal's own check),
 * the durable journal, the last look, the link. Whole bridge with prices of 8 symbols streaming, simulated terminal.
 */

import type { TradeProtocol } from "../actors/trade/protocol.ts";
import {
  type OrderProposal,
  type PositionTicket,
  symbolName,
  terminalId,
  type TraceId,
} from "../src/models/mod.ts";
import type { Peer } from "../src/runtime/actor.ts";
import { sleep, systemClock } from "../src/runtime/clock.ts";
import { systemRandom } from "../src/runtime/random.ts";
import { type BenchLine, median, percentile } from "./measure.ts";
import { BenchBridge, freePort, must } from "./support/bench_bridge.ts";
import { until } from "./support/until.ts";

export const name = "order";

const symbols = ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"];
const terminal = terminalId("1", "Bench");
const warmups = 10;
/** Each with its close and the reading behind it: half a minute. */
const orders = 60;
/** Refusals beyond this many are no matter of timing. */
const attemptsMax = 200;
const timeoutMs = 20_000;

function proposal(number: number): OrderProposal {
  return {
    trace: "" as TraceId, // the trade actor makes it of the key
    terminal,
    symbol: symbolName("EURUSD"),
    origin: { kind: "command", key: `bench-${number}` },
    type: "buy",
    volumeLots: 0.01,
    price: null,
    stopLimitPrice: null,
    stopLoss: 0.9,
    takeProfit: null,
    expiresMs: null,
    createdMs: systemClock.nowMs(),
  };
}

/** Opens and closes, at moments of their own, so that none keeps step with a timer; opening is timed. */
async function place({ system }: BenchBridge): Promise<number[]> {
  const trade = system.supervisor.peer<TradeProtocol>("trade");
  await until("an account that can be traded", async () => {
    const books = must(await trade.ask("books", {}, { timeoutMs }));
    return books.some(({ isReconciled, mode }) => isReconciled && mode === "live");
  });
  const tookMs: number[] = [];
  for (let count = 0; tookMs.length < warmups + orders; count++) {
    // Until risk has read the deal of the last close: a balance that nothing explains is refused.
    await sleep(systemClock, 200 + 20 * systemRandom());
    const request = { proposal: proposal(count) };
    const startMs = systemClock.steadyMs();
    const opened = must(await trade.ask("place_order", request, { timeoutMs }));
    const endMs = systemClock.steadyMs();
    if (!opened.ok && count < attemptsMax) continue;
    const { state, position } = must(opened);
    if (state !== "filled") throw new Error(state);
    tookMs.push(endMs - startMs);
    await close(trade, position as string as PositionTicket, `close-${count}`);
  }
  return tookMs.slice(warmups);
}

/** By ticket, once the account's reading shows the position. */
async function close(
  trade: Peer<TradeProtocol>,
  position: PositionTicket,
  key: string,
): Promise<void> {
  await until("the position", async () => {
    const books = must(await trade.ask("books", {}, { timeoutMs }));
    return books.some(({ positions }) => positions.some(({ ticket }) => ticket === position));
  });
  const request = {
    kind: "close_position",
    position,
    volumeLots: null,
    deviationPoints: 20,
  } as const;
  must(must(await trade.ask("change", { terminal, key, request }, { timeoutMs })));
}

export async function run(): Promise<readonly BenchLine[]> {
  await using bridge = await BenchBridge.start({
    settings: {
      FOREX_PAIRS: symbols.join(","),
      MT5_LINK_PORT: String(freePort()),
      MT5_LINK_TOKEN: "secret",
      TRADING_MODE: "live",
      LIVE_ACCOUNT: "1",
      LIVE_ACCOUNT_TYPE: "demo",
      MAX_ORDERS_PER_MINUTE: "1000",
      RISK_PER_TRADE: "10%",
    },
    source: {
      kind: "market",
      seed: 1,
      symbols,
      suffix: "",
      forexSession: "always",
      ticksPerMinute: 6_000,
      speed: 1,
      anchor: null,
    },
    pollMs: 10,
  });
  const tookMs = await place(bridge);
  return [{
    what: "command to answer of the broker",
    unit: "ms",
    median: median(tookMs),
    p99: percentile(tookMs, 99),
    samples: tookMs.length,
    aim: "p50 < 10 ms, p99 < 30 ms",
  }];
}
