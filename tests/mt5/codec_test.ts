/**
 * The codec of the link: what is written is read back, malformed messages are rejected with a named
 * error, nothing throws.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeBridgeMessage, parseBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { callArgumentTexts, parseCallArguments } from "../../src/mt5/call_arguments.ts";
import { textFrames } from "../../src/mt5/frame_text.ts";
import { parseReplyData, type ReplyData } from "../../src/mt5/reply_data.ts";
import { encodeTerminalMessage, parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import { frameBytesMax, rowsMax } from "../../src/mt5/wire_limits.ts";
import { bridgeKinds, terminalKinds } from "../../src/mt5/wire.ts";
import { bridgeMessage, hello, terminalMessage } from "../support/link_messages.ts";
import { accountData } from "../support/scripted_terminal.ts";

const seed = 20260301;

Deno.test("a terminal's message is read as it was written", () => {
  fc.assert(
    fc.property(terminalMessage, (message) => {
      assert.deepEqual(parseTerminalMessage(encodeTerminalMessage(message)), {
        ok: true,
        value: message,
      });
    }),
    { seed, numRuns: 500 },
  );
});

Deno.test("a bridge's message is read as it was written", () => {
  fc.assert(
    fc.property(bridgeMessage, (message) => {
      assert.deepEqual(parseBridgeMessage(encodeBridgeMessage(message)), {
        ok: true,
        value: message,
      });
    }),
    { seed, numRuns: 500 },
  );
});

Deno.test("random bytes give a WireError, never a throw", () => {
  const kinds = [...terminalKinds, ...bridgeKinds].map((kind) => textFrames([kind])[0]!);
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(...kinds),
    fc.json().map((json) => textFrames([json])[0]!),
  );
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), (frames) => {
      for (const parsed of [parseTerminalMessage(frames), parseBridgeMessage(frames)]) {
        if (!parsed.ok) assert.ok(parsed.error.code && parsed.error.where !== undefined);
      }
    }),
    { seed, numRuns: 2_000 },
  );
});

Deno.test("a valid message with one changed field is read or rejected, without a throw", () => {
  fc.assert(
    fc.property(terminalMessage, fc.nat(), fc.jsonValue(), (message, pick, value) => {
      const [kind, body] = encodeTerminalMessage(message).map((frame) =>
        new TextDecoder().decode(frame)
      );
      const json = JSON.parse(body!);
      const keys = Object.keys(json);
      json[keys[pick % keys.length]!] = value;
      assert.equal(
        typeof parseTerminalMessage(textFrames([kind!, JSON.stringify(json)])).ok,
        "boolean",
      );
    }),
    { seed, numRuns: 1_000 },
  );
});

const column = (length: number, value: unknown = 1) => Array(length).fill(value);
const batch = (length: number) => ({
  symbol: "EURUSD",
  timeMs: column(length),
  bid: column(length),
  ask: column(length),
  last: column(length),
  volume: column(length),
  flags: column(length, 6),
});
const ticks = (batches: unknown) => ({ epoch: "e", seq: 1, batches });

const refused: { name: string; frames: readonly string[]; code: string; where: string }[] = [
  { name: "no frame", frames: [], code: "bad_frames", where: "message" },
  { name: "four frames", frames: ["ticks", "{}", "", ""], code: "bad_frames", where: "message" },
  {
    name: "rows of no prices",
    frames: ["account", "{}", ""],
    code: "bad_frames",
    where: "account",
  },
  { name: "unknown kind", frames: ["quote", "{}"], code: "unknown_kind", where: "kind" },
  { name: "broken JSON", frames: ["hello", "{"], code: "bad_json", where: "hello" },
  { name: "JSON array", frames: ["ticks", "[]"], code: "bad_field", where: "ticks" },
  {
    name: "a login that is a number",
    frames: ["hello", JSON.stringify({ ...hello(), login: 5012345 })],
    code: "bad_field",
    where: "hello.login",
  },
  {
    name: "a sequence number that is no integer",
    frames: ["ticks", JSON.stringify({ epoch: "e", seq: 1.5, batches: [] })],
    code: "bad_field",
    where: "ticks.seq",
  },
  {
    name: "a short column",
    frames: ["ticks", JSON.stringify(ticks([batch(2), { ...batch(2), ask: [1] }]))],
    code: "bad_field",
    where: "ticks.batches[1].ask",
  },
  {
    name: "a price that is text",
    frames: ["ticks", JSON.stringify(ticks([{ ...batch(2), bid: [1, "1"] }]))],
    code: "bad_field",
    where: "ticks.batches[0].bid[1]",
  },
  {
    name: "too many rows",
    frames: ["ticks", JSON.stringify(ticks([batch(rowsMax + 1)]))],
    code: "bad_field",
    where: "ticks.batches[0].timeMs",
  },
  {
    name: "an oversized frame",
    frames: ["ticks", " ".repeat(frameBytesMax + 1)],
    code: "bad_frames",
    where: "ticks",
  },
];

Deno.test("a price that is null (NaN in JSON) is left to those who judge rows", () => {
  const json = JSON.stringify(ticks([{ ...batch(2), bid: [null, 1], timeMs: [1.5, 2] }]));
  const parsed = parseTerminalMessage(textFrames(["ticks", json]));
  assert.ok(parsed.ok && parsed.value.kind === "ticks");
  const columns = parsed.value.batches.map(({ ticks: { bid, brokerMs } }) => [...bid, ...brokerMs]);
  assert.deepEqual(columns, [[NaN, 1, 1.5, 2]]);
});

for (const { name, frames, code, where } of refused) {
  Deno.test(`parseTerminalMessage() refuses ${name}`, () => {
    const parsed = parseTerminalMessage(textFrames(frames));
    assert.ok(!parsed.ok);
    assert.deepEqual({ code: parsed.error.code, where: parsed.error.where }, { code, where });
  });
}

Deno.test("a figure that no account can have is refused with its field and value", () => {
  for (const [field, value] of [["balance", 1e300], ["equity", -1e16], ["margin", 2e15]] as const) {
    const account = { epoch: "e", seq: 1, ...accountData, [field]: value };
    const parsed = parseTerminalMessage(textFrames(["account", JSON.stringify(account)]));
    assert.ok(!parsed.ok);
    assert.equal(parsed.error.where, `account.${field}`);
    assert.ok(parsed.error.detail.endsWith(`is ${value}`), parsed.error.detail);
  }
});

Deno.test("a text is never repeated in an error: it may be the token", () => {
  const parsed = parseTerminalMessage(
    textFrames(["hello", JSON.stringify({ ...hello(), token: "s3cret\u0007" })]),
  );
  assert.ok(!parsed.ok);
  assert.equal(parsed.error.where, "hello.token");
  assert.ok(!parsed.error.detail.includes("s3cret"));
});

const absurdReplies: readonly (readonly [keyof ReplyData, unknown, string])[] = [
  ["positions", { positions: [{ openPrice: 1e300 }], more: false }, "openPrice"],
  ["deals", { deals: [{ price: 1e13 }], more: false }, "price"],
  ["deals", { deals: [{ profit: -1e300 }], more: false }, "profit"],
  ["orders", { orders: [{ volume: 1e10 }], more: false }, "volume"],
  ["order_check", { margin: 1e300 }, "margin"],
];

const sound = {
  ...{ ticket: "1", identifier: "1", order: "1", position: "1", symbol: "EURUSD" },
  ...{ direction: "buy", type: "buy", state: "placed", entry: "in", reason: "expert" },
  ...{ volume: 1, remainingVolume: 1, openPrice: 1, currentPrice: 1, price: 1 },
  ...{ stopLimitPrice: 0, stopLoss: 0, takeProfit: 0, commission: 0, fee: 0, swap: 0, profit: 0 },
  ...{ magic: "0", comment: "", openedMs: 1, updatedMs: 1, placedMs: 1, expiresMs: 0, timeMs: 1 },
  ...{ margin: 0, freeMargin: 0, marginLevelPct: null, equity: 0, balance: 0, lossAtStop: null },
};

for (const [verb, data, field] of absurdReplies) {
  Deno.test(`a reply to ${verb} with an absurd ${field} is refused with the field`, () => {
    const whole = Object.fromEntries(
      Object.entries({ ...sound, ...data as object }).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.map((row) => ({ ...sound, ...row })) : value,
      ]),
    );
    const parsed = parseReplyData(verb, { data: whole });
    assert.ok(!parsed.ok);
    assert.ok(parsed.error.where.endsWith(field), parsed.error.where);
  });
}

Deno.test("parseTerminalMessage() refuses bytes that are not UTF-8", () => {
  const parsed = parseTerminalMessage([new TextEncoder().encode("hello"), Uint8Array.of(0xff)]);
  assert.equal(parsed.ok ? "" : parsed.error.code, "bad_text");
});

const refusedFromBridge: { name: string; frames: readonly string[]; where: string }[] = [
  { name: "an argument without =", frames: ["call", "1", "rates", "limit"], where: "call." },
  { name: "a key twice", frames: ["call", "1", "rates", "a=1", "a=2"], where: "call.a" },
  { name: "an unknown verb", frames: ["call", "1", "buy"], where: "call.verb" },
  { name: "a control character", frames: ["heartbeat", "nonce=\u0007"], where: "heartbeat.nonce" },
  { name: "no heartbeat interval", frames: ["welcome", "session=1"], where: "welcome.heartbeatMs" },
];

for (const { name, frames, where } of refusedFromBridge) {
  Deno.test(`parseBridgeMessage() refuses ${name}`, () => {
    const parsed = parseBridgeMessage(textFrames(frames));
    assert.equal(parsed.ok ? "read" : parsed.error.where, where);
  });
}

Deno.test("a value may contain = and commas; control characters are sent as spaces", () => {
  const frames = encodeBridgeMessage({
    kind: "call",
    id: "7",
    verb: "subscribe",
    arguments: { series: "A=B:M1,C:M5\n" },
  });
  assert.deepEqual(parseBridgeMessage(frames), {
    ok: true,
    value: { kind: "call", id: "7", verb: "subscribe", arguments: { series: "A=B:M1,C:M5 " } },
  });
});

Deno.test("arguments of a call survive their encoding as text", () => {
  const args = { symbol: "EURUSD.m", timeframe: "M15", from: 1_772_000_000_000, limit: 500 };
  const texts = callArgumentTexts("rates", args);
  assert.ok(texts.ok);
  assert.deepEqual(texts.value, {
    symbol: "EURUSD.m",
    timeframe: "M15",
    from: "1772000000000",
    limit: "500",
  });
  assert.deepEqual(parseCallArguments("rates", texts.value), { ok: true, value: args });
  const bad = parseCallArguments("rates", { ...texts.value, limit: "-1" });
  assert.equal(bad.ok ? "" : bad.error.where, "rates.limit");
});

Deno.test("messages that no terminal could parse are not written", () => {
  const args = { symbol: "EURUSD.m", timeframe: "M15", from: 0, limit: 5_001 };
  const texts = callArgumentTexts("rates", args);
  assert.equal(texts.ok ? "" : texts.error.where, "rates.limit");
});
