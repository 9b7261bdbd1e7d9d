/** Random faults: repeatable, and only those requested. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FaultyChannel,
  goodBehaviour,
  type Misbehaviour,
} from "../../src/simulation/misbehaviour.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";
import { seededRandom } from "../../src/runtime/random.ts";

/** The sequence numbers that leave the channel when 1 to `count` enter it. */
function pass(faults: Partial<Misbehaviour>, count: number, seed = 1) {
  const channel = new FaultyChannel({ ...goodBehaviour, ...faults }, seededRandom(seed));
  const passed = [];
  for (let seq = 1; seq <= count; seq++) {
    const message: TerminalMessage = { kind: "ticks", epoch: "e", seq, batches: [] };
    passed.push(...channel.pass(message));
  }
  return passed.map(({ message, afterMs }) => ({
    seq: message.kind === "ticks" ? message.seq : 0,
    afterMs,
  }));
}

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const seqs = (passed: ReturnType<typeof pass>) => passed.map(({ seq }) => seq);

Deno.test("a channel without faults passes everything at once", () => {
  assert.deepEqual(pass({}, 50), oneTo(50).map((seq) => ({ seq, afterMs: 0 })));
});

Deno.test("each fault has the described effect", () => {
  assert.deepEqual(pass({ dropRate: 1 }, 10), []);
  assert.deepEqual(seqs(pass({ duplicateRate: 1 }, 3)), [1, 1, 2, 2, 3, 3]);
  assert.deepEqual(seqs(pass({ reorderRate: 1 }, 4)), [2, 1, 4, 3]);
  assert.deepEqual(pass({ delayRate: 1, delayMs: 70 }, 2).map(({ afterMs }) => afterMs), [70, 70]);
});

Deno.test("drops lose some, reordering and duplicates lose none, a seed makes them repeatable", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const lost = 200 - new Set(seqs(pass({ dropRate: 0.3 }, 200, seed))).size;
      assert.ok(lost > 20 && lost < 110);
      const mixed = { reorderRate: 0.3, duplicateRate: 0.3 };
      const kept = new Set(seqs(pass(mixed, 200, seed)));
      // The last one may still be held back, waiting for a message that never came.
      assert.ok(kept.size >= 199);
      assert.deepEqual(pass(mixed, 200, seed), pass(mixed, 200, seed));
    }),
    { numRuns: 30 },
  );
});

Deno.test("only the given number of calls are answered loading", () => {
  const channel = new FaultyChannel({ ...goodBehaviour, loadingCalls: 2 }, seededRandom(1));
  assert.deepEqual([1, 2, 3, 4].map(() => channel.takeLoading()), [true, true, false, false]);
});
