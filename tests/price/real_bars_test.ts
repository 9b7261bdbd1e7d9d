/**
 * A real day of ticks, including crossed quotes, compared with the minute bars recorded at the same
 * time.
 */

import assert from "node:assert/strict";
import { type Bar, brokerMs, symbolName, type Tick, tickBatch } from "../../src/models/mod.ts";
import { BarBuilder } from "../../src/price/bar_builder.ts";
import { BarCheck } from "../../src/price/bar_check.ts";
import { TickFilter } from "../../src/price/tick_filter.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";

const ticksFile = new URL("EURUSD_ticks_20140502_mt5export.csv", marketDataUrl);
const barsFile = new URL("EURUSD_M1_mt5export.csv", marketDataUrl);

function rows(file: URL): string[][] {
  const lines = Deno.readTextFileSync(file).trim().split(/\r?\n/).slice(1);
  return lines.map((line) => line.split("\t"));
}

function timeOf([date, time]: string[]) {
  return brokerMs(Date.parse(`${date?.replaceAll(".", "-")}T${time}Z`));
}

/** An unchanged side is empty. */
function readTicks(): Tick[] {
  let bid = 0;
  let ask = 0;
  return rows(ticksFile).map((row) => {
    bid = Number(row[2] || bid);
    ask = Number(row[3] || ask);
    return { brokerMs: timeOf(row), bid, ask, last: 0, volume: 0, flags: Number(row[6]) };
  });
}

function readBars(): Bar[] {
  return rows(barsFile).filter(([date]) => date === "2014.05.02").map((row) => {
    const [open, high, low, close] = row.slice(2, 6).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const prices = { open, high, low, close };
    return { brokerMs: timeOf(row), ...prices, tickVolume: 1, realVolume: 0, spreadPoints: 0 };
  });
}

Deno.test({
  name: "real ticks: no bar built from them differs from the recorded one",
  ignore: lacks("market_data"),
  fn: () => {
    const ticks = readTicks();
    const filter = new TickFilter(5);
    filter.sequence.anchor(ticks[0]!.brokerMs);
    const builder = new BarBuilder("M1", 5);
    const check = new BarCheck(5);
    const bars = readBars();
    let accepted = 0;
    for (let at = 0; at < ticks.length; at += 1_000) {
      const batch = tickBatch(symbolName("EURUSD"), ticks.slice(at, at + 1_000));
      const arrival = { source: "history", latestMs: Infinity, utc: 0 } as const;
      const filtered = filter.take(batch, arrival);
      accepted += filtered.accepted.utcMs.length;
      for (const ms of filtered.doubtfulMs) builder.doubt(ms);
      for (const built of builder.add(filtered.accepted.ticks)) {
        const truth = bars.find((bar) => bar.brokerMs === built.bar.brokerMs);
        if (truth !== undefined) check.truth(truth);
        assert.equal(check.built(built), null);
      }
    }
    const { crossed, ...others } = filter.refused;
    assert.equal(crossed, ticks.filter((tick) => tick.bid > tick.ask).length);
    assert.equal(accepted, ticks.length - crossed);
    assert.ok(Object.values(others).every((count) => count === 0));
    const { confirmed, mismatched, unconfirmed } = check.counts;
    assert.equal(mismatched + unconfirmed, 0);
    assert.equal(confirmed, 207, "all bars without a crossed quote, the first one left out");
  },
});
