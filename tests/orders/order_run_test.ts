/**
 * Orders through the Expert Advisor's own source on hedging and netting accounts, calm and busy: no
 * refusal that the account's own figures do not justify. `deno task orders` places ten thousand.
 */

import assert from "node:assert/strict";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { ScenarioFolder } from "../faults/seed_run.ts";
import { runOrders } from "./order_run.ts";
import { marginModes, paces } from "./trading_day.ts";

/** The seed 1 is an account in euros around midnight. */
const seed = 1;
const orders = { calm: 15, busy: 40 } as const;

for (const marginMode of marginModes) {
  for (const pace of paces) {
    Deno.test({
      name: `orders: on a ${pace} ${marginMode} account none is refused by chance`,
      ignore: lacks("cpp_compiler"),
      fn: async () => {
        using scenarios = new ScenarioFolder();
        const program = await expertProgram();
        const options = { marginMode, pace, orders: orders[pace], seed, scenarios };
        const run = await runOrders({ ...options, expertProgram: program });
        assert.deepEqual(run.breaches, []);
        assert.ok(run.approved > orders[pace] / 3, `${run.approved} of ${run.asked} were approved`);
      },
    });
  }
}
