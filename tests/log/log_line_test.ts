/** Records as lines: in the JSON file, the text file and on the console. */

import assert from "node:assert/strict";
import type { ShownRecord } from "../../src/log/flood_filter.ts";
import { consoleLine, jsonLine, textLine } from "../../src/log/log_line.ts";
import { logSentences } from "../../src/models/log_codes.ts";
import type { LogFields, LogLevel, LogRecord } from "../../src/models/logger.ts";

const timeMs = Date.UTC(2026, 2, 1, 12, 30, 5, 42);

function shown(fields: LogFields, level: LogLevel = "error"): ShownRecord {
  const record = { level, code: "actor_crashed", source: "price", timeMs, fields } as const;
  return { record, repeats: null };
}

const crash = shown({ actor: "price", error: "no memory" });
const repeated = { ...crash, repeats: { count: 37, windowMs: 30_000 } };

Deno.test("jsonLine() is one JSON object with the sentence and the fields", () => {
  assert.deepEqual(JSON.parse(jsonLine(repeated)), {
    time: "2026-03-01T12:30:05.042Z",
    level: "error",
    source: "price",
    code: "actor_crashed",
    message: "price crashed: no memory",
    fields: { actor: "price", error: "no memory" },
    repeats: 37,
    repeatsWindowMs: 30_000,
  });
  assert.equal("repeats" in JSON.parse(jsonLine(crash)), false);
});

Deno.test("textLine() is for people", () => {
  assert.equal(
    textLine(repeated),
    "2026-03-01T12:30:05.042Z | ERROR   | price     | " +
      "price crashed: no memory (37 more in 30 s)",
  );
});

Deno.test("a part in brackets is shown only when all of its fields are known", () => {
  const line = (fields: LogFields) =>
    textLine({
      record: { level: "info", code: "order_filled", source: "trade", timeMs, fields },
      repeats: null,
    });
  const filled = { terminal: "1@A", request: "buy 1 EURUSD", by: "breakout", filledLots: 1 };
  assert.match(
    line({ ...filled, price: 1.1, slipped: "2 points" }),
    /1 lot at 1\.1, slippage 2 points$/,
  );
  assert.match(line({ ...filled, price: 1.1, slipped: null }), /1 lot at 1\.1$/);
  assert.match(line({ ...filled, price: null }), /filled \(breakout\): 1 lot$/);
});

Deno.test("counts have their noun in the right number, and pauses their unit", () => {
  const line = (code: LogRecord["code"], fields: LogFields) =>
    textLine({ record: { level: "info", code, source: "price", timeMs, fields }, repeats: null });
  const series = { terminal: "1@A", symbol: "EURUSD", timeframe: "M15" };
  assert.match(line("bars_backfilled", { ...series, bars: 1 }), /: 1 bar fetched$/);
  assert.match(line("bars_backfilled", { ...series, bars: 2_000 }), /: 2,000 bars fetched$/);
  const restarted = (downMs: number) =>
    line("actor_restarted", { actor: "mt5", downMs, restarts: 1 });
  assert.match(restarted(120), /again after 0\.1 s /);
  assert.match(restarted(9_000), /again after 9 s /);
  assert.match(restarted(192 * 60_000), /again after 3 h 12 min /);
});

/** Nouns that a figure stands before are counted by their form, so that one is not "1 bars". */
Deno.test("no sentence has a plural after a plain figure", () => {
  const plurals = Object.values(logSentences).flatMap((sentence) =>
    sentence.match(
      /\{\w+\} (?:bars|ticks|lots|lines|orders|positions|runs|rows|gaps|symbols|\w+ms)\b/g,
    ) ?? []
  );
  assert.deepEqual(plurals, []);
});

Deno.test("consoleLine() shows local time and no colour codes on a plain console", () => {
  const line = consoleLine({ hasColour: false, timeZone: "Europe/Helsinki" });
  assert.equal(line(crash), "14:30:05  ERROR  price      price crashed: no memory");
});

Deno.test("consoleLine() colours errors and warnings on a terminal, and ends each colour", () => {
  const line = consoleLine({ hasColour: true, timeZone: "UTC" });
  assert.ok(line(crash).includes("\x1b[31mprice crashed: no memory\x1b[0m"));
  assert.ok(line(shown({}, "warning")).includes("\x1b[33m"));
  assert.ok(!line(shown({}, "info")).includes("\x1b[3"));
});

Deno.test("a missing field is shown as a question mark", () => {
  assert.match(textLine(shown({ actor: "price" })), /price crashed: \?$/);
});

const foreignTexts: [text: string, printed: string][] = [
  ["first\nsecond", "first | second"],
  ["first\r\n  second", "first | second"],
  ["\x1b[2Jgone", "?[2Jgone"],
  ["bell\x07", "bell?"],
  ["turned\u202etxt", "turned?txt"],
  ["x".repeat(600), `${"x".repeat(500)}...`],
  ["{actor}", "{actor}"],
];
for (const [text, printed] of foreignTexts) {
  Deno.test(`a line escapes ${JSON.stringify(text).slice(0, 30)}`, () => {
    const [record, line] = [
      shown({ actor: "price", error: text }),
      consoleLine({
        hasColour: false,
        timeZone: "UTC",
      }),
    ];
    assert.ok(line(record).endsWith(`price crashed: ${printed}`), line(record));
    assert.ok(textLine(record).endsWith(`price crashed: ${printed}`));
    assert.equal(jsonLine(record).split("\n").length, 1);
    assert.equal(JSON.parse(jsonLine(record)).fields.error, text);
  });
}
