/** Reading messages by patterns. */

import assert from "node:assert/strict";
import { valuesOfText } from "../../src/signals/text_pattern.ts";

const cases: readonly (readonly [pattern: string, message: string, values: object | null])[] = [
  ["{{action}} {{symbol}} @ {{price}}", "buy EURUSD @ 1.0853", {
    action: "buy",
    symbol: "EURUSD",
    price: "1.0853",
  }],
  ["{{action}} {{symbol}} SL={{sl}},TP={{tp}}", "SELL gold\n sl=2,380.5", null],
  ["{{action}} {{symbol}} SL={{sl}},TP={{tp}}", "SELL GOLD\n\tsl=2380.5,tp=2350", {
    action: "SELL",
    symbol: "GOLD",
    sl: "2380.5",
    tp: "2350",
  }],
  [
    "{{*}} {{action}} {{symbol}} SL {{sl}} {{*}}",
    "VIP room: Buy XAUUSD sl 2380 tp 2400 good luck",
    {
      action: "Buy",
      symbol: "XAUUSD",
      sl: "2380",
    },
  ],
  ["{{*}} TP {{tp}}", "buy TP 1 or TP 2", { tp: "2" }],
  // The pattern is the whole message: a warning is no signal.
  ["{{action}} {{symbol}}", "do not buy EURUSD", null],
  ["buy {{symbol}}", "buy EURUSD now", null],
  ["buy {{symbol}}", "buy ", null],
  ["buy {{symbol}} {{*}}", "buy EURUSD now or never", { symbol: "EURUSD" }],
  ["{{*}}", "anything", {}],
  ["closed {{*}}", "opened it", null],
  ["{{strategy.order.action}}!", "sell!", { "strategy.order.action": "sell" }],
];

for (const [pattern, message, values] of cases) {
  Deno.test(`text pattern: "${pattern}" reads ${JSON.stringify(message)}`, () => {
    assert.deepEqual(valuesOfText(pattern, message), values);
  });
}

Deno.test("text pattern: no message takes long: backtracking would not end before tomorrow", () => {
  const pattern = "{{*}} a {{b}} c {{*}} d {{e}} f {{*}} g {{h}} i";
  for (const part of ["a b c d e f g h ", "a a a ", "x", " a x c d e f "]) {
    assert.equal(valuesOfText(pattern, part.repeat(4_000 / part.length)), null);
  }
});
