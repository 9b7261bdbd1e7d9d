/**
 * 100,000 ticks of 20 symbols in bursts from the Expert Advisor, with its connection cut in the
 * middle: each is stored once.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { brokerMs } from "../../src/models/mod.ts";
import type { ExpertStage } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import {
  live,
  scenarioMarket,
  scenarioSettings,
  scenarioTerminal,
} from "../support/hosted_scenario.ts";
import { assertStoreIsMarket } from "../support/market_oracle.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";
import { TcpRelay } from "../support/tcp_relay.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const forex = [
  ["EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDJPY", "USDCHF", "USDCAD", "EURGBP"],
  ["EURJPY", "EURCHF", "GBPJPY", "GBPCHF", "AUDJPY", "CADJPY", "CHFJPY", "NZDJPY"],
].flat();
const crypto = ["BTCUSD", "ETHUSD", "SOLUSD", "LTCUSD"];
const symbols = [...forex, ...crypto];

const ticksWanted = 100_000;
/** All symbols' ticks of this time arrive at once: some 4,000. */
const burstMs = 200;

/**
 * For each symbol, the number of ticks that the market has made since the first stored one, and how
 * many of them are stored.
 */
function madeAndStored(stage: ExpertStage, dataDir: string): readonly (readonly number[])[] {
  const rows = storeRows(
    dataDir,
    `SELECT name, min(broker_ms) AS first, count(*) AS stored FROM ticks
     JOIN symbols ON symbols.id = symbol_id GROUP BY name`,
  );
  return rows.map(({ name, first, stored }) => {
    const query = { symbol: String(name), fromMs: brokerMs(Number(first)), skip: 0, limit: 1e6 };
    const { ticks } = stage.feed.ticks(query, stage.playback.nowMs);
    return [ticks.bid.length, Number(stored)];
  });
}

Deno.test({
  name: "100,000 ticks of 20 symbols in bursts, cut off in the middle: none lost, none duplicated",
  ignore: lacks("cpp_compiler"),
  fn: () =>
    inTempFolder(async (dir) => {
      const dataDir = join(dir, "data");
      const settings = scenarioSettings({
        FOREX_PAIRS: forex.join(","),
        CRYPTO_PAIRS: crypto.join(","),
      });
      const source = scenarioMarket({ symbols, ticksPerMinute: 60_000, speed: 1 });
      await using bridge = new BridgeProcess({ args: ["run"], dir, settings });
      await using relay = new TcpRelay(bridge.linkPort);
      const { port: linkPort } = relay;
      await using stage = scenarioTerminal(source, { linkPort, pollMs: 0, isSanitized: false });
      const terminal = await stage.start();
      const bursts = setInterval(() => terminal.pump(), burstMs);
      try {
        await live(bridge, { symbols: symbols.length });
        const count = () => storeCount(dataDir, "SELECT count(*) FROM ticks");
        const half = { what: "half of the ticks in the store" };
        await eventually(() => count() >= ticksWanted / 2, half);
        relay.cut();
        await eventually(() => count() >= ticksWanted, { what: "the rest" });
        await live(bridge, { symbols: symbols.length, connects: 2 });
      } finally {
        clearInterval(bursts);
      }
      await eventually(() => {
        const counts = madeAndStored(stage, dataDir);
        assert.equal(counts.length, symbols.length);
        for (const [made, stored] of counts) assert.equal(stored, made);
        return true;
      }, { what: "every tick that was made in the store" });
      bridge.signal("SIGTERM");
      assert.equal(await bridge.exit(), 0, bridge.output);
      assert.ok(assertStoreIsMarket(dataDir, source) >= ticksWanted);
    }),
});
