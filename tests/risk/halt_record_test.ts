/** A halt is recognised by the line that a terminal stores for it, and by nothing else. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Halt,
  haltCauses,
  haltScopes,
  paperTerminal,
  terminalId,
  unixMs,
} from "../../src/models/mod.ts";
import {
  adoptedReason,
  haltOfRecord,
  haltRecord,
  isKnownFlag,
  keptHalt,
} from "../../src/risk/halt_record.ts";
import { textMax } from "../../src/mt5/wire_limits.ts";
import { terminal } from "./risk_samples.ts";

const anyHalt: fc.Arbitrary<Halt> = fc.record({
  scope: fc.constantFrom(...haltScopes),
  cause: fc.constantFrom(...haltCauses),
  policy: fc.constantFrom("block", "flatten"),
  ends: fc.constantFrom("next_day", "by_hand"),
  startedMs: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(unixMs),
  day: fc.integer({ min: 10, max: 28 }),
  server: fc.stringMatching(/^[A-Za-z][A-Za-z0-9. -]{0,60}[A-Za-z0-9]$/),
}).map(({ server, day, ...halt }) => {
  const account = terminalId("5012345", server);
  const id = `${account}/${halt.cause}/${halt.startedMs}-abcdef`;
  const end = { reason: "lost", flatMs: null, endedMs: null, endedBy: null };
  return { id, terminal: account, ...halt, brokerDay: `2026-01-${day}`, ...end };
});

Deno.test("a record restores the halt, and fits into what a terminal stores", () => {
  fc.assert(fc.property(anyHalt, (halt) => {
    const record = haltRecord(halt);
    assert.ok(record.length <= textMax);
    assert.deepEqual(haltOfRecord(record, { terminal: halt.terminal, reason: "lost" }), halt);
  }));
});

Deno.test("a text that is not a record of this account's halts is not accepted", () => {
  const texts = ["", "halt", "account command block by_hand 1 2026-01-05 other@Broker/command/1"];
  for (const text of texts) assert.equal(haltOfRecord(text, { terminal, reason: "" }), null, text);
  fc.assert(fc.property(fc.string(), (text) => {
    assert.equal(haltOfRecord(text, { terminal, reason: "" }), null);
  }));
});

Deno.test("a paper account's halt is never taken for one of its terminal, nor the other way", () => {
  fc.assert(fc.property(anyHalt, ({ terminal: real, ...halt }) => {
    const paper = paperTerminal(real);
    const called = terminalId("5012345", "X (paper)");
    for (const own of [real, paper, called]) {
      const record = haltRecord({ ...halt, terminal: own, id: `${own}/command/1-abcdef` });
      for (const terminal of [real, paper, called]) {
        const found = haltOfRecord(record, { terminal, reason: "lost" });
        assert.equal(found?.terminal ?? null, own === terminal ? own : null);
      }
    }
  }));
});

Deno.test("of several halts the terminal keeps one that is stored nowhere else", () => {
  const [limit, command, hard] = fc.sample(anyHalt, { numRuns: 3, seed: 1 }).map((halt, index) => ({
    ...halt,
    scope: "account" as const,
    cause: index === 0 ? "daily_loss" as const : "command" as const,
    policy: index === 1 ? "block" as const : "flatten" as const,
  })) as [Halt, Halt, Halt];
  const kept = (halts: readonly Halt[], ...written: readonly Halt[]) =>
    keptHalt(halts, (one) => written.includes(one));
  assert.equal(kept([limit, command], limit), command, "the store has the other one");
  assert.equal(kept([limit, command], command), limit);
  assert.equal(kept([limit, command]), command, "a broken limit is found again");
  assert.equal(kept([command, hard]), hard);
  assert.equal(kept([command, limit], command, limit), command);
  const all = { ...command, scope: "all" as const };
  assert.equal(kept([hard, all]), all, "a halt of all accounts holds for others, too");
  assert.equal(kept([all, hard], all), hard, "the store has it");
  assert.equal(kept([]), null);
});

Deno.test("a flag without a record is known by its reason, also after it was taken over", () => {
  const [halt] = fc.sample(anyHalt, { numRuns: 1, seed: 2 }) as [Halt];
  assert.ok(isKnownFlag("lost", [halt]));
  assert.ok(isKnownFlag("a file", [{ ...halt, reason: adoptedReason("a file") }]));
  assert.ok(!isKnownFlag("a file", [halt]));
});
