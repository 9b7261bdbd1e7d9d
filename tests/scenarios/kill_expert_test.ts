/**
 * The Expert Advisor's own source in a hosted terminal, and a bridge process that trades live on it
 * and is killed again and again: the same invariants as with the simulated terminal. KILLS in the
 * environment sets the number of kills.
 */

import assert from "node:assert/strict";
import { lacks } from "../../tools/test_needs.ts";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { terminalId } from "../../src/models/mod.ts";
import { openIntentsIn } from "../faults/expert_terminal.ts";
import { forever } from "../faults/watched_broker.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings, runKillScenario } from "../support/kill_scenario.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const [login, server] = ["5012345", "Simulated-Demo"];
const kills = Number(Deno.env.get("KILLS") ?? 1);

for (const marginMode of ["hedging", "netting"] as const) {
  Deno.test({
    name:
      `a bridge that trades through the Expert Advisor on a ${marginMode} account and is killed ${kills} times agrees with its broker`,
    ignore: lacks("cpp_compiler"),
    fn: () =>
      inTempFolder(async (dir) => {
        const linkPort = freePort();
        await using stage = new ExpertStage({
          linkPort,
          ticksPerMinute: 600,
          account: { marginMode },
          inputs: { InpMaxOrdersPerMinute: 1_000 },
        });
        await stage.start();
        const { broker } = stage;
        const truth = () =>
          Promise.resolve({
            broker: {
              balance: broker.account().balance,
              positions: broker.positions(),
              orders: broker.orders(),
              historyOrders: broker.historyOrders(forever),
              deals: broker.deals(forever),
            },
            openAtTerminal: openIntentsIn({ folder: stage.folder, login, server }),
          });
        const { stored } = await runKillScenario({
          dir,
          kills,
          account: terminalId(login, server),
          truth,
          settings: liveSettings({ linkPort, token: "secret", login }),
        });
        // Killed at its first request, a life may leave no deal behind.
        assert.ok(stored.intents.length >= kills, "each life has sent a request");
      }),
  });
}
