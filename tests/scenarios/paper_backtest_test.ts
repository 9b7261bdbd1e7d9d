/**
 * A strategy with everything in it makes the same deals in a backtest and in a whole bridge in
 * paper mode over a replay of the same prices.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import type { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import {
  backtestDeals,
  type ComparedDeal,
  paperBridge,
  paperDeals,
  type PricePaths,
  strategyText,
  walkingBeside,
  walkingHours,
} from "../support/paper_and_backtest.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const hours = 300;

/** Genuine hours of EURUSD where they are, with weekends and holidays; otherwise random ones. */
async function ownPrices(): Promise<string> {
  if (lacks("market_data")) return walkingHours(hours, { seed: 5, points: 110_000 });
  const path = fileURLToPath(new URL("EURUSD_H1_mt5export.csv", marketDataUrl));
  const rows = (await Deno.readTextFile(path)).split(/\r?\n/);
  return rows.slice(0, hours + 1).join("\r\n");
}

async function prepare(dir: string): Promise<PricePaths> {
  await Deno.mkdir(join(dir, "strategies"));
  await Deno.writeTextFile(join(dir, "strategies", "two_frames.ts"), strategyText);
  const paths = { own: join(dir, "EURUSD_H1.csv"), other: join(dir, "GBPUSD_H1.csv") };
  const own = await ownPrices();
  await Deno.writeTextFile(paths.own, own);
  await Deno.writeTextFile(paths.other, walkingBeside(own, { seed: 6, points: 127_000 }));
  return paths;
}

function assertVaried(deals: readonly ComparedDeal[]): void {
  assert.ok(deals.length > 30, `${deals.length} deals`);
  assert.ok(deals.some(({ side, entry }) => side === "sell" && entry === "in"), "a short");
  assert.ok(deals.some(({ swap }) => swap !== 0), "a swap");
}

/** Names only the first deal that differs, and what the bridges said was not done. */
function assertSame(dataDir: string, expected: readonly ComparedDeal[], said: string): void {
  const paper = paperDeals(dataDir);
  const length = Math.max(paper.length, expected.length);
  for (let at = 0; at < length; at++) {
    const what = `deal ${at} of ${paper.length} on paper`;
    assert.deepEqual(paper[at], expected[at], `${what}\n${notDone(said)}`);
  }
}

function notDone(said: string): string {
  const lines = said.split("\n");
  return lines.filter((line) => /refused|withheld|not |WARN|ERROR/i.test(line)).join("\n");
}

/** Returns its output. */
async function finished(bridge: BridgeProcess): Promise<string> {
  await bridge.says(/Replay finished/);
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  assert.doesNotMatch(bridge.output, /goes on without waiting/);
  return bridge.output;
}

Deno.test("paper over a replay makes the deals of the backtest, also when it is killed in the middle", () =>
  inTempFolder(async (dir) => {
    const paths = await prepare(dir);
    const expected = await backtestDeals(dir, paths);
    assertVaried(expected);

    const [whole, cut] = [join(dir, "whole"), join(dir, "cut")];
    assertSame(whole, expected, await finished(paperBridge(whole, paths)));

    const bridge = paperBridge(cut, paths);
    await eventually(() => paperDeals(cut).length >= expected.length / 2, {
      what: "half of the deals",
    });
    bridge.signal("SIGKILL");
    await bridge.killed();
    const said = await finished(paperBridge(cut, paths));
    assertSame(cut, expected, bridge.output + said);
  }));
