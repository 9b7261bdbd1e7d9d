/** Fetching a series from a terminal: pages, ends anywhere, goes on, and holes. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { openCatalogue } from "../../src/history/catalogue/catalogue.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { firstUnfetched, withPiece } from "../../src/history/fetch/fetched_pieces.ts";
import { fetchSeries, type PageSource } from "../../src/history/fetch/fetch_series.ts";
import { HoleFinder, SessionMinutes } from "../../src/history/fetch/session_holes.ts";
import { barColumns, brokerMs, err, ok, tickBatch } from "../../src/models/mod.ts";
import { symbolName } from "../../src/models/mod.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { counts, minuteBars, tickSeries, valueOf } from "./history_samples.ts";

const startMs = Date.UTC(2024, 0, 31, 23);
const minuteMs = 60_000;

/** A terminal with rows at these times; `answersMax` pages are answered, then it is gone. */
function terminalWith(times: readonly number[], pageRows: number, answersMax = Infinity) {
  const asked: number[] = [];
  const page = (fromMs: number) => {
    asked.push(fromMs);
    const rest = times.filter((ms) => ms >= fromMs);
    return { part: rest.slice(0, pageRows), more: rest.length > pageRows };
  };
  const isGone = () => asked.length >= answersMax;
  const price = (ms: number) => 1.1 + ((ms - startMs) / minuteMs) / 1e5;
  const source: PageSource = {
    bars: (fromMs) => {
      if (isGone()) return Promise.resolve(err("The bridge does not answer"));
      const { part, more } = page(fromMs);
      const bars = barColumns(part.map((ms) => ({
        brokerMs: brokerMs(ms),
        open: price(ms),
        high: price(ms),
        low: price(ms),
        close: price(ms),
        tickVolume: 3,
        realVolume: 0,
        spreadPoints: 8,
      })));
      return Promise.resolve(ok({ bars, more }));
    },
    ticks: (fromMs) => {
      if (isGone()) return Promise.resolve(err("The bridge does not answer"));
      const { part, more } = page(fromMs);
      const ticks = tickBatch(
        symbolName("EURUSD"),
        part.map((ms, at) => ({
          brokerMs: brokerMs(ms),
          bid: 1.1,
          ask: 1.1 + (times.indexOf(ms) + at % 2) / 1e5,
          last: 0,
          volume: 0,
          flags: 6,
        })),
      );
      return Promise.resolve(ok({ ticks, more }));
    },
  };
  return { source, asked };
}

async function fetchInto(
  dir: string,
  source: PageSource,
  { fromMs = startMs, toMs = startMs + 1e9, series = minuteBars } = {},
) {
  using writer = valueOf(CatalogueWriter.open(dir));
  return await fetchSeries({ series, digits: 5, fromMs, toMs }, {
    source,
    writer,
    progress: () => {},
  });
}

function minutesIn(dir: string): number[] {
  const range = valueOf(openCatalogue(dir).bars({ symbol: "EURUSD", timeframe: "M1" }));
  return Array.from(range.blocks(), valueOf).flatMap(({ minute }) => [...minute])
    .map((minute) => minute - startMs / minuteMs);
}

const sixMinutes = [0, 1, 2, 59, 60, 61].map((minute) => startMs + minute * minuteMs);

Deno.test("fetch: pages over the end of a month, each bar once", async () => {
  await inTempFolder(async (dir) => {
    const { source, asked } = terminalWith(sixMinutes, 4);
    assert.deepEqual(await fetchInto(dir, source), ok(counts(6)));
    assert.deepEqual(minutesIn(dir), [0, 1, 2, 59, 60, 61]);
    assert.deepEqual(asked, [startMs, startMs + 60 * minuteMs]);
  });
});

Deno.test("fetch: goes on where the last one ended, and asks for nothing twice", async () => {
  await inTempFolder(async (dir) => {
    const first = terminalWith(sixMinutes, 2, 2);
    assert.deepEqual(await fetchInto(dir, first.source), err("The bridge does not answer"));
    assert.deepEqual(minutesIn(dir), [0, 1, 2, 59]);
    const second = terminalWith(sixMinutes, 2);
    assert.deepEqual(await fetchInto(dir, second.source), ok(counts(2)));
    assert.deepEqual(second.asked, [startMs + 60 * minuteMs]);
    assert.deepEqual(minutesIn(dir), [0, 1, 2, 59, 60, 61]);
  });
});

Deno.test("fetch: an earlier start fetches what is before, and skips what is there", async () => {
  await inTempFolder(async (dir) => {
    const late = startMs + 59 * minuteMs;
    await fetchInto(dir, terminalWith(sixMinutes, 10).source, {
      fromMs: late,
      toMs: late + 2 * minuteMs,
    });
    assert.deepEqual(minutesIn(dir), [59, 60]);
    const { source } = terminalWith(sixMinutes, 3);
    const result = valueOf(await fetchInto(dir, source));
    assert.equal(result.added, 4);
    assert.deepEqual(minutesIn(dir), [0, 1, 2, 59, 60, 61]);
  });
});

Deno.test("fetch: ticks of one millisecond on two pages stay together", async () => {
  await inTempFolder(async (dir) => {
    const times = [0, 5, 5, 5, 7, 7, 9].map((ms) => startMs + ms);
    for (const pageRows of [4, 5, 6]) {
      const { source } = terminalWith(times, pageRows);
      const series = { ...tickSeries, source: `Pages of ${pageRows}` };
      assert.deepEqual(await fetchInto(dir, source, { series }), ok(counts(7)));
      const { symbol } = series;
      const range = valueOf(openCatalogue(dir).ticks({ symbol, source: series.source }));
      const stored = Array.from(range.blocks(), valueOf).flatMap((block) => [...block.brokerMs]);
      assert.deepEqual(stored, times);
    }
  });
});

Deno.test("fetch: a terminal that does not go on ends it, instead of asking forever", async () => {
  await inTempFolder(async (dir) => {
    const { source } = terminalWith([5, 5, 5].map((ms) => startMs + ms), 2);
    const result = await fetchInto(dir, source, { series: tickSeries });
    assert.match(result.ok ? "" : result.error, /^The terminal gives no rows after 2024-01-31T23:/);
  });
});

Deno.test("fetched pieces are those of a set of times", () => {
  const piece = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })).map(([fromMs, length]) => ({
    fromMs,
    toMs: fromMs + length,
  }));
  fc.assert(fc.property(fc.array(piece), fc.nat(40), (pieces, ms) => {
    const all = new Set(
      pieces.flatMap(({ fromMs, toMs }) =>
        Array.from({ length: toMs - fromMs }, (_, at) => fromMs + at)
      ),
    );
    let expected = ms;
    while (all.has(expected)) expected++;
    assert.equal(firstUnfetched(pieces.reduce(withPiece, []), ms), expected);
  }));
});

Deno.test("holes count only the time within sessions", () => {
  // Monday to Friday, 08:00 to 16:00.
  const sessions = new SessionMinutes(
    [1, 2, 3, 4, 5].map((day) => ({ fromMinute: day * 1_440 + 480, toMinute: day * 1_440 + 960 })),
  );
  const finder = new HoleFinder({ sessions, barMs: 3_600_000, leastMinutes: 60 });
  const hour = (day: number, hours: number) => Date.UTC(2024, 0, day, hours);
  // Friday's last bar, Monday's first, a hole of three hours, and one in which nothing is traded.
  for (const openMs of [hour(5, 15), hour(8, 8), hour(8, 12), hour(8, 15), hour(9, 7)]) {
    finder.bar(openMs);
  }
  assert.equal(finder.count, 2);
  assert.deepEqual(finder.longest, [
    { fromMs: hour(8, 9), toMs: hour(8, 12), openMinutes: 180 },
    { fromMs: hour(8, 13), toMs: hour(8, 15), openMinutes: 120 },
  ]);
});
