/** Updates of Telegram are carried out once, whatever the server delivers. */

import assert from "node:assert/strict";
import { UpdateInbox } from "../../src/alerts/telegram/update_inbox.ts";

const update = (id: number) => ({
  update_id: id,
  message: { date: 1, text: "/halt", chat: { id: 42 }, from: { id: 42 } },
});
/** A message whose chat cannot be read. */
const odd = (id: number) => ({ update_id: id, message: { chat: {} } });

const cases = [
  ["in another order", [[update(6), update(5)]], [5, 6], 7],
  ["twice in one answer", [[update(5), update(5)]], [5], 6],
  ["again in a later answer", [[update(5)], [update(5), update(6)]], [5, 6], 7],
  ["one that cannot be read is passed over", [[odd(8)]], [], 9],
  ["and nothing without a number", [[null, 7, {}]], [], 0],
  ["lower numbers after a silence", [[update(900)], [], [update(3)]], [900, 3], 4],
  ["a number beyond all others, and a silence", [[update(2 ** 52)], []], [2 ** 52], 0],
] as const;

for (const [what, answers, expected, offset] of cases) {
  Deno.test(`update inbox: ${what}`, () => {
    const inbox = new UpdateInbox();
    const taken = answers.flatMap((answer) => inbox.take(answer));
    assert.deepEqual(taken.map(({ update_id }) => update_id), expected);
    assert.equal(inbox.offset, offset);
  });
}

Deno.test("update inbox: an offset that the server refuses is given up, and nothing is repeated", () => {
  const inbox = new UpdateInbox();
  inbox.take([update(5)]);
  inbox.forgetOffset();
  assert.equal(inbox.offset, 0);
  assert.deepEqual(inbox.take([update(5)]), []);
});
