/** The newest lines of the log: numbered, bounded, filtered. */

import assert from "node:assert/strict";
import { LogRing } from "../../src/log/log_ring.ts";
import type { LogLevel } from "../../src/models/logger.ts";
import type { LogTailWanted } from "../../src/runtime/system_protocol.ts";

function ringOf(count: number): LogRing {
  const ring = new LogRing();
  for (let at = 1; at <= count; at += 1) {
    const level: LogLevel = at % 10 === 0 ? "warning" : "info";
    const source = at % 2 === 0 ? "price" : "mt5";
    ring.add({
      record: {
        level,
        source,
        code: "actor_started",
        timeMs: at,
        fields: { actor: "a", durationMs: at },
      },
      repeats: null,
    });
  }
  return ring;
}

const all: LogTailWanted = { afterSeq: null, limit: 1_000_000, level: "debug", source: null };

const cases: readonly [what: string, wanted: Partial<LogTailWanted>, seqs: readonly number[]][] = [
  ["the newest", { limit: 3 }, [98, 99, 100]],
  ["what came since", { afterSeq: 97 }, [98, 99, 100]],
  ["the first of what came since", { afterSeq: 97, limit: 2 }, [98, 99]],
  ["nothing new", { afterSeq: 100 }, []],
  ["warnings", { level: "warning", limit: 2 }, [90, 100]],
  ["one source", { source: "mt5", limit: 2 }, [97, 99]],
  ["one source since", { source: "mt5", afterSeq: 96, limit: 1 }, [97]],
];

for (const [what, wanted, seqs] of cases) {
  Deno.test(`log tail: ${what}`, () => {
    const tail = ringOf(100).tail({ ...all, ...wanted });
    assert.deepEqual(tail.lines.map(({ seq }) => seq), seqs);
    assert.deepEqual([tail.newestSeq, tail.missed], [100, 0]);
  });
}

Deno.test("log tail: two thousand lines are kept, and dropped ones are counted", () => {
  const tail = ringOf(5_003).tail({ ...all, afterSeq: 1 });
  assert.deepEqual([tail.lines.length, tail.lines[0]?.seq, tail.newestSeq], [2_000, 3_004, 5_003]);
  assert.equal(tail.missed, 3_002);
});

Deno.test("log tail: a line has its sentence, and long fields are truncated", () => {
  const ring = new LogRing();
  const error = "x".repeat(10_000);
  ring.add({
    record: {
      level: "error",
      source: "s",
      code: "actor_crashed",
      timeMs: 1,
      fields: { actor: "price", error },
    },
    repeats: { count: 4, windowMs: 30_000 },
  });
  const [line] = ring.tail(all).lines;
  assert.match(line?.message ?? "", /^price crashed: x+/);
  assert.deepEqual([line?.repeats, String(line?.fields.error).length], [4, 2_000]);
});
