/** The engine, with all that it skips, gives what playing every tick on the broker gives. */

import assert from "node:assert/strict";
import { magicNumber, openingTypes } from "../../../src/models/mod.ts";
import { FastAccount } from "../../../src/backtest/account/fast_account.ts";
import { pointRequest } from "../../../src/backtest/account/point_request.ts";
import { BacktestEngine } from "../../../src/backtest/engine/backtest_engine.ts";
import type { Decider } from "../../../src/backtest/engine/engine_decisions.ts";
import type { EquityTrack } from "../../../src/backtest/engine/equity_track.ts";
import type { EngineSeries } from "../../../src/backtest/engine/series_clock.ts";
import type { FeedBlock } from "../../../src/backtest/engine/bar_feed.ts";
import {
  cutBars,
  type PointBars,
  type PointTicks,
} from "../../../src/backtest/ticks/point_bars.ts";
import { type TickModel, tickModels } from "../../../src/backtest/ticks/tick_path.ts";
import { type Random, seededRandom } from "../../../src/runtime/random.ts";
import { marketStartMs, randomBars } from "../markets.ts";
import { type World, worlds } from "../worlds.ts";
import { type LoggedDecision, referenceRun } from "./reference_run.ts";

interface EngineRun {
  readonly account: FastAccount;
  readonly engine: BacktestEngine;
  readonly log: readonly LoggedDecision[];
}

interface RunOptions {
  readonly world: World;
  readonly model: TickModel;
  readonly series: readonly EngineSeries[];
  readonly blocks: readonly (readonly FeedBlock[])[];
  readonly seed: number;
  readonly delayMax?: number;
}

const mark = { magic: magicNumber("9"), comment: "engine" };

function engineRun({ world, model, series, blocks, seed, delayMax = 0 }: RunOptions): EngineRun {
  const random = seededRandom(seed);
  const { symbols, rules } = world;
  const account = new FastAccount({ symbols, rules, startMs: marketStartMs });
  account.deposit(world.depositMinor);
  const marked = account.mark(mark);
  const log: LoggedDecision[] = [];
  const decide: Decider = (index, bar) => {
    const wanted = wishes(account, world, { random, symbol: series[index]!.symbol });
    const requests = wanted.map((request) => ({ ...request, mark: marked }));
    log.push({ series: index, bar, requests, delaysMs: [] });
    for (const request of requests) engine.send(request);
  };
  const delayMs = () => {
    const drawn = random() < 0.5 ? 0 : Math.floor(random() * delayMax);
    (log.at(-1)!.delaysMs as number[]).push(drawn);
    return drawn;
  };
  const engine: BacktestEngine = new BacktestEngine({
    ...{ account, model, periodMinutes: 1, series, decide },
    ...(delayMax === 0 ? {} : { delayMs }),
  });
  for (const block of blocks) engine.run(block);
  if (delayMax === 0) {
    for (const one of log) (one.delaysMs as number[]).push(...one.requests.map(() => 0));
  }
  return { account, engine, log };
}

/** Mostly nothing; otherwise a random order, a close, or new levels. */
function wishes(
  account: FastAccount,
  world: World,
  { random, symbol }: { readonly random: Random; readonly symbol: number },
) {
  if (random() < 0.8) return [];
  const { tickSize, digits } = world.symbols[symbol]!;
  const step = Math.max(1, Math.round(tickSize * 10 ** digits));
  const draw = (most: number) => Math.floor(random() * (most + 1));
  const { bid } = account.markets[symbol]!.symbol;
  const units = world.unitsMin[symbol]! * (1 + draw(30));
  const held = account.positionCount === 0
    ? null
    : account.positionAt(draw(account.positionCount - 1));
  if (held !== null && random() < 0.3) {
    const type = held.direction === "buy" ? "sell" : "buy";
    return [pointRequest({ symbol: held.symbol, type, units: held.units, position: held.ticket })];
  }
  if (held !== null && random() < 0.3) {
    const at = account.markets[held.symbol]!.symbol.bid;
    const away = (30 + draw(60)) * step * (held.direction === "buy" ? -1 : 1);
    const { symbol: index, ticket: position } = held;
    return [pointRequest({ action: "sltp", symbol: index, position, stopLossPoints: at + away })];
  }
  const type = openingTypes[draw(7)]!;
  const sign = type.startsWith("buy") ? 1 : -1;
  const stop = (20 + draw(80)) * step;
  if (type === "buy" || type === "sell") {
    return [pointRequest({
      ...{ symbol, type, units, stopLossPoints: random() < 0.5 ? bid - sign * stop : 0 },
      ...{ takeProfitPoints: random() < 0.5 ? bid + sign * stop : 0 },
      ...{ pricePoints: bid, deviationPoints: 1_000 },
    })];
  }
  const isUp = type === "sell_limit" || type.startsWith("buy_stop");
  const pricePoints = bid + (isUp ? 1 : -1) * (20 + draw(30)) * step;
  return [pointRequest({
    ...{ action: "pending", symbol, type, units, pricePoints, filling: "return" },
    stopLimitPoints: type.endsWith("stop_limit") ? pricePoints - sign * 10 * step : 0,
    takeProfitPoints: random() < 0.5 ? pricePoints + sign * 2 * stop : 0,
    ...(random() < 0.5
      ? { lifetime: "specified" as const, expirationMs: account.nowMs + (1 + draw(200)) * 60_000 }
      : {}),
  })];
}

/** Ticks around the bars; some minutes have none, some ticks belong to no bar. */
function randomTicks(bars: PointBars, random: Random): PointTicks {
  const rows: [number, number, number][] = [];
  for (let at = 0; at < bars.length; at++) {
    if (random() < 0.2) continue;
    const range = bars.high[at]! - bars.low[at]!;
    const minute = bars.minute[at]! + (random() < 0.02 ? 1 : 0);
    const count = 1 + Math.floor(random() * 12);
    for (let tick = 0; tick < count; tick++) {
      const bid = bars.low[at]! + Math.floor(random() * (range + 1));
      const ms = minute * 60_000 + Math.floor(60_000 * (tick + random()) / count);
      rows.push([ms, bid, bid + Math.floor(random() * 20)]);
    }
  }
  rows.sort(([a], [b]) => a - b);
  return {
    length: rows.length,
    brokerMs: Float64Array.from(rows, ([ms]) => ms),
    bid: Int32Array.from(rows, ([, bid]) => bid),
    ask: Int32Array.from(rows, ([, , ask]) => ask),
  };
}

const figuresOf = (track: EquityTrack) => [
  ...[track.maximal, track.relative, track.lowestMinor, track.lowestMarginLevelPct],
];

function compareWithReference(options: RunOptions, whole: readonly FeedBlock[]): FastAccount {
  const { world, model, series } = options;
  const { account, engine, log } = engineRun(options);
  const expected = referenceRun({
    ...{ world, model, series, blocks: whole, log },
    marks: [{ magic: magicNumber("0"), comment: "" }, mark],
  });
  const scale = 10 ** (world.rules.currencyDigits ?? 2);
  assert.deepEqual(account.dealRecords(), expected.deals);
  assert.equal(account.balanceMinor / scale, expected.balance);
  const sampled = Array.from(engine.samples.equityMinor, (one) => one / scale);
  assert.deepEqual(sampled, expected.equities);
  assert.deepEqual(figuresOf(engine.track), figuresOf(expected.track));
  return account;
}

const count = 900;

for (const [index, world] of worlds.entries()) {
  for (const model of tickModels) {
    Deno.test(`the engine and the broker agree: ${model} ticks, ${world.title}`, () => {
      const random = seededRandom(100 + index);
      const bars = randomBars(world, count, random);
      const blocks = bars.map((one) => ({ bars: one, ticks: randomTicks(one, random) }));
      const series = world.symbols.map((_, symbol) => ({ symbol, minutes: 1 + symbol % 2 * 4 }));
      const account = compareWithReference(
        { world: { ...world, slippagePoints: 0 }, model, series, blocks: [blocks], seed: index },
        blocks,
      );
      assert.ok(account.deals.length > 20);
    });
  }
}

for (const model of ["generated", "real"] as const) {
  Deno.test(`requests that arrive later, one symbol, data in blocks: ${model}`, () => {
    const [full] = worlds;
    const world = { ...full!, symbols: full!.symbols.slice(0, 1) };
    const random = seededRandom(5);
    const [bars] = randomBars(world, count, random);
    const ticks = randomTicks(bars!, random);
    const cuts = [0, 1, 400, 401, 700, count];
    const blocks = cuts.slice(1).map((to, at) => [{ bars: cutBars(bars!, cuts[at]!, to), ticks }]);
    const series = [{ symbol: 0, minutes: 5 }, { symbol: 0, minutes: 60 }];
    const account = compareWithReference(
      { world, model, series, blocks, seed: 8, delayMax: 90_000 },
      [{ bars: bars!, ticks }],
    );
    assert.ok(account.deals.length > 20);
  });
}

for (const model of ["generated", "ohlc"] as const) {
  Deno.test(`requests that arrive later, several symbols that are seldom held: ${model}`, () => {
    const [world] = worlds;
    const random = seededRandom(6);
    const blocks = randomBars(world!, count, random).map((bars) => ({ bars }));
    const series = [{ symbol: 1, minutes: 30 }, { symbol: 3, minutes: 15 }];
    const account = compareWithReference(
      { world: world!, model, series, blocks: [blocks], seed: 8, delayMax: 90_000 },
      blocks,
    );
    assert.ok(account.deals.length > 20, `${account.deals.length} deals`);
  });
}
