/** From messages to wishes: templates, fields, dates, words. */

import assert from "node:assert/strict";
import type { OutsideWish } from "../../src/models/outside_signal.ts";
import type { UnixMs } from "../../src/models/time.ts";
import { levelOfText } from "../../src/signals/level_text.ts";
import { senderTime } from "../../src/signals/sender_time.ts";
import {
  fieldsOfMessage,
  type SourceTemplate,
  templateOfText,
} from "../../src/signals/source_template.ts";
import { wishOfFields } from "../../src/signals/wish_of_fields.ts";

const sentAt = "2026-12-01T14:30:05Z";
const sentMs = Date.UTC(2026, 11, 1, 14, 30, 5) as UnixMs;

function wishOf(fields: object, template: SourceTemplate | null = null) {
  const read = wishOfFields({ symbol: "EURUSD", sentAt, ...fields }, { template, sentMs: null });
  return read.ok ? read.value.wish.want : read.error.code;
}

const market = {
  ...{ kind: "enter", direction: "buy", order: "market", price: null, limitPrice: null },
  ...{ stop: null, targets: [], size: { kind: "risk", fraction: 1 }, expiresMinutes: null },
  isReversal: false,
};

const close = { kind: "close", side: null, part: 1 };

const wishes: readonly (readonly [fields: object, want: OutsideWish["want"] | object | string])[] =
  [
    [{ action: "buy" }, market],
    [{ action: " LONG " }, market],
    [{ action: "short", stop: "50 points", target: 1.2 }, {
      ...market,
      direction: "sell",
      stop: { kind: "points", distance: 50 },
      targets: [{ level: { kind: "price", price: 1.2 }, part: 1 }],
    }],
    [{ action: "buy", targets: "1.2, 2 ATR" }, {
      ...market,
      targets: [
        { level: { kind: "price", price: 1.2 }, part: 0.5 },
        { level: { kind: "atr", distance: 2 }, part: 0.5 },
      ],
    }],
    [{ action: "buy", targets: [{ at: "1 %", part: "25 %" }, { at: "2 %", part: 0.75 }] }, {
      ...market,
      targets: [
        { level: { kind: "percent", distance: 1 }, part: 0.25 },
        { level: { kind: "percent", distance: 2 }, part: 0.75 },
      ],
    }],
    [{ action: "buy", order: "Stop-Limit", price: 1.1, limitPrice: 1.09, expiresMinutes: 60 }, {
      ...market,
      ...{ order: "stop_limit", price: 1.1, limitPrice: 1.09, expiresMinutes: 60 },
    }],
    [{ action: "buy", lots: 0.1 }, { ...market, size: { kind: "lots", lots: 0.1 } }],
    [{ action: "buy", riskFraction: "50%" }, { ...market, size: { kind: "risk", fraction: 0.5 } }],
    [{ action: "buy", reverse: true }, { ...market, isReversal: true }],
    [{ action: "close" }, close],
    [{ action: "close", side: "long", part: 0.5 }, { ...close, side: "buy", part: 0.5 }],
    [{ action: "exit short" }, { ...close, side: "sell" }],
    [{ action: "move", stop: "entry" }, {
      ...{ kind: "move", side: null, stop: { kind: "entry" }, target: null },
    }],
    [{ action: "cancel", side: "sell" }, { kind: "cancel", side: "sell" }],
    // A strategy of TradingView: its order, and the position after it.
    [{ action: "buy", position: "long" }, { ...market, isReversal: true }],
    [{ action: "sell", position: "flat", stop: "1 %" }, { ...close, side: "buy" }],
    [
      { action: "sell", position: "long", positionSize: 1, previousPositionSize: 4 },
      { ...close, side: "buy", part: 0.75 },
    ],
    [{ action: "sell", position: "long" }, "part_unknown"],
    // Nothing is guessed.
    [{}, "bad_signal"],
    [{ action: "purchase" }, "bad_signal"],
    [{ action: "constructor" }, "bad_signal"],
    [{ action: "buy", symbol: undefined }, "bad_signal"],
    [{ action: "buy", sentAt: undefined }, "not_dated"],
    [{ action: "buy", sentAt: "yesterday" }, "not_dated"],
    [{ action: "buy", stoploss: 1.1 }, "bad_signal"],
    [{ action: "buy", stop: "NaN" }, "bad_signal"],
    [{ action: "buy", stop: "{{plot_0}}" }, "bad_signal"],
    [{ action: "buy", stop: "1,0850" }, "bad_signal"],
    [{ action: "buy", stop: 0 }, "bad_signal"],
    [{ action: "buy", stop: "entry" }, "bad_signal"],
    [{ action: "buy", side: "sell" }, "bad_signal"],
    [{ action: "buy", part: 0.5 }, "bad_signal"],
    [{ action: "buy", lots: 0.1, riskFraction: 0.5 }, "bad_signal"],
    [{ action: "buy", lots: "1e3" }, "bad_signal"],
    [{ action: "buy", lots: -1 }, "bad_signal"],
    [{ action: "buy", riskFraction: 2 }, "bad_signal"],
    [{ action: "buy", order: "limit" }, "bad_signal"],
    [{ action: "buy", price: 1.1, limitPrice: 1 }, "bad_signal"],
    [{ action: "buy", expiresMinutes: 5 }, "bad_signal"],
    [{ action: "buy", targets: "1, 2, 3, 4, 5" }, "bad_signal"],
    [{ action: "buy", targets: [{ at: 1, part: 0.5 }, { at: 2, part: 0.4 }] }, "bad_signal"],
    [{ action: "buy", target: { at: 1 } }, "bad_signal"],
    [{ action: "close", stop: 1.1 }, "bad_signal"],
    [{ action: "move" }, "bad_signal"],
    [{ action: "move", stop: 1.1, part: 0.5 }, "bad_signal"],
    [{ action: { toString: "buy" } }, "bad_signal"],
  ];

for (const [fields, want] of wishes) {
  Deno.test(`wish: ${JSON.stringify(fields)}`, () => assert.deepEqual(wishOf(fields), want));
}

const levels: readonly (readonly [string, object | null])[] = [
  ["1.0850", { kind: "price", price: 1.085 }],
  [".5", { kind: "price", price: 0.5 }],
  ["1.5ATR", { kind: "atr", distance: 1.5 }],
  ["0.5 percent", { kind: "percent", distance: 0.5 }],
  ["20 pts", { kind: "points", distance: 20 }],
  ["break even", { kind: "entry" }],
  ["20 pips", null],
  ["-5", null],
  ["0 %", null],
  ["1e5", null],
];

for (const [text, level] of levels) {
  Deno.test(`level: ${text}`, () => assert.deepEqual(levelOfText(text), level));
}

const times: readonly (readonly [string, number | null])[] = [
  [sentAt, sentMs],
  ["2026-12-01 15:30:05.250+01:00", sentMs + 250],
  [String(sentMs), sentMs],
  [String(sentMs / 1_000), sentMs],
  ["2026-12-01T14:30:05", null],
  ["2026-13-01T14:30:05Z", null],
  ["14:30", null],
  ["12", null],
];

for (const [text, ms] of times) {
  Deno.test(`sender's time: ${text}`, () => assert.equal(senderTime(text), ms));
}

function template(file: object): SourceTemplate {
  const read = templateOfText(JSON.stringify(file));
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

const room = template({
  words: { kaufen: "buy" },
  rules: [
    {
      text: "{{action}} {{symbol}} SL {{sl}} {{*}}",
      signal: { action: "{{action}}", symbol: "{{symbol}}", stop: "{{sl}}", target: "2 ATR" },
    },
    { text: "exit {{symbol}}", signal: { action: "close", symbol: "{{symbol}}" } },
  ],
});

Deno.test("template: the first rule that fits counts, with the source's own words", () => {
  const fields = fieldsOfMessage("Kaufen EURUSD SL 1.08 TP open", room);
  assert.ok(fields.ok);
  const read = wishOfFields(fields.value, { template: room, sentMs });
  assert.ok(read.ok, JSON.stringify(read));
  assert.deepEqual(read.value.wish.want, {
    ...market,
    stop: { kind: "price", price: 1.08 },
    targets: [{ level: { kind: "atr", distance: 2 }, part: 1 }],
  });
  const exit = fieldsOfMessage("exit EURUSD", room);
  assert.deepEqual(exit, { ok: true, value: { action: "close", symbol: "EURUSD" } });
  const other = fieldsOfMessage("Good morning", room);
  assert.equal(other.ok ? null : other.error.code, "no_match");
});

const json = template({
  rules: [{
    signal: {
      action: "{{order.action}}",
      symbol: "{{ticker}}",
      stop: "{{sl?}}",
      sentAt: "{{time}}",
      riskFraction: 0.5,
    },
  }],
});

Deno.test("template: values of a message of JSON have its keys", () => {
  const message = { ticker: "EURUSD", order: { action: "buy" }, time: sentAt, other: [1] };
  const fields = fieldsOfMessage(JSON.stringify(message), json);
  assert.deepEqual(fields, {
    ok: true,
    value: { action: "buy", symbol: "EURUSD", sentAt, riskFraction: 0.5 },
  });
});

Deno.test("template: a missing value refuses the message, unless it may be missing", () => {
  const without = fieldsOfMessage(JSON.stringify({ ticker: "EURUSD", time: sentAt }), json);
  assert.equal(without.ok ? null : without.error.code, "bad_signal");
});

const templates: readonly (readonly [string, string])[] = [
  ["not JSON", "{"],
  ["no rules", JSON.stringify({ rules: [] })],
  ["an unknown field", JSON.stringify({ rules: [{ signal: { stoploss: "1" } }] })],
  ["an unknown key", JSON.stringify({ rules: [{ signal: {}, when: 1 }] })],
  ["too large", " ".repeat(70_000)],
];

for (const [what, text] of templates) {
  Deno.test(`template: refused with ${what}`, () => {
    const read = templateOfText(text);
    assert.equal(read.ok ? null : read.error.code, "template_invalid");
  });
}

Deno.test("template: without a file a message is the signal itself, and its token is none of it", () => {
  const fields = fieldsOfMessage('{"token":"secret","action":"buy"}', null);
  assert.deepEqual(fields, { ok: true, value: { action: "buy" } });
  for (const text of ["buy EURUSD", "[1]", "null", ""]) {
    const read = fieldsOfMessage(text, null);
    assert.equal(read.ok ? null : read.error.code, "no_match", text);
  }
});
