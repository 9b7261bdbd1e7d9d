/**
 * Messages to a slow price actor: two ticks that do not follow each other always have a gap between
 * them.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { PriceFeed } from "../../actors/mt5/price_feed.ts";
import type { PriceEvent, PriceProtocol } from "../../actors/price/protocol.ts";
import { brokerMs, symbolName, terminalId, tickBatch, unixMs } from "../../src/models/mod.ts";
import { waitingTicksMax } from "../../src/mt5/tick_merge.ts";
import type { Coalesce, Peer } from "../../src/runtime/actor.ts";
import { Mailbox } from "../../src/runtime/mailbox.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const terminal = terminalId("1", "A");
const symbol = symbolName("EURUSD");

/** A price actor with a real mailbox, which takes messages when the test wants it. */
class SlowPrice {
  readonly taken: PriceEvent[] = [];
  readonly #mailbox = new Mailbox<PriceEvent>();

  readonly peer: Peer<PriceProtocol> = Object.defineProperty(
    {
      tell: (event: PriceEvent, coalesce?: Coalesce<PriceEvent>) =>
        this.#mailbox.add(event, coalesce),
      ask: () => Promise.reject(new Error("Nothing is asked")),
      drained: () => Promise.resolve(),
      waiting: 0,
    },
    "waiting",
    { get: () => this.#mailbox.waiting },
  );

  take(): void {
    for (;;) {
      const posted = this.#mailbox.takePostable();
      if (posted.length === 0) return;
      for (const { seq, message } of posted) {
        this.taken.push(message);
        this.#mailbox.acknowledge(seq);
      }
    }
  }
}

/** A batch whose ticks are numbered by their bids. */
function numbered(from: number, count: number) {
  const ticks = Array.from({ length: count }, (_, index) => {
    const bid = from + index;
    return { brokerMs: brokerMs(bid), bid, ask: bid, last: 0, volume: 0, flags: 6 };
  });
  return {
    terminal,
    batches: [tickBatch(symbol, ticks)],
    utcOffsetMs: 0,
    receivedMs: unixMs(0),
    serverNowMs: brokerMs(1),
    believedToMs: brokerMs(Infinity),
  };
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant("ticks") },
  { weight: 1, arbitrary: fc.constant("flood") },
  { weight: 1, arbitrary: fc.constant("loss") },
  { weight: 1, arbitrary: fc.constant("take") },
);

Deno.test("price feed: whatever is merged or dropped, a loss is reported where it happened", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const price = new SlowPrice();
      const feed = new PriceFeed(price.peer, new SimulatedClock());
      let next = 1;
      const tell = (count: number) => {
        feed.tellTicks(numbered(next, count));
        next += count;
      };
      for (const one of steps) {
        if (one === "take") price.take();
        else if (one === "loss") {
          next += 3;
          feed.tellGap(terminal, 1);
        } else tell(one === "flood" ? waitingTicksMax / 4 : 2);
      }
      price.take();
      tell(1);
      price.take();
      let expected = 1;
      let isBroken = false;
      for (const event of price.taken) {
        if (event.type === "stream_gap") isBroken = true;
        if (event.type !== "ticks_received") continue;
        for (const { bid } of event.batches) {
          for (const number of bid) {
            assert.ok(number === expected || (isBroken && number > expected));
            expected = number + 1;
            isBroken = false;
          }
        }
      }
      assert.equal(expected, next, "the newest tick arrives");
    }),
    { seed: 9, numRuns: 40 },
  );
});

Deno.test("price feed: consecutive gaps are merged, so that a broken link cannot fill the mailbox", () => {
  const price = new SlowPrice();
  const feed = new PriceFeed(price.peer, new SimulatedClock());
  for (let time = 0; time < 20_000; time++) feed.tellGap(terminal, 2);
  price.take();
  assert.deepEqual(price.taken, [{ type: "stream_gap", terminal, missed: 40_000 }]);
});

Deno.test("price feed: ticks beyond the limit are dropped, counted, and reported as a gap before the next ones", () => {
  const price = new SlowPrice();
  const feed = new PriceFeed(price.peer, new SimulatedClock());
  feed.tellTicks(numbered(1, waitingTicksMax));
  feed.tellTicks(numbered(waitingTicksMax + 1, 5));
  assert.equal(feed.droppedTicks, 5);
  price.take();
  feed.tellTicks(numbered(waitingTicksMax + 6, 1));
  price.take();
  assert.deepEqual(price.taken.map(({ type }) => type), [
    "ticks_received",
    "stream_gap",
    "ticks_received",
  ]);
});
