/**
 * Which peers keep their connection when there are too many, and how much may be queued for
 * sending.
 */

import assert from "node:assert/strict";
import { ConnectionPlaces } from "../../src/mt5/connection_places.ts";
import { SendQueue } from "../../src/mt5/send_queue.ts";
import { queuedBytesMax, queuedMessagesMax } from "../../src/mt5/wire_limits.ts";

Deno.test("a new connection replaces the oldest of those that have got least far in the handshake", () => {
  const places = new ConnectionPlaces<string>({ connections: 10, strangers: 3 });
  for (const name of ["ready", "sending", "silent"]) assert.equal(places.add(name), null);
  places.reach("ready", "ready");
  places.reach("sending", "sending");
  assert.equal(places.add("second"), "silent");
  assert.equal(places.add("third"), "second");
  places.reach("third", "ready");
  assert.equal(places.add("fourth"), "sending");
  places.reach("fourth", "ready");
  assert.equal(places.add("fifth"), "ready");
});

Deno.test("welcomed terminals keep their connections, and a new one is refused when all are welcomed", () => {
  const places = new ConnectionPlaces<string>({ connections: 2, strangers: 2 });
  for (const name of ["a", "b"]) {
    places.add(name);
    places.reach(name, "welcomed");
  }
  assert.equal(places.add("c"), "c");
  assert.deepEqual(places.all(), ["a", "b"]);
  places.remove("a");
  assert.equal(places.add("c"), null);
  assert.equal(places.add("d"), "c");
});

Deno.test("a queue is bounded in messages and bytes, and returns small messages together", () => {
  const many = new SendQueue();
  for (let index = 0; index < queuedMessagesMax; index++) {
    assert.ok(many.offer(Uint8Array.of(index)));
  }
  assert.equal(many.offer(Uint8Array.of(0)), false);
  assert.deepEqual(many.take(), Uint8Array.from({ length: queuedMessagesMax }, (_, at) => at));
  assert.equal(many.take(), null);

  const large = new SendQueue();
  assert.ok(large.offer(new Uint8Array(queuedBytesMax + 1)), "the first one always fits");
  assert.equal(large.offer(Uint8Array.of(1)), false);
  assert.equal(large.take()?.length, queuedBytesMax + 1);
  assert.ok(large.offer(Uint8Array.of(1)), "and leaves room when it is taken");
});
