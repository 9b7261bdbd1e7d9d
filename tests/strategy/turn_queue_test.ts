/** The order of a runner's work. */

import assert from "node:assert/strict";
import { brokerMs, symbolName, type Tick, tickBatch, unixMs } from "../../src/models/mod.ts";
import { maxWaitingTicks, TickBacklog } from "../../src/strategy/runner/tick_backlog.ts";
import { type TurnEnd, TurnQueue } from "../../src/strategy/runner/turn_queue.ts";

const done: TurnEnd = {
  kind: "done",
  result: { type: "turn_done", turn: 1, first: 0, runs: 1, findings: [] },
};

function ticks(count: number, firstBid = 1) {
  const batch = tickBatch(
    symbolName("EURUSD"),
    Array.from({ length: count }, (_, index): Tick => {
      const bid = firstBid + index;
      return { brokerMs: brokerMs(index), bid, ask: bid, last: 0, volume: 0, flags: 6 };
    }),
  );
  return { ticks: batch, receivedMs: unixMs(firstBid) };
}

function queueWorld() {
  const disabled = new Set<string>();
  const events: string[] = [];
  const queue = new TurnQueue({
    isEnabled: (strategy) => !disabled.has(strategy),
    tickStrategies: () => ["t", "u"].filter((strategy) => !disabled.has(strategy)),
    onTickTurnEnd: ({ strategy, work }) => events.push(`${strategy} saw ${work.ticks.bid.length}`),
  });
  const addBars = (seriesId: string, ...strategies: string[]) =>
    queue.addBars({
      seriesId,
      fresh: 1,
      strategies,
      onTurnEnd: (strategy) => events.push(`${seriesId} ${strategy}`),
      onEnd: () => events.push(`${seriesId} end`),
    });
  /** Takes and settles until nothing is left; returns the turns in order. */
  const drain = () => {
    const taken: string[] = [];
    for (let turn = queue.take(); turn !== null; turn = queue.take()) {
      taken.push(`${turn.seriesId} ${turn.strategy} ${turn.work.kind}`);
      queue.settle(done);
    }
    return taken;
  };
  return { queue, addBars, drain, disabled, events };
}

Deno.test("turns on bars and on ticks alternate, each kind in its order", () => {
  const { queue, addBars, drain } = queueWorld();
  addBars("one", "a", "b");
  addBars("two", "a");
  queue.addTicks("one", ticks(1));
  queue.addTicks("two", ticks(1));
  assert.deepEqual(drain(), [
    "one t ticks",
    "one a bars",
    "one u ticks",
    "one b bars",
    "two t ticks",
    "two a bars",
    "two u ticks",
  ]);
});

Deno.test("a strategy disabled while its turn is queued is skipped, and the job still ends", () => {
  const { queue, addBars, drain, disabled, events } = queueWorld();
  addBars("one", "a", "b", "c");
  queue.take();
  disabled.add("b").add("c");
  queue.settle(done);
  assert.deepEqual(events, ["one a", "one end"]);
  addBars("two", "b");
  assert.deepEqual(drain(), []);
  assert.deepEqual(events.at(-1), "two end");
});

Deno.test("a job does not end during its last turn", () => {
  const { queue, addBars, events } = queueWorld();
  addBars("one", "a");
  queue.take();
  assert.deepEqual(events, []);
  queue.settle(done);
  assert.deepEqual(events, ["one a", "one end"]);
});

Deno.test("queued ticks are joined in order, with the time of the oldest", () => {
  const backlog = new TickBacklog();
  backlog.add("one", ticks(2, 10));
  backlog.add("two", ticks(1, 50));
  backlog.add("one", ticks(1, 20));
  const first = backlog.take();
  assert.deepEqual(
    [first?.seriesId, first?.receivedMs, Array.from(first?.ticks.bid ?? [])],
    ["one", 10, [10, 11, 20]],
  );
  assert.equal(backlog.take()?.seriesId, "two");
  assert.equal(backlog.take(), null);
});

Deno.test("ticks beyond the limit are dropped from the old end and counted", () => {
  const backlog = new TickBacklog();
  backlog.add("one", ticks(6, 100));
  backlog.add("one", ticks(maxWaitingTicks - 4, 200));
  backlog.add("one", ticks(4, 300));
  assert.equal(backlog.dropped, 6);
  assert.equal(backlog.take()?.ticks.bid.length, maxWaitingTicks);
});
