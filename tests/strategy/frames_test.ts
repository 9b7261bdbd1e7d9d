/** Messages on a pipe: any pieces give the same messages, and nothing too long is read. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { frameOf, RunnerFrameReader } from "../../src/strategy/runner/frames.ts";

const usual = { noNullPrototype: true } as const;
const message = fc.record({
  type: fc.string(),
  prices: fc.float64Array({ maxLength: 20 }),
  flags: fc.uint8Array({ maxLength: 20 }),
  points: fc.int32Array({ maxLength: 20 }),
  nested: fc.array(fc.record({ close: fc.float64Array({ maxLength: 5 }) }, usual), {
    maxLength: 3,
  }),
}, usual);

function joined(frames: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(frames.flatMap((frame) => [...frame]));
}

Deno.test("messages arrive whole and in order, however the pipe splits them", () => {
  fc.assert(fc.property(
    fc.array(message, { maxLength: 5 }),
    fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
    (messages, cuts) => {
      const bytes = joined(messages.map(frameOf));
      const reader = new RunnerFrameReader(100_000);
      const read: unknown[] = [];
      let at = 0;
      for (let turn = 0; at < bytes.length; turn++) {
        const piece = bytes.subarray(at, at + cuts[turn % cuts.length]!);
        const taken = reader.take(piece);
        assert.ok(taken.ok);
        read.push(...taken.value);
        at += piece.length;
      }
      assert.deepEqual(read, messages);
    },
  ));
});

Deno.test("a message whose header announces too much is refused before it has arrived", () => {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, 1_001);
  assert.deepEqual(new RunnerFrameReader(1_000).take(head), {
    ok: false,
    error: { code: "frame_too_long", bytes: 1_001 },
  });
});

Deno.test("any bytes are messages or an error, and never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 8, maxLength: 100 }), (bytes) => {
    bytes.fill(0, 0, 3); // a length that is allowed
    const taken = new RunnerFrameReader(1_000).take(bytes);
    assert.ok(taken.ok || taken.error.code.startsWith("frame_"));
  }));
});

Deno.test("bytes that are no JSON are an error", () => {
  const frame = frameOf({ type: "x" });
  frame.fill(0x7b, 8);
  assert.deepEqual(new RunnerFrameReader(1_000).take(frame), {
    ok: false,
    error: { code: "frame_unreadable" },
  });
});
