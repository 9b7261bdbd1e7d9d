/** Names match MetaTrader's numbers, tickets keep all their digits, every retcode has a class. */

import assert from "node:assert/strict";
import {
  dealEntries,
  dealReasons,
  dealTypes,
  executionModes,
  isFinalState,
  isPendingType,
  magicNumber,
  orderDirection,
  orderLifetimes,
  orderReasons,
  orderStates,
  type OrderTicket,
  orderTypes,
  parseMagic,
  parseTicket,
  positionReasons,
  retcodeNamed,
  retcodes,
  symbolTradeModes,
  ticket,
} from "../../src/models/mod.ts";

const numbers: readonly [what: string, names: readonly string[], name: string, value: number][] = [
  ["order type", orderTypes, "sell", 1],
  ["order type", orderTypes, "sell_stop_limit", 7],
  ["order type", orderTypes, "close_by", 8],
  ["order state", orderStates, "canceled", 2],
  ["order state", orderStates, "expired", 6],
  ["lifetime", orderLifetimes, "specified_day", 3],
  ["order reason", orderReasons, "so", 6],
  ["position reason", positionReasons, "expert", 3],
  ["deal type", dealTypes, "balance", 2],
  ["deal type", dealTypes, "interest", 12],
  ["deal type", dealTypes, "tax", 17],
  ["deal entry", dealEntries, "out_by", 3],
  ["deal reason", dealReasons, "rollover", 7],
  ["deal reason", dealReasons, "corporate_action", 10],
  ["execution", executionModes, "exchange", 3],
  ["trade mode", symbolTradeModes, "full", 4],
];

for (const [what, names, name, value] of numbers) {
  Deno.test(`${what} ${name} is ${value}`, () => assert.equal(names.indexOf(name), value));
}

const tickets: readonly [text: string, isTicket: boolean, isMagic: boolean][] = [
  ["1", true, true],
  ["18446744073709551615", true, true],
  ["18446744073709551616", false, false],
  ["9007199254740993", true, true],
  ["0", false, true],
  ["007", false, false],
  ["-1", false, false],
  ["1e3", false, false],
  ["", false, false],
];

for (const [text, isTicket, isMagic] of tickets) {
  Deno.test(`"${text}" is ${isTicket ? "a" : "no"} ticket`, () => {
    assert.equal(parseTicket<OrderTicket>(text).ok, isTicket);
    assert.equal(parseMagic(text).ok, isMagic);
    if (isTicket) assert.equal(ticket<OrderTicket>(text), text);
    else assert.throws(() => ticket(text), TypeError);
    if (!isMagic) assert.throws(() => magicNumber(text), TypeError);
  });
}

Deno.test("a ticket made from a bigint keeps its last digit", () => {
  assert.equal(ticket<OrderTicket>(9_007_199_254_740_993n), "9007199254740993");
});

Deno.test("every retcode is found by its number, once; unknown ones are not guessed", () => {
  const codes = Object.values(retcodes).map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const [name, { code }] of Object.entries(retcodes)) assert.equal(retcodeNamed(code), name);
  assert.deepEqual([10005, 10037, 0, 10047].map(retcodeNamed), [null, null, null, null]);
});

Deno.test("codes after which an order may have been executed are never retried", () => {
  const names = Object.entries(retcodes)
    .filter(([, { retry }]) => retry === "unknown_outcome").map(([name]) => name);
  assert.deepEqual(names, ["error", "timeout", "connection"]);
});

Deno.test("only retcodes about moved prices may be retried at a new price", () => {
  const codes = Object.values(retcodes).filter(({ retry }) => retry === "reprice");
  assert.deepEqual(codes.map(({ code }) => code), [10004, 10020, 10021]);
});

Deno.test("orders except close-by have a side; ended states are final", () => {
  assert.deepEqual(orderTypes.map(orderDirection), [
    ...["buy", "sell", "buy", "sell", "buy", "sell", "buy", "sell"],
    null,
  ]);
  assert.deepEqual(orderTypes.filter(isPendingType), orderTypes.slice(2, 8));
  assert.deepEqual(orderStates.filter(isFinalState), ["canceled", "filled", "rejected", "expired"]);
});
