/**
 * Messages of the link for tests: plausible handwritten ones, and arbitrary valid ones for property
 * tests.
 */

import fc from "fast-check";
import type { BarColumns, TickColumns } from "../../src/models/mod.ts";
import { checkResults } from "../../src/models/terminal_check.ts";
import { verbs } from "../../src/mt5/call_schemas.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import {
  type BridgeMessage,
  rejectCodes,
  replyStatuses,
  type TerminalMessage,
  watchedParts,
  type WireHello,
} from "../../src/mt5/wire.ts";

export const helloMs = Date.UTC(2026, 2, 2, 10);

/** A hello that a bridge without login or token settings accepts. */
export function hello(overrides: Partial<WireHello> = {}): { kind: "hello" } & WireHello {
  return {
    kind: "hello",
    version: protocolVersion,
    token: "",
    epoch: "e1",
    login: "5012345",
    server: "Broker-Demo",
    company: "Broker Ltd.",
    currency: "USD",
    leverage: 100,
    marginMode: "hedging",
    tradeMode: "demo",
    build: 5000,
    eaVersion: "3.0.0",
    algoTradingAllowed: true,
    brokerConnected: true,
    clock: { serverMs: helloMs, quotedMs: helloMs, offsetMs: 7_200_000 },
    installation: "i1",
    lotsMax: 50,
    ordersPerMinuteMax: 1_000,
    ...overrides,
  };
}

// deno-lint-ignore no-control-regex -- control characters are what the pattern is about
const noControls = (value: string) => !/[\u0000-\u001f\u007f]/.test(value);
/** A record with the normal prototype, as the codec creates them. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

const text = fc.string({ unit: "binary", maxLength: 40 }).filter(noControls);
const named = text.filter((value) => value !== "");
const whole = fc.integer({ min: 0, max: 2_000_000_000 });
const timeMs = fc.integer({ min: 0, max: 4_000_000_000_000 });
const ticket = fc.stringMatching(/^[0-9]{0,20}$/);
/** JSON has no negative zero. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
/** Within the limits of what is believed. */
const money = fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value + 0);
const some = fc.integer({ min: 0, max: 1_000_000 });
const clock = plain({
  serverMs: timeMs,
  quotedMs: fc.option(timeMs),
  offsetMs: fc.option(fc.integer()),
});
const stream = { epoch: named, seq: whole };

function columns(length: number) {
  return fc.array(number, { minLength: length, maxLength: length }).map((values) =>
    Float64Array.from(values)
  );
}

/** They travel as whole numbers. */
function counts(length: number) {
  return fc.array(fc.integer(), { minLength: length, maxLength: length }).map((values) =>
    Float64Array.from(values)
  );
}

const tickColumns: fc.Arbitrary<TickColumns> = fc.nat(6).chain((length) =>
  plain({
    brokerMs: fc.array(timeMs, { minLength: length, maxLength: length }).map((values) =>
      Float64Array.from(values)
    ),
    bid: columns(length),
    ask: columns(length),
    last: columns(length),
    volume: columns(length),
    flags: fc.array(fc.nat(63), { minLength: length, maxLength: length })
      .map((values) => Uint8Array.from(values, (value) => value * 2)),
  })
);

const barColumns: fc.Arbitrary<BarColumns> = fc.uniqueArray(timeMs, { maxLength: 6 })
  .chain((times) =>
    plain({
      brokerMs: fc.constant(Float64Array.from(times).sort()),
      open: columns(times.length),
      high: columns(times.length),
      low: columns(times.length),
      close: columns(times.length),
      tickVolume: counts(times.length),
      realVolume: counts(times.length),
      spreadPoints: counts(times.length),
    })
  );

export const terminalMessage: fc.Arbitrary<TerminalMessage> = fc.oneof(
  plain({
    kind: fc.constant("hello" as const),
    version: fc.integer(),
    token: text,
    epoch: named,
    login: text,
    server: text,
    company: text,
    currency: text,
    leverage: some,
    marginMode: fc.constantFrom("netting" as const, "exchange" as const, "hedging" as const),
    tradeMode: fc.constantFrom("demo" as const, "contest" as const, "real" as const),
    build: whole,
    eaVersion: text,
    algoTradingAllowed: fc.boolean(),
    brokerConnected: fc.boolean(),
    haltFlag: fc.option(plain({ reason: text, record: text })),
    clock,
    installation: named,
    lotsMax: some,
    ordersPerMinuteMax: some,
  }),
  plain({
    kind: fc.constant("heartbeat" as const),
    ...stream,
    clock,
    algoTradingAllowed: fc.boolean(),
    brokerConnected: fc.boolean(),
    nonce: text,
    termsChanges: whole,
  }),
  plain({
    kind: fc.constant("ticks" as const),
    ...stream,
    batches: fc.array(plain({ symbol: named, ticks: tickColumns }), { maxLength: 4 }),
  }),
  plain({
    kind: fc.constant("bars" as const),
    ...stream,
    symbol: named,
    timeframe: named,
    bars: barColumns,
  }),
  plain({
    kind: fc.constant("account" as const),
    ...stream,
    balance: money,
    equity: money,
    margin: money,
    freeMargin: money,
    marginLevelPct: fc.option(money),
    profit: money,
    credit: money,
    commissionBlocked: money,
    assets: money,
    liabilities: money,
  }),
  plain({
    kind: fc.constant("trade" as const),
    ...stream,
    event: named,
    order: ticket,
    deal: ticket,
    position: ticket,
    symbol: text,
  }),
  plain({
    kind: fc.constant("reply" as const),
    id: named,
    status: fc.constantFrom(...replyStatuses),
    code: text,
    message: text,
    retcode: whole,
    data: fc.oneof(fc.constant(null), plain({ more: fc.boolean(), count: whole })),
  }),
  plain({
    kind: fc.constant("check" as const),
    version: fc.integer(),
    token: text,
    login: text,
    server: text,
    build: whole,
    results: fc.array(
      plain({ assumption: named, result: fc.constantFrom(...checkResults), detail: text }),
      { maxLength: 64 },
    ),
  }),
);

export const bridgeMessage: fc.Arbitrary<BridgeMessage> = fc.oneof(
  plain({
    kind: fc.constant("welcome" as const),
    session: text,
    heartbeatMs: fc.integer({ min: 1, max: 99_999_999 }),
  }),
  plain({
    kind: fc.constant("welcome" as const),
    session: text,
    heartbeatMs: fc.integer({ min: 1, max: 99_999_999 }),
    version: fc.integer({ min: 1, max: 9_999 }),
  }),
  plain({
    kind: fc.constant("reject" as const),
    code: fc.constantFrom(...rejectCodes),
    message: text,
  }),
  plain({ kind: fc.constant("heartbeat" as const), nonce: text }),
  plain({
    kind: fc.constant("heartbeat" as const),
    nonce: text,
    watched: fc.subarray([...watchedParts]),
  }),
  plain({ kind: fc.constant("checked" as const) }),
  plain({
    kind: fc.constant("call" as const),
    id: named,
    verb: fc.constantFrom(...verbs),
    arguments: fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z]{0,9}$/), text, {
      maxKeys: 8,
      noNullPrototype: true,
    }),
  }),
);
