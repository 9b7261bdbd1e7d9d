/** From the rows of an untrusted process to steps: what is kept, and what is refused. */

import assert from "node:assert/strict";
import { brokerMs, symbolName, terminalId, unixMs } from "../../src/models/mod.ts";
import type { EntryWish } from "../../src/strategy/contract/action.ts";
import {
  actionField,
  actionRowLength,
  writeAction,
} from "../../src/strategy/decisions/action_rows.ts";
import { groupNumberOf } from "../../src/strategy/decisions/decision_side.ts";
import { type DecidedPlace, stepsOfRows } from "../../src/strategy/results/steps_of_rows.ts";

const place: DecidedPlace = {
  owner: {
    terminal: terminalId("5012345", "MetaQuotes-Demo"),
    ...{ symbol: symbolName("EURUSD"), timeframe: "M15", strategy: "own" },
  },
  ...{ digits: 5, barBrokerMs: brokerMs(900_000), periodMs: 900_000, price: 1.1 },
  ...{ createdMs: unixMs(5), serverNowMs: brokerMs(1_801_000), maxSignalAgeMs: 60_000 },
};
const owner = "5012345@MetaQuotes-Demo/EURUSD/M15/own";

function rowOf(action: unknown): Float64Array {
  let next = 7;
  const row = new Float64Array(actionRowLength);
  writeAction(row, action, { nextEntry: () => next++, groupNumber: groupNumberOf });
  return row;
}

function stepsOf(row: Float64Array, change: Partial<DecidedPlace> = {}, reason = "why") {
  const decided = { rows: row, reasons: [reason], state: "{}" };
  return stepsOfRows(decided, { ...place, ...change });
}

function enter(wish: Partial<EntryWish>, direction = "buy") {
  return { action: "enter", direction, stopLoss: 1.09, reason: "why", ...wish };
}

Deno.test("a market entry becomes a signal at the bar's close, with its number in its id", () => {
  const { steps, problems } = stepsOf(rowOf(enter({ takeProfit: 1.12 })));
  assert.deepEqual(problems, []);
  assert.deepEqual(steps, [{
    kind: "enter",
    signal: {
      ...place.owner,
      ...{ id: `${owner}/900000.7`, direction: "buy", price: 1.1, stopLoss: 1.09 },
      ...{ takeProfit: 1.12, barBrokerMs: 900_000, asOfBrokerMs: 1_800_000, createdMs: 5 },
      ...{ ageMs: 1_000, isLate: false, reason: "why" },
      entry: {
        ...{ number: 7, type: "buy", stopLimitPrice: null, expiresMs: null, parts: [1], part: 0 },
        size: { kind: "risk", fraction: 1 },
      },
    },
  }]);
});

Deno.test("each target becomes an entry of its own, in the same group, with the next number", () => {
  const targets = [{ price: 1.12, part: 0.6 }, { price: 1.13, part: 0.4 }];
  const group = groupNumberOf("straddle");
  const { steps } = stepsOf(rowOf(enter({
    ...{ targets, group: "straddle", pending: { stop: 1.105 }, expiryBars: 4 },
    size: { riskFraction: 0.5 },
  })));
  const signals = steps.map((step) => {
    assert.ok(step.kind === "enter");
    return step.signal;
  });
  assert.deepEqual(signals.map(({ id }) => id), [
    `${owner}/900000.7.${group}`,
    `${owner}/900000.8.${group}`,
  ]);
  assert.deepEqual(signals.map(({ takeProfit, price }) => [takeProfit, price]), [
    [1.12, 1.105],
    [1.13, 1.105],
  ]);
  assert.deepEqual(
    signals.map(({ entry }) => entry),
    [7, 8].map((number, part) => ({
      ...{
        number,
        part,
        type: "buy_stop",
        stopLimitPrice: null,
        expiresMs: 1_800_000 + 4 * 900_000,
      },
      ...{ size: { kind: "risk", fraction: 0.5 }, parts: [0.6, 0.4] },
    })),
  );
});

Deno.test("a decision on a bar that closed long ago is marked as late", () => {
  const { steps } = stepsOf(rowOf(enter({})), { serverNowMs: brokerMs(2_000_000) });
  assert.ok(steps[0]?.kind === "enter" && steps[0].signal.isLate);
});

Deno.test("a stop-limit order is judged at its limit", () => {
  const pending = { stop: 1.11, limit: 1.105 };
  const { steps } = stepsOf(rowOf(enter({ pending, stopLoss: 1.1049 })));
  assert.ok(steps[0]?.kind === "enter");
  assert.equal(steps[0].signal.entry?.stopLimitPrice, 1.105);
  assert.equal(stepsOf(rowOf(enter({ pending, stopLoss: 1.1055 }))).steps.length, 0);
});

const changes = [
  [{ action: "close", position: 3, part: 0.5, reason: "why" }, { kind: "close", part: 0.5 }],
  [
    { action: "move", position: 3, stopLoss: 1.0912345, reason: "why" },
    { kind: "move", stopLoss: 1.09123, takeProfit: null },
  ],
  [{ action: "cancel", order: 3, reason: "why" }, { kind: "cancel" }],
] as const;

for (const [action, expected] of changes) {
  Deno.test(`a ${action.action} names the strategy's number and has a trace of its own`, () => {
    const trace = `${owner}/900000.${action.action}-0`;
    assert.deepEqual(stepsOf(rowOf(action)).steps, [
      { ...expected, number: 3, reason: "why", trace },
    ]);
  });
}

/** Rows that no honest process writes. */
const broken: readonly (readonly [string, (row: Float64Array) => void, RegExp])[] = [
  ["an unknown kind", (row) => row[actionField.kind] = 9, /unknown kind/],
  ["a stop on the wrong side", (row) => row[actionField.stopLoss] = 1.2, /Stop loss 1.2 must be/],
  ["a target on the wrong side", (row) => row[actionField.firstTarget] = 1, /Take profit 1 must/],
  ["an infinite price", (row) => row[actionField.stopLoss] = Infinity, /A price is Infinity/],
  ["no number", (row) => row[actionField.number] = 0.5, /number is 0.5/],
  ["five targets", (row) => row[actionField.targets] = 5, /5 targets/],
  ["parts that make too much", (row) => row[actionField.firstTarget + 1] = 0.7, /make 0.7/],
  ["more than the allowed risk", (row) => row[actionField.size] = 1.5, /1.5 of the allowed risk/],
  ["no risk without a stop", (row) => row[actionField.stopLoss] = NaN, /size in lots/],
  ["an unknown pending type", (row) => row[actionField.pending] = 7, /unknown type/],
];

for (const [what, spoil, problem] of broken) {
  Deno.test(`an entry with ${what} is left out, and a sentence says why`, () => {
    const row = rowOf(enter({ takeProfit: 1.12 }));
    spoil(row);
    const { steps, problems } = stepsOf(row);
    assert.deepEqual(steps, []);
    assert.match(problems.join(), problem);
  });
}

Deno.test("an action that makes no sense does not keep the others from being taken", () => {
  const rows = new Float64Array([...rowOf(enter({ stopLoss: 1.2 })), ...rowOf(enter({}))]);
  const { steps, problems } = stepsOfRows({ rows, reasons: ["a", "b"], state: "{}" }, place);
  assert.deepEqual([steps.length, problems.length], [1, 1]);
});

Deno.test("a reason forges no line of the log", () => {
  const { steps } = stepsOf(rowOf(enter({})), {}, "one\ntwo");
  assert.ok(steps[0]?.kind === "enter");
  assert.doesNotMatch(steps[0].signal.reason, /\n/);
});

Deno.test("a group has the same number whenever it is named, and others have another one", () => {
  assert.equal(groupNumberOf("a"), groupNumberOf("a"));
  const names = Array.from({ length: 5_000 }, (_, index) => `group ${index}`);
  assert.equal(new Set(names.map(groupNumberOf)).size, names.length);
  assert.ok(names.every((name) => Number.isSafeInteger(groupNumberOf(name))));
});
