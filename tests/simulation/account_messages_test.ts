/** How often a terminal reports its account: on a simulated clock, tick by tick. */

import assert from "node:assert/strict";
import { openPriceSource } from "../../src/simulation/price_source.ts";
import { openAccount } from "../../src/simulation/simulated_account.ts";
import { SimulatedTerminal } from "../../src/simulation/terminal.ts";
import { noFiles } from "../../src/simulation/expert/simulated_expert.ts";
import { terminalConfig } from "../support/running_terminal.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const stepMs = 50;
const order = {
  symbol: "EURUSD",
  type: "buy",
  volume: "1.00",
  price: "0",
  stopLimitPrice: "0",
  stopLoss: "0",
  takeProfit: "0",
  deviationPoints: "10",
  filling: "auto",
  expiresMs: "0",
  magic: "7",
  comment: "",
  intent: "A1",
};

Deno.test("an account that changes with every tick is reported at most once a second", async () => {
  const clock = new SimulatedClock();
  const { identity, source } = terminalConfig();
  const opened = await openPriceSource(source, { clock, accountCurrency: identity.currency });
  assert.ok(opened.ok);
  const { feed, playback } = opened.value;
  const account = openAccount(identity, opened.value);
  const terminal = new SimulatedTerminal({
    ...{ identity, epoch: "e1", feed, playback, account, clock },
    files: noFiles,
  });
  terminal.hear({ kind: "heartbeat", nonce: "" });
  const reportedMs: number[] = [];
  if (terminal.welcomed().kind === "account") reportedMs.push(clock.steadyMs());
  terminal.poll(1_000);
  terminal.answer({ kind: "call", id: "c1", verb: "order_send", arguments: order }, () => {});
  let [equity, changes] = [0, 0];
  for (let step = 0; step < 10_000 / stepMs; step++) {
    await clock.advance(stepMs);
    terminal.hear({ kind: "heartbeat", nonce: "" });
    const { messages } = terminal.poll(1_000);
    const now = account.broker.account().equity;
    if (now !== equity) changes++;
    equity = now;
    for (const { kind } of messages) if (kind === "account") reportedMs.push(clock.steadyMs());
  }
  assert.ok(changes > 50, `${changes} changes of equity`);
  const gaps = reportedMs.slice(1).map((ms, at) => ms - reportedMs[at]!);
  assert.ok(gaps.length >= 8, "it is reported again and again");
  assert.deepEqual(gaps.filter((ms) => ms < 1_000), []);
});
