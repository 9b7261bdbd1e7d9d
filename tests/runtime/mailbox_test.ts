/** The sender's side of a mailbox: order, merging, limits, nothing lost. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Mailbox } from "../../src/runtime/mailbox.ts";

type Message = { readonly ticks: readonly number[] } | { readonly event: number };

const ticks = {
  key: "EURUSD",
  merge: (earlier: Message, later: Message): Message =>
    "ticks" in earlier && "ticks" in later
      ? { ticks: [...earlier.ticks, ...later.ticks] }
      : assert.fail("Only ticks merge"),
};

const messagesOf = (mailbox: Mailbox<Message>) =>
  mailbox.takePostable().map(({ message }) => message);

/** Fills the window, so that later messages are queued. */
function busyMailbox(): { mailbox: Mailbox<Message>; lastSeq: number } {
  const mailbox = new Mailbox<Message>();
  for (let event = 0; event < 32; event++) mailbox.add({ event });
  const lastSeq = mailbox.takePostable().at(-1)!.seq;
  return { mailbox, lastSeq };
}

Deno.test("Mailbox merges queued messages with the same key, but not those already posted", () => {
  const { mailbox, lastSeq } = busyMailbox();
  mailbox.add({ ticks: [1] }, ticks);
  mailbox.add({ ticks: [2] }, ticks);
  assert.deepEqual(messagesOf(mailbox), []); // the window is full
  mailbox.acknowledge(lastSeq);
  assert.deepEqual(messagesOf(mailbox), [{ ticks: [1, 2] }]);
  mailbox.add({ ticks: [3] }, ticks);
  assert.deepEqual(messagesOf(mailbox), [{ ticks: [3] }]);
  assert.equal(mailbox.coalesced, 1);
});

Deno.test("Mailbox never lets a merged message overtake another", () => {
  const { mailbox, lastSeq } = busyMailbox();
  mailbox.add({ ticks: [1] }, ticks);
  mailbox.add({ event: 100 });
  mailbox.add({ ticks: [2] }, ticks);
  mailbox.acknowledge(lastSeq);
  assert.deepEqual(messagesOf(mailbox), [{ ticks: [1] }, { event: 100 }, { ticks: [2] }]);
});

Deno.test("Mailbox delivers again, in order, what a lost receiver had not handled", () => {
  const mailbox = new Mailbox<Message>();
  for (let event = 0; event < 5; event++) mailbox.add({ event });
  const posted = mailbox.takePostable();
  mailbox.acknowledge(posted[1]!.seq);
  mailbox.add({ event: 5 });
  mailbox.rewind();
  assert.deepEqual(messagesOf(mailbox), [2, 3, 4, 5].map((event) => ({ event })));
});

Deno.test("Mailbox is bounded, and reports when there is room again", () => {
  const { mailbox, lastSeq } = busyMailbox();
  for (let event = 0; event < 10_000; event++) mailbox.add({ event });
  assert.equal(mailbox.hasRoom, false);
  assert.throws(() => mailbox.add({ event: 0 }), RangeError);
  mailbox.acknowledge(lastSeq);
  assert.equal(mailbox.waiting, 10_000);
});

Deno.test("Mailbox delivers every message once and in order, whatever happens to the receiver", () => {
  const steps = fc.array(
    fc.oneof(
      fc.constant("add" as const),
      fc.constant("post" as const),
      fc.constant("take" as const),
      fc.constant("lose_receiver" as const),
    ),
    { maxLength: 200 },
  );
  fc.assert(fc.property(steps, (scenario) => {
    const mailbox = new Mailbox<number>();
    let added = 0;
    let channel: { seq: number; message: number }[] = [];
    const taken: number[] = [];
    const take = () => {
      const next = channel.shift();
      if (next === undefined) return;
      taken.push(next.message);
      mailbox.acknowledge(next.seq);
    };
    for (const step of scenario) {
      if (step === "add") mailbox.add(added++);
      if (step === "post") channel.push(...mailbox.takePostable());
      if (step === "take") take();
      if (step === "lose_receiver") {
        channel = [];
        mailbox.rewind();
      }
    }
    while (mailbox.waiting > 0) {
      channel.push(...mailbox.takePostable());
      take();
    }
    assert.deepEqual(taken, Array.from({ length: added }, (_, index) => index));
  }));
});
