/** Data queued in memory for Redis: the latest value of each key, each event once, all bounded. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { LatestValues } from "../../src/redis/latest_values.ts";
import { type Message, MessageQueue } from "../../src/redis/message_queue.ts";
import { priceRecord } from "../../src/redis/redis_records.ts";
import { otherTerminal, quote, terminal } from "./record_samples.ts";

function value(key: string, bid: number, of = terminal) {
  return { key, form: "hash" as const, record: priceRecord(of, quote(bid)), terminal: of };
}

function event(id: number): Message {
  return { channel: "signals", record: { v: 1, type: "signal", id } };
}

Deno.test("LatestValues returns each changed key once, with its last value", () => {
  const values = new LatestValues();
  values.set(value("a", 1));
  values.set(value("b", 1));
  values.set(value("a", 2));
  assert.deepEqual(values.takeChanged(10).map(({ key, record }) => [key, record.bid]), [
    ["a", 2],
    ["b", 1],
  ]);
  assert.deepEqual(values.takeChanged(10), []);
});

Deno.test("LatestValues returns all again after touchAll, in portions, without forgotten ones", () => {
  const values = new LatestValues();
  for (const key of ["a", "b", "c"]) values.set(value(key, 1));
  values.set(value("other", 1, otherTerminal));
  values.takeChanged(10);
  values.forget(otherTerminal);
  values.touchAll();
  assert.equal(values.takeChanged(2).length, 2);
  assert.equal(values.changed, 1);
  assert.equal(values.takeChanged(2).length, 1);
  assert.equal(values.size, 3);
});

Deno.test("MessageQueue: a latest-only message replaces the earlier one with its key", () => {
  const queue = new MessageQueue(10);
  for (const bid of [1, 2, 3]) {
    queue.addLatest("price", { channel: "prices", record: priceRecord(terminal, quote(bid)) });
  }
  assert.deepEqual(queue.takeLatest(10).map(({ record }) => record.bid), [3]);
});

Deno.test("MessageQueue: events stay in order, the newest are kept, every lost one is counted", () => {
  const step = fc.oneof(
    fc.record({ add: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 6 }), isPublished: fc.boolean() }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const queue = new MessageQueue(5);
    const published: number[] = [];
    let added = 0;
    for (const one of steps) {
      if ("add" in one) { for (let n = 0; n < one.add; n++) queue.addEvent(event(added++)); }
      else {
        const taken = queue.takeEvents(one.take);
        if (one.isPublished) published.push(...taken.map(({ record }) => Number(record.id)));
        else queue.giveBack(taken);
      }
      assert.ok(queue.counts.events <= 5);
    }
    const rest = queue.takeEvents(5).map(({ record }) => Number(record.id));
    const all = [...published, ...rest];
    assert.deepEqual(all, all.toSorted((a, b) => a - b));
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.length + queue.counts.dropped, added);
    assert.deepEqual(rest, rest.map((_, index) => added - rest.length + index));
  }));
});
