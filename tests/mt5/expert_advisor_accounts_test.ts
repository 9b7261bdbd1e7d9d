/**
 * The Expert Advisor in a terminal that logs in to one account after the other: what it keeps of
 * one is not that of another, even when their servers' names differ in one odd letter, or in case.
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { brokenLimits, guardScenario as scenario, silentFor } from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const servers = [
  ...["Broker/Demo", "Broker|Demo", "Broker Demo", "Broker_Demo", "Br\u00f6ker Demo"],
  // The same to Windows.
  ...["Broker-Demo", "BROKER-DEMO"],
];
const login = "5012345";

function on(options: SteppedOptions, server: string): SteppedOptions {
  return { ...options, account: { ACCOUNT_SERVER: server } };
}

function filesOf({ folder }: SteppedOptions, extension: string): string[] {
  return readdirSync(`${folder}/MQL5/Files/MT5Bridge`).filter((name) => name.endsWith(extension))
    .sort();
}

function haltOf(advisor: SteppedExpertAdvisor) {
  const [hello] = advisor.heard.filter(({ kind }) => kind === "hello");
  return hello?.kind === "hello" ? hello.haltFlag?.record ?? null : undefined;
}

scenario(
  "accounts of servers that differ in odd letters or in case have files of their own",
  async (options) => {
    for (const server of servers) {
      await using advisor = await SteppedExpertAdvisor.welcomed(on(options, server));
      assert.equal(haltOf(advisor), null, server);
      const halted = await advisor.call("halt", { reason: server, record: `of ${server}` });
      assert.equal(halted.status, "ok");
    }
    assert.equal(filesOf(options, ".halt").length, servers.length);
    assert.equal(filesOf(options, ".intents").length, servers.length);
    for (const server of servers) {
      await using advisor = await SteppedExpertAdvisor.welcomed(on(options, server));
      assert.equal(haltOf(advisor), `of ${server}`);
    }
  },
);

scenario("files of an earlier version go to the first account that asks", async (options) => {
  const [first = "", second = ""] = servers;
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(on(options, first));
    await advisor.call("halt", { reason: "earlier", record: "earlier" });
  }
  const folder = `${options.folder}/MQL5/Files/MT5Bridge`;
  for (const name of [...filesOf(options, ".halt"), ...filesOf(options, ".intents")]) {
    renameSync(`${folder}/${name}`, `${folder}/${name.replace(/-[0-9]+\./, ".")}`);
  }
  const before = `${folder}/${login}-Broker_Demo.halt`;
  assert.ok(existsSync(before));
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(on(options, first));
    assert.equal(haltOf(advisor), "earlier");
    assert.ok(!existsSync(before));
  }
  await using advisor = await SteppedExpertAdvisor.welcomed(on(options, second));
  assert.equal(haltOf(advisor), null);
});

scenario("an earlier file that cannot be renamed is used where it is", async (options) => {
  const [first = ""] = servers;
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(on(options, first));
    await advisor.call("halt", { reason: "earlier", record: "earlier" });
  }
  const folder = `${options.folder}/MQL5/Files/MT5Bridge`;
  const [own = ""] = filesOf(options, ".halt");
  renameSync(`${folder}/${own}`, `${folder}/${login}-Broker_Demo.halt`);
  const stuck = { ...on(options, first), quirks: { refusedMoves: 1 } };
  await using advisor = await SteppedExpertAdvisor.welcomed(stuck);
  assert.equal(haltOf(advisor), "earlier");
});

scenario("the guard of each account acts on that account's limits", async (options) => {
  const [first = "", second = ""] = servers;
  const sound = { ...brokenLimits, dayBase: "9999", dayLoss: "5000" };
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(on(options, first));
    assert.equal((await advisor.call("limits", brokenLimits)).status, "ok");
  }
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(on(options, second));
    assert.equal((await advisor.call("limits", sound)).status, "ok");
  }
  for (const [server, halts] of [[second, 0], [first, 1], [second, 1]] as const) {
    await using advisor = await SteppedExpertAdvisor.started(on(options, server));
    await silentFor(advisor, 20_000);
    assert.equal(filesOf(options, ".halt").length, halts, server);
  }
});
