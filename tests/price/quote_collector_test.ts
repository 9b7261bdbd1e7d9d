/** Quotes for Redis and for the stream: collected for a moment, the latest of each symbol. */

import assert from "node:assert/strict";
import { QuoteCollector, type QuotesByTerminal } from "../../actors/price/quote_collector.ts";
import { type Quote, symbolName, type TerminalId, terminalId } from "../../src/models/mod.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const [one, other] = [terminalId("1", "A"), terminalId("2", "A")];
const [euro, yen] = [symbolName("EURUSD"), symbolName("USDJPY")];

const pace = { gatherMs: 10, everyMs: 100 };

/** A collector whose quotes are the given bids; without one the symbol has no quote. */
function collector(againMs: number | null) {
  const clock = new SimulatedClock();
  const bids = new Map<string, number>();
  const rounds: string[] = [];
  const quoteOf = (terminal: TerminalId, symbol: string) => {
    const bid = bids.get(`${terminal} ${symbol}`);
    return bid === undefined ? null : { symbol, bid } as Quote;
  };
  const take = (quotes: QuotesByTerminal) => {
    rounds.push(
      [...quotes].map(([terminal, found]) =>
        `${terminal}: ${found.map(({ symbol, bid }) => `${symbol} ${bid}`).join(" ")}`
      ).join("; "),
    );
  };
  return {
    clock,
    bids,
    rounds,
    quotes: new QuoteCollector({ clock, pace, againMs, quoteOf, take }),
  };
}

Deno.test("changes of a moment are one round, with the latest quote of each symbol", async () => {
  const { clock, bids, rounds, quotes } = collector(null);
  for (const bid of [1.1, 1.2]) {
    bids.set(`${one} EURUSD`, bid);
    quotes.note(one, euro);
  }
  bids.set(`${other} USDJPY`, 150);
  quotes.note(other, yen);
  await clock.advance(9);
  assert.deepEqual(rounds, []);
  await clock.advance(1);
  assert.deepEqual(rounds, ["1@A: EURUSD 1.2; 2@A: USDJPY 150"]);
  await clock.advance(1_000);
  assert.equal(rounds.length, 1, "what was passed on is not passed on again");
});

Deno.test("a steady flow is passed on now and then, and a change after a pause at once", async () => {
  const { clock, bids, rounds, quotes } = collector(null);
  const change = async (bid: number) => {
    bids.set(`${one} EURUSD`, bid);
    quotes.note(one, euro);
    await clock.advance(20);
  };
  for (let bid = 1; bid <= 20; bid++) await change(bid);
  assert.deepEqual(rounds.map((round) => Number(round.split(" ").at(-1))), [1, 6, 11, 16]);
  await clock.advance(1_000);
  await change(30);
  assert.equal(rounds.at(-1), "1@A: EURUSD 30");
});

Deno.test("a symbol without a quote is looked at again, or forgotten", async () => {
  for (const [againMs, expected] of [[250, ["1@A: EURUSD 1.3"]], [null, []]] as const) {
    const { clock, bids, rounds, quotes } = collector(againMs);
    quotes.note(one, euro);
    await clock.advance(10);
    bids.set(`${one} EURUSD`, 1.3);
    await clock.advance(250);
    assert.deepEqual(rounds, expected);
  }
});

Deno.test("nothing is passed on of a terminal that is gone, or after the end", async () => {
  const { clock, bids, rounds, quotes } = collector(250);
  bids.set(`${one} EURUSD`, 1.1).set(`${other} EURUSD`, 1.2);
  quotes.note(one, euro);
  quotes.note(other, euro);
  quotes.forget(one);
  await clock.advance(10);
  assert.deepEqual(rounds, ["2@A: EURUSD 1.2"]);
  quotes.note(other, euro);
  quotes.stop();
  await clock.advance(1_000);
  assert.equal(rounds.length, 1);
});
