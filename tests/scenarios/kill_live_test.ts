/**
 * The bridge as a separate process, trading live on a demo account and killed with SIGKILL at
 * random moments while the terminal keeps running. KILLS in the environment sets the number of
 * kills.
 */

import assert from "node:assert/strict";
import type { Evidence } from "../faults/invariants.ts";
import { openIntents } from "../faults/scenario_terminal.ts";
import { terminalId } from "../../src/models/mod.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings, runKillScenario } from "../support/kill_scenario.ts";
import { type RunningTerminal, runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const kills = Number(Deno.env.get("KILLS") ?? 2);

async function truthOf(
  terminal: RunningTerminal,
): Promise<Pick<Evidence, "broker" | "openAtTerminal">> {
  const { account, files, ...records } = await terminal.ask.broker_truth({});
  return { broker: { balance: account.balance, ...records }, openAtTerminal: openIntents(files) };
}

for (const marginMode of ["hedging", "netting"] as const) {
  Deno.test(`a bridge that trades live on a ${marginMode} account and is killed ${kills} times agrees with its broker`, () =>
    inTempFolder(async (dir) => {
      const linkPort = freePort();
      const config = terminalConfig({ linkPort });
      await using terminal = await runTerminal({
        ...config,
        identity: { ...config.identity, marginMode },
        caps: { lotsMax: 1, ordersPerMinuteMax: 1_000, silenceMsMax: 5_000 },
      });
      const { stored } = await runKillScenario({
        dir,
        kills,
        account: terminalId("5012345", "Simulated-Demo"),
        truth: () => truthOf(terminal),
        settings: liveSettings({ linkPort, ...config.identity }),
      });
      // Killed at its first request, a life may leave no deal behind.
      assert.ok(stored.intents.length >= kills, "each life has sent a request");
    }));
}
