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
import { newGeneralHalt } from "../../src/risk/halts/general_halt.ts";
import { newHalt } from "../../src/risk/halts/halt_decision.ts";
import {
  adoptedReason,
  haltNote,
  haltsOfNote,
  isKnownFlag,
} from "../../src/risk/halts/halt_record.ts";
import { haltRecordMax } from "../../src/venue/venue_events.ts";
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

const written = () => true;

Deno.test("a record restores the halts, and fits into what a terminal stores", () => {
  const sameAccount = fc.array(anyHalt, { minLength: 1, maxLength: 8 }).map((halts) => {
    const { terminal: account } = halts[0]!;
    return halts.map((halt, index) => ({
      ...halt,
      terminal: account,
      id: `${account}/${halt.cause}/${halt.startedMs}-abcde${index}`,
      reason: `lost ${index} :: by 2 : 1`,
    }));
  });
  fc.assert(fc.property(sameAccount, (halts) => {
    const note = haltNote(halts, written)!;
    assert.ok(note.record.length <= haltRecordMax);
    const found = haltsOfNote(note, halts[0]!.terminal);
    assert.equal(found[0]?.reason, note.reason);
    for (const one of found) {
      const reason = one.reason.replace(" : by", " :: by");
      assert.deepEqual(halts.find(({ id }) => id === one.id), { ...one, reason });
    }
    const kind = ({ scope, cause, policy, ends, brokerDay }: Halt) =>
      [scope, cause, policy, ends, ends === "next_day" ? brokerDay : ""].join();
    assert.deepEqual(new Set(found.map(kind)), new Set(halts.map(kind)), "nothing is forgotten");
  }));
});

Deno.test("all halts that an account can have at once fit, with the longest names", () => {
  const account = terminalId("9".repeat(20), "X".repeat(64));
  const day = { ends: "next_day", brokerDay: "2026-01-05" } as const;
  const kinds = [
    ...[{ scope: "account", cause: "daily_loss", policy: "flatten", ...day }],
    { scope: "account", cause: "drawdown", policy: "flatten", ends: "by_hand" },
    { scope: "account", cause: "terminal", policy: "block", ends: "by_hand" },
    { scope: "account", cause: "command", policy: "block", ends: "by_hand" },
    { scope: "account", cause: "command", policy: "flatten", ends: "by_hand" },
    { scope: "all", cause: "command", policy: "block", ends: "by_hand" },
    { scope: "all", cause: "command", policy: "flatten", ends: "by_hand" },
  ] as const;
  const halts = kinds.map((kind, index): Halt => ({
    brokerDay: "2026-01-05",
    ...kind,
    id: `${account}/${kind.cause}/1772445600000-abcde${index}`,
    terminal: account,
    startedMs: unixMs(1_772_445_600_000),
    reason: "r".repeat(256),
    flatMs: null,
    endedMs: null,
    endedBy: null,
  }));
  const found = haltsOfNote(haltNote(halts, written)!, account);
  assert.deepEqual(new Set(found.map(({ id }) => id)), new Set(halts.map(({ id }) => id)));
});

Deno.test("a text that is not a record of this account's halts is not accepted", () => {
  const texts = ["", "halt", "account command block by_hand 1 2026-01-05 other@Broker/command/1"];
  for (const record of texts) {
    assert.deepEqual(haltsOfNote({ reason: "", record }, terminal), [], record);
  }
  fc.assert(fc.property(fc.string(), (record) => {
    assert.deepEqual(haltsOfNote({ reason: "", record }, terminal), []);
  }));
});

Deno.test("a paper account's halt is never taken for one of its terminal, nor the other way", () => {
  fc.assert(fc.property(anyHalt, ({ terminal: real, ...halt }) => {
    const paper = paperTerminal(real);
    const called = terminalId("5012345", "X (paper)");
    for (const own of [real, paper, called]) {
      const one = { ...halt, terminal: own, id: `${own}/command/1-abcdef` };
      const note = haltNote([one], written)!;
      for (const terminal of [real, paper, called]) {
        const [found] = haltsOfNote(note, terminal);
        assert.equal(found?.terminal ?? null, own === terminal ? own : null);
      }
    }
  }));
});

Deno.test("of several halts the first is one that is stored nowhere else", () => {
  const [limit, command, hard] = fc.sample(anyHalt, { numRuns: 3, seed: 1 }).map((halt, index) => ({
    ...halt,
    terminal,
    id: `${terminal}/command/${index}-abcdef`,
    reason: `reason ${index}`,
    scope: "account" as const,
    cause: index === 0 ? "daily_loss" as const : "command" as const,
    policy: index === 1 ? "block" as const : "flatten" as const,
  })) as [Halt, Halt, Halt];
  const kept = (halts: readonly Halt[], ...written: readonly Halt[]) => {
    const note = haltNote(halts, (one) => written.includes(one));
    return note === null ? [] : haltsOfNote(note, terminal).map(({ id }) => id);
  };
  assert.deepEqual(kept([limit, command], limit), [command.id, limit.id]);
  assert.deepEqual(kept([limit, command], command), [limit.id, command.id]);
  assert.deepEqual(kept([limit, command]), [command.id, limit.id]);
  assert.deepEqual(kept([command, hard]), [hard.id, command.id]);
  const all = { ...command, scope: "all" as const, id: `${terminal}/all/1-abcdef` };
  assert.deepEqual(kept([hard, all]), [all.id, hard.id], "it holds for others, too");
  assert.deepEqual(kept([all, hard], all), [hard.id, all.id], "the store has it");
  const again = { ...command, id: `${terminal}/command/9-abcdef` };
  assert.deepEqual(kept([again, command], again), [command.id], "they block and end alike");
  assert.deepEqual(kept([]), []);
});

Deno.test("a flag without a record is known by its reason, also after it was taken over", () => {
  const [halt] = fc.sample(anyHalt, { numRuns: 1, seed: 2 }) as [Halt];
  assert.ok(isKnownFlag("lost", [halt]));
  assert.ok(isKnownFlag("a file", [{ ...halt, reason: adoptedReason("a file") }]));
  assert.ok(!isKnownFlag("a file", [halt]));
});

Deno.test("a reason with line feeds and emoji is one line of whole characters", () => {
  const begin = {
    terminal,
    scope: "account",
    cause: "command",
    policy: "block",
    ends: "by_hand",
    startedMs: unixMs(1_770_000_000_000),
    brokerDay: "2026-02-04",
  } as const;
  const reason = `${"z".repeat(98)}\n\u{1F600}\ud83d`;
  const halt = newHalt({ ...begin, reason }, () => 0.5);
  assert.equal(halt.reason, `${"z".repeat(98)} \u{1F600}\ufffd`);
  const general = newGeneralHalt({ ...begin, reason: "one\r\ntwo\u2028three" }, () => 0.5);
  assert.equal(general.reason, "one  two three");
  const flatten = { ...halt, cause: "daily_loss", policy: "flatten", reason } as const;
  const note = haltNote([{ ...halt, reason: "by\thand" }, flatten], written)!;
  assert.equal(note.reason, "by hand");
  assert.ok(note.record.isWellFormed());
  assert.doesNotMatch(note.record, /\p{Cc}/u);
  const [, second] = haltsOfNote(note, terminal);
  assert.equal(second?.reason, `${"z".repeat(98)} `, "not half of the emoji");
});
