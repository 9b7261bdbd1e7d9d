/**
 * The simulated terminal's trades on the link: hints, the account, and a broker that continues
 * while the bridge is away.
 */

import assert from "node:assert/strict";
import { magicNumber } from "../../src/models/mod.ts";
import type { BrokerSymbol } from "../../src/models/mod.ts";
import type { WireTradeResult } from "../../src/mt5/wire_trading.ts";
import { eventually } from "../support/eventually.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

const order = {
  symbol: "EURUSD",
  type: "buy",
  volume: "0.10",
  price: "0",
  stopLimitPrice: "0",
  stopLoss: "0",
  takeProfit: "0",
  deviationPoints: "10",
  filling: "auto",
  expiresMs: "0",
  magic: "7",
  comment: "",
};

Deno.test("a trade sends hints, and the account that it has changed", async () => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  assert.equal(bridge.said("hello")[0]?.algoTradingAllowed, true);
  const { balance } = bridge.said("account")[0]!;
  assert.equal(balance, 10_000);
  const sent = await bridge.call("order_send", { ...order, intent: "A1" });
  assert.equal(sent.status, "ok", sent.message);
  const events = await eventually(() => {
    const told = bridge.said("trade").map(({ event }) => event);
    return told.includes("history_add") && told;
  });
  assert.deepEqual(events, ["order_add", "deal_add", "order_delete", "history_add"]);
  const changed = await eventually(() => bridge.said("account").at(1));
  // Less the commission of a tenth of a lot.
  assert.ok(changed.balance < balance && changed.balance > balance - 1, `${changed.balance}`);
  assert.ok(changed.margin > 0);
  assert.equal((await terminal.ask.broker_truth({})).positions.length, 1);
});

Deno.test("while the bridge is away the broker continues: fills are reported afterwards", async () => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  const sent = await bridge.call("order_send", { ...order, intent: "A1" });
  const { position } = sent.data as WireTradeResult;
  await eventually(() => bridge.said("trade").at(-1)?.event === "history_add");
  const hints = bridge.said("trade").length;
  await terminal.ask.misbehave({ disconnectMs: 400 });
  const by = { kind: "request", id: "hand", origin: "client" } as const;
  const request = {
    action: "deal",
    symbol: "EURUSD" as BrokerSymbol,
    direction: "sell",
    volumeLots: 0.2,
    price: null,
    deviationPoints: 0,
    filling: "fok",
    position: null,
    stopLoss: null,
    takeProfit: null,
    magic: magicNumber("0"),
    comment: "",
  } as const;
  await terminal.ask.misbehave({ broker: [{ ...by, request }] });
  await bridge.welcomed(2);
  assert.equal(bridge.said("trade").length, hints, "what nobody could hear is not told late");
  const { data } = await bridge.call("positions", { after: "", limit: "10" });
  const { positions } = data as { positions: readonly { ticket: string; volume: number }[] };
  assert.deepEqual(positions.map(({ volume }) => volume), [0.1, 0.2]);
  assert.equal(positions[0]?.ticket, position);
});

Deno.test("a restarted terminal has a new epoch, the same account, and its files", async () => {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(terminalConfig({ linkPort: bridge.port }));
  await bridge.welcomed();
  const first = await bridge.call("order_send", { ...order, intent: "A1" });
  await bridge.call("halt", { reason: "test", record: "" });
  await terminal.ask.misbehave({ isRestarted: true });
  await bridge.welcomed(2);
  const epochs = new Set(bridge.said("hello").map(({ epoch }) => epoch));
  assert.equal(epochs.size, 2);
  const again = await bridge.call("order_send", { ...order, intent: "A1" });
  assert.equal((again.data as WireTradeResult).deal, (first.data as WireTradeResult).deal);
  assert.equal((await bridge.call("order_send", { ...order, intent: "A2" })).code, "halted");
  assert.equal((await bridge.call("resume")).status, "ok");
  assert.equal((await bridge.call("order_send", { ...order, intent: "A3" })).status, "ok");
});
