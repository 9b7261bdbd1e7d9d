/** Lists of the store are read one at a time, whoever wants how many of them. */

import assert from "node:assert/strict";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { StoreReads } from "../../actors/http/store_reads.ts";
import { err, ok } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";

/** The store; each request waits until `answerNext` is called. */
class Store implements Peer<DatabaseProtocol> {
  readonly waiting = 0;
  readonly open: ((isAway: boolean) => void)[] = [];
  asked = 0;

  tell(): void {}

  drained(): Promise<void> {
    return Promise.resolve();
  }

  ask(): Promise<never> {
    const place = this.asked;
    this.asked += 1;
    return new Promise((resolve) => {
      const answer = (isAway: boolean) =>
        isAway ? err({ code: "peer_unavailable", peer: "database" }) : ok([place]);
      this.open.push((isAway) => resolve(answer(isAway) as never));
    });
  }

  async answerNext(isAway = false): Promise<void> {
    this.open.shift()?.(isAway);
    await settled();
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => systemClock.nextTurn(resolve));
}

Deno.test("one list is read at a time, in the order of the requests", async () => {
  const store = new Store();
  const reads = new StoreReads(store);
  const answers: unknown[] = [];
  const all = Array.from(
    { length: 5 },
    () => reads.ask("instruments", {}).then((answer) => answers.push(answer.ok && answer.value)),
  );
  await settled();
  for (const asked of [1, 2, 3, 4, 5]) {
    assert.equal(store.asked, asked);
    await store.answerNext();
  }
  await Promise.all(all);
  assert.deepEqual(answers, [[0], [1], [2], [3], [4]]);
});

Deno.test("a store that is away keeps nobody's turn", async () => {
  const store = new Store();
  const reads = new StoreReads(store);
  const all = Array.from({ length: 4 }, () => reads.ask("instruments", {}));
  await settled();
  for (let count = 0; count < 4; count += 1) await store.answerNext(true);
  assert.ok((await Promise.all(all)).every(({ ok }) => !ok));
  const later = reads.ask("instruments", {});
  await settled();
  await store.answerNext();
  assert.ok((await later).ok);
});
