/**
 * A bridge process is killed while the account loses money: the Expert Advisor's own source in a
 * hosted terminal applies the limits alone, and the bridge adopts its halt when it is started
 * again.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { accountFiles } from "../support/account_files.ts";
import type { BrokerSymbol } from "../../src/models/mod.ts";
import { guardMagic } from "../../src/models/trace.ts";
import { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import type { HostedTerminal } from "../../tools/mql5_host/hosted_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { forever } from "../faults/watched_broker.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { liveSettings } from "../support/kill_scenario.ts";
import { storeRows } from "../support/store_reader.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const program = fileURLToPath(new URL("../support/trading_main.ts", import.meta.url));
const login = "5012345";
const haltFile = `${accountFiles(login, "Simulated-Demo")}.halt`;
const withinMs = 300_000;

function buy(terminal: HostedTerminal, id: string): void {
  terminal.apply({
    kind: "request",
    id,
    origin: "client",
    request: {
      action: "deal",
      symbol: "EURUSD" as BrokerSymbol,
      direction: "buy",
      volumeLots: 0.1,
      price: null,
      deviationPoints: 1_000,
      filling: "fok",
      position: null,
      stopLoss: null,
      takeProfit: null,
      magic: "0" as never,
      comment: "",
    },
  });
}

interface Case {
  readonly policy: "block" | "close";
  readonly marginMode: "hedging" | "netting";
}

async function play(dir: string, { policy, marginMode }: Case): Promise<void> {
  const linkPort = freePort();
  await using stage = new ExpertStage({ linkPort, ticksPerMinute: 600, account: { marginMode } });
  const terminal = await stage.start();
  const settings = {
    ...liveSettings({ linkPort, token: "secret", login }),
    TRADER: "idle",
    TERMINAL_GUARD: policy,
    TERMINAL_GUARD_AFTER: "5",
  };
  const { broker } = stage;
  {
    await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings });
    await bridge.says(/without the bridge it applies the limits itself/, withinMs);
    buy(terminal, "hand-1");
    buy(terminal, "hand-2");
    await eventually(() => broker.positions().length === (marginMode === "hedging" ? 2 : 1));
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  terminal.apply({ kind: "money", type: "charge", amount: -300, comment: "a loss of 3 %" });
  const record = () => {
    const path = join(stage.folder, haltFile);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  await eventually(() => record().startsWith(`guard daily_loss ${policy} `), { withinMs });
  const held = broker.positions().length;
  if (policy === "close") await eventually(() => broker.positions().length === 0, { withinMs });
  const closing = () => broker.deals(forever).filter(({ magic }) => magic === guardMagic);
  const closed = closing().length;
  await using bridge = new BridgeProcess({ args: ["run"], program, dir, settings });
  await bridge.says(/still halted|HALTED/i, withinMs);
  const halts = () =>
    storeRows(join(dir, "data"), "SELECT cause, policy, ends FROM halts WHERE ended_ms IS NULL");
  const adopted = policy === "close" ? "flatten" : "block";
  await eventually(() => halts().length > 0, { withinMs });
  assert.deepEqual(halts().map((row) => ({ ...row })), [
    { cause: "daily_loss", policy: adopted, ends: "next_day" },
  ]);
  assert.equal(closing().length, closed, "the bridge closes nothing twice");
  assert.ok(broker.deals(forever).every(({ entry }) => entry !== "inout"), "nothing was reversed");
  if (policy === "block") assert.equal(broker.positions().length, held);
  else assert.deepEqual(broker.positions(), []);
}

for (const marginMode of ["hedging", "netting"] as const) {
  for (const policy of ["close", "block"] as const) {
    Deno.test({
      name: `bridge killed on a losing ${marginMode} account: the Expert Advisor alone (${policy})`,
      ignore: lacks("cpp_compiler"),
      fn: () => inTempFolder((dir) => play(dir, { policy, marginMode })),
    });
  }
}
