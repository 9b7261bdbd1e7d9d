/**
 * The Expert Advisor's intent log is bounded while the terminal runs for months: the newest
 * requests stay, on disk as in memory, and nothing that was sent is sent again.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { guardFiles, guardScenario as scenario } from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const linesMax = 20_000;
const kept = 5_000;
const close = { ticket: "5", deviationPoints: "10", filling: "auto", magic: "0", volume: "0" };

function order(intent: string) {
  const prices = { price: "0", stopLimitPrice: "0", stopLoss: "1.09", takeProfit: "1.12" };
  const rules = { deviationPoints: "10", filling: "auto", expiresMs: "0", magic: "7001" };
  const what = { intent, symbol: "EURUSD", type: "buy", volume: "0.10" };
  return { ...what, ...prices, ...rules, comment: `b3:${intent}` };
}

function linesOf({ folder }: SteppedOptions): string[] {
  return readFileSync(`${folder}/${guardFiles}.intents`, "utf8").trimEnd().split("\n");
}

/** A log of so many lines, by requests of the last months. */
async function fill(options: SteppedOptions, length: number): Promise<void> {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    assert.equal((await advisor.call("order_send", order("A1"))).status, "ok");
    await advisor.hosted.kill();
  }
  const [installation = "", ...lines] = linesOf(options);
  const fields = lines.at(-1)!.split("\t");
  // Not in the last minute, whose orders are counted.
  const done = fields.with(3, String(Number(fields[3]) - 86_400)).join("\t");
  const old = Array.from({ length: length - 1 }, (_, at) => done.replace("A1", `old${at}`));
  writeFileSync(
    `${options.folder}/${guardFiles}.intents`,
    `${[installation, ...old].join("\n")}\n`,
  );
}

function complaints({ hosted: { journal } }: SteppedExpertAdvisor): number {
  return journal.filter((line) => line.startsWith("intents_damaged: ")).length;
}

scenario("the intent log is compacted while the terminal runs", async (options) => {
  await fill(options, linesMax);
  {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate: () => 10_012 });
    assert.equal(linesOf(options).length, linesMax);
    assert.equal((await advisor.call("order_send", order("A2"))).status, "unknown");
    await advisor.step();
    assert.equal(linesOf(options).length, kept + 1);
    assert.equal((await advisor.call("order_send", order("A2"))).status, "unknown");
    assert.equal((await advisor.call("order_send", order(`old${linesMax - 2}`))).status, "ok");
    assert.equal(
      (await advisor.call("position_close", { ...close, intent: "C1" })).code,
      "unknown_ticket",
    );
    await advisor.hosted.kill();
    assert.deepEqual(advisor.sent, ["b3:A2"]);
  }
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  assert.equal((await advisor.call("order_send", order("A2"))).status, "unknown");
  assert.equal(linesOf(options).at(-1)?.split("\t")[1], "C1");
  assert.deepEqual([complaints(advisor), advisor.sent], [0, []]);
});

scenario("a log that cannot be compacted goes on, and is told once", async (options) => {
  const length = linesMax + 2;
  await fill(options, length);
  const quirks = { failingWrites: 1 };
  await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, quirks });
  assert.equal((await advisor.call("order_send", order("A2"))).status, "ok");
  await advisor.step();
  const states = ["sending", "done"];
  assert.deepEqual([complaints(advisor), linesOf(options).length], [1, length + states.length]);
});
