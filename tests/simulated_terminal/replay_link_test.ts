/**
 * Replays over a real socket: the rows of the file arrive unchanged, whatever happens on the way.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TerminalConfig } from "../../actors/simulated_terminal/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { ratesOf } from "../support/price_replies.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";

function replayConfig(linkPort: number, path: string): TerminalConfig {
  const options = { symbol: null, timeframe: null, suffix: "", zone: null };
  return terminalConfig({
    linkPort,
    source: { kind: "replay", path, speed: "max", ...options },
  });
}

/** Plays a file to its end; `series` is the bridge's subscription. */
async function play(path: string, series: string): Promise<ListeningBridge> {
  await using bridge = await ListeningBridge.listen();
  await using terminal = await runTerminal(replayConfig(bridge.port, path));
  await bridge.welcomed();
  await bridge.follow(series);
  await eventually(async () => (await terminal.ask.replay_progress({}))?.isFinished);
  // A reply arrives after everything streamed before it.
  await bridge.call("account");
  return bridge;
}

const dataFolder = fileURLToPath(new URL("../../../shared/data", import.meta.url));
const hasData = existsSync(dataFolder);
const skipped = hasData ? "" : ` (skipped: no ${dataFolder})`;

function linesOf(name: string): string[] {
  return Deno.readTextFileSync(join(dataFolder, name)).split(/\r?\n/).filter((line) => line !== "");
}

Deno.test({
  name: `a real bar export arrives row for row${skipped}`,
  ignore: !hasData,
  fn: async () => {
    const file = "EURUSD_H1_mt5export.csv";
    const bridge = await play(join(dataFolder, file), "EURUSD:H1");
    const rows = bridge.said("bars").flatMap(({ bars }) =>
      Array.from(bars.brokerMs, (time, at) =>
        [
          new Date(time).toISOString().slice(0, 19).replaceAll("-", ".").replace("T", "\t"),
          ...[bars.open, bars.high, bars.low, bars.close].map((prices) => prices[at]!.toFixed(5)),
          ...[bars.tickVolume, bars.realVolume, bars.spreadPoints].map((counts) => counts[at]),
        ].join("\t"))
    );
    assert.deepEqual(rows, linesOf(file).slice(1));
    const ticks = bridge.said("ticks").flatMap(({ batches }) => batches)
      .reduce((sum, batch) => sum + batch.ticks.bid.length, 0);
    assert.equal(ticks, 4 * 3_608);
  },
});

Deno.test({
  name: `a real tick export arrives row for row, including crossed quotes${skipped}`,
  ignore: !hasData,
  fn: async () => {
    const file = "EURUSD_ticks_20140502_mt5export.csv";
    const bridge = await play(join(dataFolder, file), "EURUSD:M1");
    const rows = bridge.said("ticks").flatMap(({ batches }) => batches).flatMap(({ ticks }) =>
      Array.from(ticks.brokerMs, (time, at) => `${time} ${ticks.bid[at]} ${ticks.ask[at]}`)
    );
    let quote = ["", ""];
    const expected = linesOf(file).slice(1).map((line) => {
      const [date, clock, bid, ask] = line.split("\t");
      quote = [bid || quote[0]!, ask || quote[1]!];
      const time = Date.parse(`${date!.replaceAll(".", "-")}T${clock}Z`);
      return `${time} ${quote.map(Number).join(" ")}`;
    });
    assert.equal(rows.length, 96_392);
    assert.deepEqual(rows, expected);
    const minutes = bridge.said("bars").flatMap(({ bars }) => [...bars.tickVolume]);
    assert.equal(minutes.reduce((sum, ticks) => sum + ticks, 0), 96_392);
  },
});

Deno.test("a replay interrupted in the middle continues, and lost data can be fetched", async () => {
  const path = await Deno.makeTempFile({ prefix: "EURUSD_M1_", suffix: ".csv" });
  const count = 200_000;
  const start = Date.UTC(2024, 0, 2);
  const times = Array.from({ length: count }, (_, index) => start + index * 60_000);
  const rows = times.map((time) => `${time},1.1,1.2,1.0,1.15`);
  await Deno.writeTextFile(path, ["time,open,high,low,close", ...rows].join("\n"));
  try {
    await using bridge = await ListeningBridge.listen();
    await using terminal = await runTerminal(replayConfig(bridge.port, path));
    const barsSaid = () => bridge.said("bars").flatMap(({ bars }) => [...bars.brokerMs]);
    await bridge.welcomed();
    await bridge.follow("EURUSD:M1");
    await eventually(() => bridge.said("bars").length > 0);
    await terminal.ask.misbehave({ disconnectMs: 5 });
    await bridge.welcomed(2);
    await bridge.call("account");
    const before = barsSaid();
    assert.ok(before.length < count, "it was cut off in the middle");

    const subscribed = await bridge.post("subscribe", { series: "EURUSD:M1" });
    const from = String(before.at(-1)! + 1);
    const fetched: number[] = [];
    for (let more = true; more;) {
      const next = fetched.length === 0 ? from : String(fetched.at(-1)! + 1);
      const args = { symbol: "EURUSD", timeframe: "M1", from: next, limit: "5000" };
      const page = ratesOf(await bridge.call("rates", args));
      fetched.push(...page.bars.brokerMs);
      more = page.more;
    }
    await eventually(async () => (await terminal.ask.replay_progress({}))?.isFinished);
    await bridge.call("account");
    assert.ok(bridge.said("reply").some(({ id }) => id === subscribed));
    const all = new Set([...before, ...fetched, ...barsSaid()]);
    assert.deepEqual([...all].sort((a, b) => a - b), times);
    assert.equal(new Set(barsSaid()).size, barsSaid().length, "none was streamed twice");
  } finally {
    await Deno.remove(path);
  }
});
