/** A run over blocks tells its progress, and can be cancelled between two of them. */

import assert from "node:assert/strict";
import { FastAccount } from "../../../src/backtest/account/fast_account.ts";
import { pointRequest } from "../../../src/backtest/account/point_request.ts";
import { BacktestEngine } from "../../../src/backtest/engine/backtest_engine.ts";
import { runBlocks } from "../../../src/backtest/engine/run_blocks.ts";
import { cutBars } from "../../../src/backtest/ticks/point_bars.ts";
import { seededRandom } from "../../../src/runtime/random.ts";
import { marketStartMs, randomBars } from "../markets.ts";
import { worlds } from "../worlds.ts";

function runOf(onBlock: (done: number) => boolean) {
  const [full] = worlds;
  const world = { ...full!, symbols: full!.symbols.slice(0, 1) };
  const [bars] = randomBars(world, 90, seededRandom(1));
  const { symbols, rules } = world;
  const account = new FastAccount({ symbols, rules, startMs: marketStartMs });
  account.deposit(world.depositMinor);
  const answers: unknown[] = [];
  const engine: BacktestEngine = new BacktestEngine({
    account,
    model: "generated",
    periodMinutes: 1,
    series: [{ symbol: 0, minutes: 1 }],
    decide: (_, bar) => {
      if (bar >= 2) return;
      const request = pointRequest({ units: bar === 1 ? 1e6 : 1 });
      engine.send(request, (...answer) => answers.push(answer));
    },
  });
  const blocks = [0, 30, 60].map((from) => [{ bars: cutBars(bars!, from, from + 30) }]);
  const end = runBlocks(engine, blocks, onBlock);
  return { account, engine, end, answers };
}

Deno.test("a finished run closes what is open, and samples the equity of each bar", () => {
  const seen: number[] = [];
  const { account, engine, end } = runOf((done) => seen.push(done) > 0);
  assert.equal(end, "finished");
  assert.deepEqual(seen, [1, 2, 3]);
  assert.equal(account.positionCount, 0);
  const [last] = account.dealRecords().slice(-1);
  assert.deepEqual([last!.entry, last!.comment], ["out", "end of test"]);
  assert.equal(engine.samples.length, 90);
  assert.equal(engine.samples.equityMinor[89], account.balanceMinor);
});

Deno.test("a cancelled run leaves the account as it is", () => {
  const { account, end } = runOf((done) => done < 2);
  assert.equal(end, "cancelled");
  assert.equal(account.positionCount, 1);
});

Deno.test("answers name the request and the newest order", () => {
  const { answers } = runOf(() => true);
  assert.deepEqual(answers, [["invalid_volume", 0], ["done", 1]]);
});
