/** The mt5 actor asks a terminal for the depth of market until the terminal has it. */

import assert from "node:assert/strict";
import { symbolName, terminalId } from "../../src/models/mod.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

const terminal = terminalId("5012345", "Broker-Demo");
const symbol = symbolName("EURUSD");

function scenario(name: string, tell: (stage: Stage, ea: ScriptedTerminal) => Promise<void>) {
  Deno.test(name, () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port, ["EURUSD.m", "BTCUSD.m"]);
      try {
        await ea.hello();
        await ea.heartbeat();
        await eventually(() => stage.price.ofType("terminal_synced").length > 0);
        await tell(stage, ea);
      } finally {
        await ea.close();
      }
    }));
}

scenario("the book is asked for again while the terminal loads it", async (stage, ea) => {
  const asked: string[] = [];
  ea.answers["depth"] = ({ arguments: args }) => {
    asked.push(String(args["symbol"]));
    if (asked.length < 3) return { status: "loading" };
    return { data: { levels: [{ side: "sell", price: 1.1, volume: 3 }] } };
  };
  const found = await stage.behaviour.onAsk.fetch_depth({ terminal, symbol });
  assert.deepEqual(found, { ok: true, value: [{ side: "sell", price: 1.1, volumeLots: 3 }] });
  assert.deepEqual(asked, ["EURUSD.m", "EURUSD.m", "EURUSD.m"]);
});

scenario("a book that the broker does not offer is refused at once", async (stage, ea) => {
  ea.answers["depth"] = () => ({ status: "refused", code: "depth_unavailable", message: "none" });
  const found = await stage.behaviour.onAsk.fetch_depth({ terminal, symbol });
  assert.equal(!found.ok && found.error.code, "call_refused");
  assert.equal(ea.calls.filter(({ verb }) => verb === "depth").length, 1);
  const other = { terminal: terminalId("7", "Elsewhere"), symbol };
  const absent = await stage.behaviour.onAsk.fetch_depth(other);
  assert.equal(!absent.ok && absent.error.code, "terminal_not_connected");
});
