/** Profit of an open position on a running system: it follows the ticks, not the readings. */

import assert from "node:assert/strict";
import type { PositionDocument } from "../../src/http/api/trading_schemas.ts";
import { bridgeStage, randomMarket, stageToken } from "../support/bridge_stage.ts";
import { eventually } from "../support/eventually.ts";
import { type Heard, StreamListener } from "../support/stream_listener.ts";

const account = "/terminals/paper%3A5012345%40Stage";

Deno.test("the profit of a position follows the ticks between two readings of its terminal", async () => {
  await using stage = await bridgeStage({
    source: randomMarket(10),
    // The terminal is read at the start and after trades, not in between.
    settings: { TRADING_MODE: "paper", STRATEGIES: "", TRADES_SYNC_INTERVAL: "3600" },
  });
  const url = `http://127.0.0.1:${stage.settings.http.port}/api/v1`;
  const buys = async (key: string) => {
    const prices = await (await fetch(`${url}/prices?symbol=EURUSD`)).json();
    const price = Array.isArray(prices) ? prices[0] : undefined;
    if (price === undefined) return false;
    const stopLoss = Number((price.bid * 0.99).toFixed(5));
    const response = await fetch(`${url}${account}/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${stageToken}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify({ symbol: "EURUSD", type: "buy", volumeLots: 0.05, stopLoss }),
    });
    await response.body?.cancel();
    return response.status === 200;
  };
  let orders = 0;
  await eventually(() => buys(`an-order-${++orders}`), { what: "a position" });
  const position = async (): Promise<PositionDocument | undefined> => {
    const positions = await (await fetch(`${url}/positions`)).json();
    return Array.isArray(positions) ? positions[0] : undefined;
  };
  const seen = new Map<number, PositionDocument>();
  await eventually(async () => {
    const shown = await position();
    if (shown?.pricedMs !== undefined && shown.pricedMs !== null) seen.set(shown.pricedMs, shown);
    return new Set([...seen.values()].map(({ profit }) => profit)).size >= 3;
  }, { what: "three profits of one reading" });
  for (const { openPrice, currentPrice, profit } of seen.values()) {
    // 0.05 lots of 100,000 euros, in dollars.
    const due = (currentPrice - openPrice) * 5_000;
    assert.ok(Math.abs(profit - due) < 0.011, `${profit} at ${currentPrice} is about ${due}`);
  }

  using listener = new StreamListener(`${url.replace("http", "ws")}/stream?topics=positions`);
  const moves = () => new Set(listener.heard.flatMap(profitsOf));
  await eventually(() => moves().size >= 3, { what: "three profits on the stream" });
});

function profitsOf({ changes }: Heard): number[] {
  const told = (changes ?? []) as readonly { readonly positions: readonly PositionDocument[] }[];
  return told.flatMap(({ positions }) => positions.map(({ profit }) => profit));
}
