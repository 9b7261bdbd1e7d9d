/** The line that reports each account every minute. */

import assert from "node:assert/strict";
import { inWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

const today = "10,000.00 USD, 0 open trades, today 0.00 USD (0 %)";

for (
  const [tradingMode, lines] of [
    ["safety", [`${terminal}: equity ${today}`]],
    ["live", [`${terminal}: equity ${today}`]],
    ["paper", []],
  ] as const
) {
  Deno.test(`${tradingMode} mode: the terminal's account is reported ${lines.length} times`, () =>
    inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      await world.actor.onAsk.report_accounts({});
      await world.actor.onAsk.report_accounts({});
      const reports = world.logged.sentences().filter((line) => line.includes("open trades"));
      assert.deepEqual(reports, lines);
    }, { tradingMode }));
}
