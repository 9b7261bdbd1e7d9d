/**
 * What a terminal tells of its own condition: whether its connection to the broker has settled,
 * reads of history that block it, symbols that its Market Watch does not take.
 */

import assert from "node:assert/strict";
import { BrokerSettling } from "../../src/mt5/broker_settling.ts";
import { eventually } from "../support/eventually.ts";
import { onStage, type Stage } from "../support/mt5_stage.ts";
import { ScriptedTerminal } from "../support/scripted_terminal.ts";

Deno.test("a terminal that does not say so has settled five seconds after a reconnect", () => {
  const settling = new BrokerSettling();
  const look = (brokerConnected: boolean, steadyMs: number) =>
    settling.look({ brokerConnected }, steadyMs);
  assert.deepEqual(
    [look(true, 0), look(false, 10), look(true, 1_000), look(true, 5_999), look(true, 6_000)],
    [true, false, false, false, true],
  );
});

Deno.test("a terminal that says so is believed", () => {
  const settling = new BrokerSettling();
  assert.equal(settling.look({ brokerConnected: true, brokerSettled: false }, 60_000), false);
  assert.equal(settling.look({ brokerConnected: false, brokerSettled: true }, 60_100), false);
  assert.equal(settling.look({ brokerConnected: true, brokerSettled: true }, 60_200), true);
});

type Tell = (stage: Stage, ea: ScriptedTerminal) => Promise<void>;

function scenario(name: string, tell: Tell): void {
  Deno.test(name, () =>
    onStage(async (stage) => {
      const ea = new ScriptedTerminal(stage.port);
      try {
        await tell(stage, ea);
      } finally {
        await ea.close();
      }
    }));
}

const settled = (stage: Stage) =>
  stage.price.ofType("broker_settled").map(({ isSettled }) => isSettled);

async function inSync(stage: Stage, connects = 1): Promise<void> {
  await eventually(() => stage.price.ofType("terminal_synced").length === connects);
}

scenario(
  "the price actor is told when a terminal loses its broker, and when it has settled",
  async (stage, ea) => {
    await ea.hello();
    await ea.heartbeat();
    await inSync(stage);
    const states = [
      { brokerConnected: false, brokerSettled: false },
      { brokerConnected: true, brokerSettled: false },
      { brokerConnected: true, brokerSettled: true },
      { brokerConnected: true, brokerSettled: true },
    ];
    for (const condition of states) {
      ea.condition = condition;
      await ea.heartbeat();
    }
    await eventually(() => settled(stage).length === 2);
    assert.deepEqual(settled(stage), [false, true]);
  },
);

scenario(
  "a terminal that has just connected to its broker is in doubt from its hello on",
  async (stage, ea) => {
    await ea.hello({ brokerSettled: false });
    ea.condition = { brokerSettled: false };
    await ea.heartbeat();
    await inSync(stage);
    await eventually(() => settled(stage).length === 1);
    // In this order, so that no bar is read before.
    const { told } = stage.price;
    const at = (type: string) => told.findIndex((event) => event.type === type);
    assert.ok(at("terminal_synced") < at("broker_settled"));
    stage.behaviour.onPeerRestarted?.("price");
    await eventually(() => settled(stage).length === 2);
    assert.deepEqual(settled(stage), [false, false]);
    ea.condition = { brokerSettled: true };
    await ea.heartbeat();
    await eventually(() => settled(stage).at(-1) === true);
  },
);

scenario("reads that block a terminal are reported once each, and counted", async (stage, ea) => {
  await ea.hello();
  await ea.heartbeat();
  await inSync(stage);
  for (const slowReads of [1, 1, 3]) {
    ea.condition = { slowReads, slowestReadMs: 12_300 };
    await ea.heartbeat();
  }
  await eventually(async () => (await stage.terminals())[0]?.slowReads === 3);
  assert.equal((await stage.terminals())[0]?.slowestReadMs, 12_300);
  const reported = stage.logged.filter(({ code }) => code === "terminal_blocked");
  assert.deepEqual(reported.map(({ fields }) => fields["reads"]), [1, 2]);
});

scenario(
  "a symbol without room in Market Watch is named, and the others work",
  async (stage, ea) => {
    ea.unwatched = ["BTCUSD"];
    await ea.hello();
    await ea.heartbeat();
    await inSync(stage);
    const [row] = await stage.terminals();
    assert.deepEqual([row?.unwatchedSymbols, row?.missingSymbols], [["BTCUSD"], []]);
    assert.equal(stage.price.ofType("terminal_synced")[0]?.synced.instruments.length, 1);
    const logged = stage.logged.find(({ code }) => code === "market_watch_full");
    assert.equal(logged?.fields["symbols"], "BTCUSD");
    ea.unwatched = [];
    await stage.behaviour.onAsk.sync_terms({});
    await inSync(stage, 2);
    assert.deepEqual((await stage.terminals())[0]?.unwatchedSymbols, []);
  },
);
