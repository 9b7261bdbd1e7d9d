/** What the page says of a terminal that has to do without the bridge. */

import assert from "node:assert/strict";
import { guardText } from "../../src/dashboard/state/guard_text.ts";
import type { TerminalDocument } from "../../src/http/status_document.ts";

type Guard = NonNullable<TerminalDocument["guard"]>;

const nowMs = Date.UTC(2026, 2, 2, 12);
const held = { positions: 2, confirmedMs: nowMs, silenceSeconds: 30, moved: 0 };
const guard: Guard = {
  policy: "close",
  confirmedMs: nowMs,
  silenceSeconds: 30,
  dayFloor: 9_800,
  equityFloor: null,
  stops: null,
};

const cases: readonly (readonly [string, Guard | null, RegExp])[] = [
  ["no guard", null, /^Not guarded .* too old/],
  [
    "limits",
    guard,
    /^Guarded .* closes all positions at an equity of 9,800\.00 USD\. Confirmed [^.]+\.$/,
  ],
  [
    "stops",
    { ...guard, stops: held },
    / After 30 s without the bridge it moves the stops of 2 positions \(break-even, trailing\)\./,
  ],
  [
    "stops of an earlier connection, and what was moved meanwhile",
    { ...guard, stops: { ...held, positions: 1, confirmedMs: null, moved: 3 } },
    / holds the stops of 1 position from an earlier connection\. It had moved 3 stops on its own\.$/,
  ],
  ["no positions", { ...guard, stops: { ...held, positions: 0 } }, /Confirmed [^.]+\.$/],
  ["limits that are off", { ...guard, policy: "off" }, /^Not guarded without the bridge \(/],
];

for (const [what, given, expected] of cases) {
  Deno.test(`without the bridge: ${what}`, () => {
    const unit = { currency: "USD", currencyDigits: 2 };
    assert.match(guardText(given, unit, nowMs), expected);
  });
}
