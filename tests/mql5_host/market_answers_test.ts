/** The hosted terminal's history after an outage, while what it missed is not loaded. */

import assert from "node:assert/strict";
import { brokerMs } from "../../src/models/mod.ts";
import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import { answerMarket } from "../../tools/mql5_host/market_answers.ts";
import { ScriptedFeed } from "../faults/scripted_feed.ts";

const openMs = Date.UTC(2026, 1, 4, 10);
const { wire } = marketSymbol("EURUSD", { suffix: "", accountCurrency: "USD" });

/** Bids that rise by a point each ten seconds, for three minutes. */
function market(): ScriptedFeed {
  const feed = new ScriptedFeed([wire]);
  for (let at = 0; at < 18; at++) {
    const bid = (110_000 + at) / 100_000;
    feed.add("EURUSD", { brokerMs: brokerMs(openMs + at * 10_000), bid, ask: bid });
  }
  return feed;
}

const nowMs = brokerMs(openMs + 175_000);
const gap = { fromMs: brokerMs(openMs + 25_000), toMs: brokerMs(openMs + 95_000) };
const range = ["rates", "EURUSD", "60", "range", String(openMs / 1_000), String(nowMs / 1_000)];

/** Open second, high and count of ticks of each bar. */
function barsOf(known: Parameters<typeof answerMarket>[0]): number[][] {
  const [error, ...fields] = answerMarket(known, range).map(Number);
  assert.equal(error, 0);
  return Array.from({ length: fields.length / 8 }, (_, row) => {
    const [openS, , high, , , ticks] = fields.slice(row * 8, row * 8 + 8);
    return [openS! - openMs / 1_000, Math.round(high! * 100_000) - 110_000, ticks!];
  });
}

Deno.test("bars that an outage cuts are cut until the history has come back", () => {
  const feed = market();
  assert.deepEqual(barsOf({ feed, nowMs, gap: null }), [[0, 5, 6], [60, 11, 6], [120, 17, 6]]);
  assert.deepEqual(barsOf({ feed, nowMs, gap }), [[0, 2, 3], [60, 11, 2], [120, 17, 6]]);
});

Deno.test("a terminal without its broker knows nothing of the time since", () => {
  const lostMs = brokerMs(openMs + 25_000);
  assert.deepEqual(barsOf({ feed: market(), nowMs: lostMs, gap: null }), [[0, 2, 3]]);
});

Deno.test("ticks of an outage are missing until the history has come back", () => {
  const question = ["ticks", "EURUSD", String(openMs), String(nowMs), "100"];
  const count = (fields: readonly unknown[]) => (fields.length - 1) / 6;
  const feed = market();
  assert.equal(count(answerMarket({ feed, nowMs, gap: null }, question)), 18);
  assert.equal(count(answerMarket({ feed, nowMs, gap }, question)), 11);
});
