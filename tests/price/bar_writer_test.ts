/** Writing bars of many series to the store: few writes, and a separate result for each series. */

import assert from "node:assert/strict";
import { BarWriter } from "../../actors/price/bar_writer.ts";
import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { barColumns, err, ok, symbolName, terminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { ReplyOf, RequestOf } from "../../src/runtime/protocol.ts";
import { answerOf } from "../../src/runtime/answer.ts";

type Request = RequestOf<DatabaseProtocol, "store_bars">;
type Reply = ReplyOf<DatabaseProtocol, "store_bars">;

const terminal = terminalId("1", "First");
const other = terminalId("2", "Second");

/** A store that replies when the test wants it. */
class SlowStore {
  readonly requests: Request[] = [];
  readonly #answers: ((reply: Reply) => void)[] = [];
  readonly writes = new BarWriter({
    ask: (_question: string, request: Request) => {
      this.requests.push(request);
      return new Promise((resolve) => this.#answers.push((reply) => resolve(answerOf(reply))));
    },
  } as unknown as Peer<DatabaseProtocol>); // the rest of a peer is not used here

  /** Replies to the oldest write: its series have inserted 0, 1, 2... bars. */
  async succeed(): Promise<void> {
    const at = this.requests.length - this.#answers.length;
    const series = this.requests[at]!.series;
    await this.answer(ok(series.map((_, inserted) => ({ inserted, corrected: 0, unchanged: 0 }))));
  }

  async answer(reply: Reply): Promise<void> {
    this.#answers.shift()!(reply);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  store(name: string, where = terminal) {
    const bars = barColumns([]);
    const series = { symbol: symbolName(name), timeframe: "M1", bars, utcMs: new Float64Array() };
    return this.writes.store(where, { ...series, timeframe: "M1" });
  }

  get written(): string[][] {
    return this.requests.map(({ series }) => series.map(({ symbol }) => symbol));
  }
}

Deno.test("bars that arrive during two writes share the next one", async () => {
  const store = new SlowStore();
  const stored = ["A", "B", "C", "D", "E"].map((name) => store.store(name));
  assert.deepEqual(store.written, [["A"], ["B"]]);
  await store.succeed();
  assert.deepEqual(store.written, [["A"], ["B"], ["C", "D", "E"]]);
  await store.succeed();
  await store.succeed();
  const inserted = (await Promise.all(stored)).map((one) => one.ok && one.value.inserted);
  assert.deepEqual(inserted, [0, 0, 0, 1, 2]);
});

Deno.test("a write has bars of one terminal, and of at most fifty series", async () => {
  const store = new SlowStore();
  const names = (from: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${from}${index}`);
  for (const name of ["X", "Y", ...names("A", 2)]) void store.store(name);
  for (const name of names("B", 60)) void store.store(name, other);
  for (let writes = 2; writes < 5; writes++) await store.succeed();
  assert.deepEqual(store.written.map(({ length }) => length), [1, 1, 2, 50, 10]);
  assert.deepEqual(
    store.requests.map((request) => request.terminal),
    [terminal, terminal, terminal, other, other],
  );
});

Deno.test("a write that fails fails for each of its series, and the next one continues", async () => {
  const store = new SlowStore();
  const stored = ["A", "B", "C", "D"].map((name) => store.store(name));
  await store.succeed();
  await store.succeed();
  const full = { code: "store_unreachable", path: "x", detail: "gone" } as const;
  await store.answer(err(full));
  assert.deepEqual((await Promise.all(stored)).map((one) => one.ok), [true, true, false, false]);
  const again = store.store("C");
  await store.succeed();
  assert.equal((await again).ok, true);
});
