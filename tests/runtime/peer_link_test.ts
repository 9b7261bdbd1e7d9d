/**
 * One end of a channel between actors: what is delivered again to a restarted peer, and what is
 * not.
 */

import assert from "node:assert/strict";
import { type Incoming, PeerLink } from "../../src/runtime/peer_link.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

interface Events extends Protocol {
  readonly tell: { readonly type: "event"; readonly number: number };
}

function linkTo(peer: string) {
  const received: Incoming[] = [];
  const link = new PeerLink<Events>({
    peer,
    clock: new SimulatedClock(),
    receive: (incoming) => received.push(incoming),
  });
  const numbers = () =>
    received.map((one) => one.kind === "tell" ? (one.message as Events["tell"]).number : null);
  return { link, received, numbers };
}

Deno.test("PeerLink delivers to a restarted peer what the last run had not handled, even if receipts are lost", async () => {
  const sender = linkTo("b");
  const firstLife = linkTo("a");
  const first = new MessageChannel();
  sender.link.connect(first.port1);
  firstLife.link.connect(first.port2);
  for (const number of [1, 2, 3, 4]) sender.link.tell({ type: "event", number });
  await eventually(() => firstLife.received.length === 4);
  for (const incoming of firstLife.received.slice(0, 2)) {
    assert.ok(incoming.kind === "tell");
    incoming.taken(); // the receipt is in transit when the peer ends
  }
  assert.equal(firstLife.link.takenSeq, 2);
  sender.link.disconnect(firstLife.link.takenSeq);
  firstLife.link.disconnect(0);

  const secondLife = linkTo("a");
  const second = new MessageChannel();
  sender.link.connect(second.port1);
  secondLife.link.connect(second.port2);
  assert.equal(secondLife.link.takenSeq, 0);
  await eventually(() => secondLife.received.length === 2);
  assert.deepEqual(secondLife.numbers(), [3, 4]);
  sender.link.disconnect(0);
  secondLife.link.disconnect(0);
});
