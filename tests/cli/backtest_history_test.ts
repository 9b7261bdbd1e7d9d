/** `backtest` on the history of the catalogue: symbols, their terms, and recorded ticks. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type BacktestOptions,
  backtestOptions,
  type BacktestWords,
  backtestWords,
} from "../../src/cli/arguments/backtest_arguments.ts";
import { heldBarsProblem, historyPrices } from "../../src/cli/backtest/backtest_history.ts";
import { CatalogueWriter } from "../../src/history/catalogue/catalogue_writer.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { addRows, barsAt, minuteBars, ticksAt, valueOf } from "../history/history_samples.ts";
import { instrument } from "../price/price_samples.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const start = Date.UTC(2025, 0, 6);
const minuteMs = 60_000;
const gbpusd = { ...minuteBars, symbol: "GBPUSD" };

/** Minutes of a random walk. */
function walk(count: number, seed: number): (readonly [minute: number, close: number])[] {
  const random = seededRandom(seed);
  let points = 110_000;
  return Array.from({ length: count }, (_, at) => {
    points += Math.round((random() - 0.5) * 40);
    return [start / minuteMs + at, points];
  });
}

function optionsOf(words: Partial<BacktestWords>): BacktestOptions {
  const none = Object.fromEntries(backtestWords.map((name) => [name, null]));
  return valueOf(backtestOptions({
    strategies: ["breakout"],
    prices: [],
    words: { ...none, ...words } as BacktestWords,
    ...{ isNetting: false, isChecked: false, hasLimits: true },
  }));
}

function readPrices(dir: string, words: Partial<BacktestWords>) {
  const options = optionsOf(words);
  return historyPrices(options, { history: options.history!, dir });
}

function addTerms(dir: string, symbol: string): void {
  using writer = valueOf(CatalogueWriter.open(dir));
  const { tradeMode: _, calcMode: __, ...terms } = instrument(symbol as never);
  const facts = { ...terms, volumeStepLots: 0.05, volumeMinLots: 0.05 };
  valueOf(writer.addSymbols([{ source: "Demo", readAt: "2025-02-01", instrument: facts }]));
}

Deno.test("the prices of the wanted days, with the terms of the terminal they are from", () =>
  inTempFolder((dir) => {
    addRows(dir, barsAt(...walk(3_000, 1)));
    addTerms(dir, "EURUSD");
    const read = valueOf(readPrices(dir, {
      ...{ symbols: "EURUSD", from: "2025-01-07", to: "2025-01-08" },
    }));
    assert.equal(read.timeframe, "M1");
    const { firstMs, lastMs, symbols: [prices] } = read.source;
    assert.deepEqual([firstMs, lastMs], [Date.UTC(2025, 0, 7), Date.UTC(2025, 0, 7, 23, 59)]);
    const bars = valueOf(Array.from(prices!.series("M1"))[0]!);
    assert.equal(bars.close.length, 1_440);
    assert.equal(bars.brokerMs[0], Date.UTC(2025, 0, 7));
    assert.equal(bars.close[0], Number((walk(3_000, 1)[1_440]![1] / 1e5).toFixed(5)));
    assert.equal(read.symbols[0]!.volumeStepLots, 0.05);
    assert.equal(prices!.ticks, null);
    return Promise.resolve();
  }));

Deno.test("without terms, a time with prices, or with too many sources it says what to do", () =>
  inTempFolder((dir) => {
    addRows(dir, barsAt(...walk(10, 1)));
    const problem = (words: Partial<BacktestWords>) => {
      const read = readPrices(dir, words);
      return read.ok ? "" : read.error;
    };
    assert.match(
      problem({ symbols: "EURUSD" }),
      /The terms of EURUSD at Demo are not known.*history fetch.*--terms usual/,
    );
    assert.equal(problem({ symbols: "EURUSD", terms: "usual" }), "");
    assert.match(problem({ symbols: "EURUSD,GBPUSD", terms: "usual" }), /no M1 bars of GBPUSD/);
    assert.match(problem({ symbols: "EURUSD", from: "2026-01-01" }), /no M1 bars of EURUSD/);
    assert.match(
      problem({ symbols: "EURUSD", terms: "usual", model: "real" }),
      /no ticks of EURUSD/,
    );
    assert.match(
      problem({ symbols: "EURUSD", from: "2025-01-07", to: "2025-01-06" }),
      /ends \(2025-01-06\) before it begins/,
    );
    addRows(dir, barsAt(...walk(10, 1)), { series: { ...minuteBars, source: "Other" } });
    assert.match(problem({ symbols: "EURUSD" }), /--source/);
    return Promise.resolve();
  }));

Deno.test("the smallest bars that all symbols have are played", () =>
  inTempFolder((dir) => {
    const timeframeOf = (on: string | null) => {
      const words = { symbols: "EURUSD,GBPUSD", terms: "usual", on };
      return valueOf(readPrices(dir, words)).timeframe;
    };
    const hours = barsAt([start / minuteMs], [start / minuteMs + 60]);
    addRows(dir, barsAt(...walk(120, 1)));
    for (const series of [minuteBars, gbpusd]) {
      addRows(dir, hours, { series: { ...series, timeframe: "H1" } });
    }
    assert.equal(timeframeOf("H4"), "H1");
    addRows(dir, barsAt(...walk(120, 1)), { series: gbpusd });
    assert.equal(timeframeOf("H4"), "M1");
    assert.equal(timeframeOf(null), "M1");
    return Promise.resolve();
  }));

interface ReportedDeal {
  readonly brokerMs: number;
  readonly symbol: string;
  readonly entry: string;
}

/** `breakout` without limits, by the command in a process of its own. */
async function ran(home: string, ...words: readonly string[]) {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", main, "backtest", "breakout", "--env-file", ".env"],
      ...["--no-limits", ...words, "--format", "json"],
    ],
    cwd: home,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, said: text(stdout), error: text(stderr) };
}

async function dealsOf(
  home: string,
  ...words: readonly string[]
): Promise<readonly ReportedDeal[]> {
  const { code, said, error } = await ran(home, ...words);
  assert.equal(code, 0, said + error);
  return (JSON.parse(said) as { record: { deals: readonly ReportedDeal[] } }).record.deals;
}

/** As MetaTrader exports them. */
function exported(bars: ReturnType<typeof barsAt>): string {
  const names = ["DATE", "TIME", "OPEN", "HIGH", "LOW", "CLOSE", "TICKVOL", "VOL", "SPREAD"];
  const rows = Array.from({ length: bars.length }, (_, at) => {
    const time = new Date(bars.minute[at]! * minuteMs).toISOString();
    const prices = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      (column[at]! / 1e5).toFixed(5)
    );
    const [date, clock] = [time.slice(0, 10).replaceAll("-", "."), time.slice(11, 19)];
    return [date, clock, ...prices, bars.tickVolume[at], 0, bars.spread[at]].join("\t");
  });
  return [names.map((name) => `<${name}>`).join("\t"), ...rows].join("\n");
}

Deno.test("more bars than can be held are refused before they are read; those that are played do not count", () => {
  const tenYearsOf = (symbols: number) =>
    Array.from({ length: symbols }, () => ({ rowsAtMost: 3_700_000 }));
  assert.equal(heldBarsProblem(tenYearsOf(3), { played: "M1", on: null }), null);
  assert.equal(heldBarsProblem(tenYearsOf(28), { played: "M1", on: "M5" }), null);
  assert.equal(
    heldBarsProblem(tenYearsOf(28), { played: "M1", on: "M2" }),
    "The strategies look at 51,800,000 bars of M2, and a backtest holds 22,000,000 bars of what " +
      "they look at: choose fewer symbols, a shorter time, or longer bars with --on; the bars that " +
      "are played have no limit",
  );
});

Deno.test("months that are read one after another make the deals of a file with all of them", () =>
  inTempFolder(async (home) => {
    await Deno.writeTextFile(join(home, ".env"), "DATA_DIR=data\n");
    const files: string[] = [];
    for (const [seed, symbol] of (["EURUSD", "GBPUSD"] as const).entries()) {
      const minutes = walk(6_000, seed).map(([minute, close], at) =>
        [minute + at * (14 + seed), close] as const
      );
      const bars = barsAt(...minutes);
      addRows(join(home, "data", "history"), bars, { series: { ...minuteBars, symbol } });
      await Deno.writeTextFile(join(home, `${symbol}_M1.csv`), exported(bars));
      files.push("--prices", `${symbol}_M1.csv`);
    }
    const common = ["--on", "H1", "--model", "generated"];
    const paged = await dealsOf(
      home,
      ...["--symbols", "EURUSD,GBPUSD", "--terms", "usual", ...common],
    );
    assert.ok(paged.length > 50, `${paged.length} deals`);
    assert.ok(new Set(paged.map(({ brokerMs }) => new Date(brokerMs).getUTCMonth())).size > 2);
    const held = await dealsOf(home, ...files, "--timeframe", "M1", ...common);
    assert.deepEqual(paged, held);
  }));

Deno.test("a file that is damaged in the middle of the time ends the backtest with its name", () =>
  inTempFolder(async (home) => {
    await Deno.writeTextFile(join(home, ".env"), "DATA_DIR=data\n");
    const dir = join(home, "data", "history");
    const minutes = walk(6_000, 1).map(([minute, close], at) => [minute + at * 14, close] as const);
    addRows(dir, barsAt(...minutes));
    const files = await Array.fromAsync(filesBelow(dir));
    const damaged = files.find((path) => path.endsWith("2025-02.bars"))!;
    const bytes = await Deno.readFile(damaged);
    bytes[bytes.length - 9]! ^= 1;
    await Deno.writeFile(damaged, bytes);
    const words = ["--symbols", "EURUSD", "--terms", "usual"];
    const { code, said } = await ran(home, ...words, "--on", "H1");
    assert.equal(code, 15, said);
    assert.match(said, /2025-02\.bars.*checksum/s);
    assert.equal((await ran(home, ...words, "--to", "2025-02-01")).code, 0);
  }));

async function* filesBelow(dir: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    if (isDirectory) yield* filesBelow(join(dir, name));
    else yield join(dir, name);
  }
}

Deno.test("recorded ticks are played as they are, several symbols on one account", () =>
  inTempFolder(async (home) => {
    const dir = join(home, "data", "history");
    const minutes = walk(2_000, 1);
    addRows(dir, barsAt(...minutes));
    addRows(dir, barsAt(...walk(2_000, 2)), { series: gbpusd });
    const ticks = minutes.flatMap(([minute, close]) =>
      [0, 5, -5, 0].map((away, at) => [minute * minuteMs + 7 + at * 11_000, close + away] as const)
    );
    addRows(dir, ticksAt(...ticks));
    addRows(dir, ticksAt(...ticks), { series: { ...gbpusd, timeframe: null } });
    await Deno.writeTextFile(join(home, ".env"), "DATA_DIR=data\n");
    const run = (...words: readonly string[]) =>
      dealsOf(home, "--symbols", "EURUSD,GBPUSD", "--terms", "usual", ...words);
    const real = await run("--model", "real");
    assert.deepEqual(new Set(real.map(({ symbol }) => symbol)), new Set(["EURUSD", "GBPUSD"]));
    assert.ok(real.length > 20, `${real.length} deals`);
    const recorded = real.filter(({ brokerMs }) => (brokerMs - 7) % minuteMs % 11_000 === 0);
    assert.equal(recorded.length, real.length, "every deal is at the time of a recorded tick");
    assert.notDeepEqual(await run("--on", "M5"), real);
  }));
