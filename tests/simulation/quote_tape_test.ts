/** The quotes that drive a broker: every tick once, in order of time, for any steps. */

import assert from "node:assert/strict";
import { QuoteTape } from "../../src/simulation/quote_tape.ts";
import { SeededMarket } from "../../src/simulation/market/seeded_market.ts";
import type { MarketFeed } from "../../src/simulation/market/feed.ts";
import { type BrokerMs, brokerMs } from "../../src/models/mod.ts";
import type { BrokerInput } from "../../src/simulation/trading/mod.ts";

const startMs = brokerMs(Date.UTC(2026, 0, 5, 10));
const endMs = brokerMs(startMs + 120_000);
const symbols = ["EURUSD", "USDJPY", "BTCUSD"];

const market = new SeededMarket({
  seed: 3,
  symbols,
  suffix: "",
  accountCurrency: "USD",
  forexSession: "always",
  ticksPerMinute: 3_000,
});

type Quote = Extract<BrokerInput, { kind: "quote" }>;

function played(
  steps: readonly BrokerMs[],
  { feed = market as MarketFeed, isIdle = false } = {},
): { readonly quotes: Quote[]; readonly times: number[] } {
  const tape = new QuoteTape(feed, startMs);
  const quotes: Quote[] = [];
  const times: number[] = [];
  const apply = (input: BrokerInput) => {
    if (input.kind === "quote") quotes.push(input);
    if (input.kind === "time") times.push(input.brokerMs);
  };
  for (const nowMs of steps) tape.playTo(nowMs, { isIdle: () => isIdle, apply });
  return { quotes, times };
}

/**
 * The feed's ticks from a second before the start, merged by time; at equal times in the feed's
 * order of symbols.
 */
function expected(): string[] {
  const rows = symbols.flatMap((symbol) => {
    const query = { symbol, fromMs: brokerMs(startMs - 1_000), skip: 0, limit: 1_000_000 };
    const { brokerMs: times, bid, ask } = market.ticks(query, endMs).ticks;
    return Array.from(times, (time, at) => ({
      time,
      text: `${time} ${symbol} ${bid[at]} ${ask[at]}`,
    }));
  });
  return rows.sort((a, b) => a.time - b.time).map(({ text }) => text);
}

const textOf = ({ brokerMs: time, symbol, bid, ask }: Quote) => `${time} ${symbol} ${bid} ${ask}`;

const stepsOf = (stepMs: number) =>
  Array.from(
    { length: 120_000 / stepMs },
    (_, index) => brokerMs(startMs + (index + 1) * stepMs),
  );

for (const stepMs of [7, 1_000, 120_000]) {
  Deno.test(`each tick once and in order, in steps of ${stepMs} ms`, () => {
    const steps = stepsOf(stepMs === 7 ? 7.5 : stepMs);
    assert.deepEqual(played(steps).quotes.map(textOf), expected());
  });
}

Deno.test("while no order needs quotes, the last of each symbol is enough; time continues all the same", () => {
  const { quotes, times } = played([brokerMs(startMs), endMs], { isIdle: true });
  const last = new Map(expected().map((text) => [text.split(" ")[1], text]));
  assert.deepEqual(quotes.slice(-3).map(textOf), [...last.values()].sort(bySymbol));
  assert.deepEqual(times, [startMs, endMs]);
});

function bySymbol(a: string, b: string): number {
  return symbols.indexOf(a.split(" ")[1]!) - symbols.indexOf(b.split(" ")[1]!);
}

Deno.test("a row that is no quote is skipped", () => {
  const [known] = market.symbols;
  const rows = [[1.1, 1.1001], [1.2, 1.1], [0, 1.1], [1.1002, 1.1003]] as const;
  const times = Float64Array.from(rows, (_, index) => startMs + index);
  const feed: MarketFeed = {
    symbols: [known!],
    supports: () => true,
    bars: () => assert.fail("no bars are asked for"),
    ticks: ({ fromMs }) => {
      const first = times.findIndex((time) => time >= fromMs);
      const from = first < 0 ? rows.length : first;
      const zeros = new Float64Array(rows.length - from);
      return {
        ticks: {
          brokerMs: times.subarray(from),
          bid: Float64Array.from(rows.slice(from), ([bid]) => bid),
          ask: Float64Array.from(rows.slice(from), ([, ask]) => ask),
          last: zeros,
          volume: zeros,
          flags: new Uint8Array(zeros.length),
        },
        more: false,
      };
    },
  };
  const { quotes } = played([brokerMs(startMs + 10)], { feed });
  assert.deepEqual(quotes.map(({ bid }) => bid), [1.1, 1.1002]);
});
