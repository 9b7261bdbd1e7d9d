/**
 * The same strategy over the same prices, in the command `backtest` and in a whole bridge in paper
 * mode: what both have done, in a form that can be compared.
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../src/runtime/random.ts";
import { BridgeProcess } from "./bridge_process.ts";
import { storeRows } from "./store_reader.ts";

/** A deal with times, prices and money; positions are numbered in the order of their entries. */
export interface ComparedDeal {
  readonly time: string;
  readonly position: number;
  readonly symbol: string;
  readonly side: string;
  readonly entry: string;
  readonly volumeLots: number;
  readonly price: number;
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
}

/** Files of prices for the two symbols. */
export interface PricePaths {
  readonly own: string;
  readonly other: string;
}

/**
 * Looks at four hours of its symbol and at a second symbol; enters by pending stop orders with an
 * expiry or at the market, with two targets, trails, and remembers how often it has tried on which
 * side. All of its columns forget what is further back than `barsNeeded`.
 */
export const strategyText = `import { defineStrategy, highest, lowest, sma } from "mt5-bridge";

export default defineStrategy({
  series: { slow: { timeframe: "H4" }, other: { symbol: "GBPUSD" } },
  barsNeeded: () => 60,
  // Whole points: their sums are exact, wherever the prices begin.
  columns: ({ bars, slow, other }) => {
    const [high, low] = [bars.points("high"), bars.points("low")];
    const [slowly, others] = [slow.points("close"), other.points("close")];
    const [slowMean, otherMean] = [sma(slowly, 6), sma(others, 10)];
    return {
      range: sma(high.map((points, at) => points - low[at]), 14),
      top: highest(bars.high, 6),
      bottom: lowest(bars.low, 6),
      tide: slow.align(slowly.map((points, at) => points - slowMean[at])),
      other: other.align(others.map((points, at) => points - otherMean[at])),
      own: bars.close.map(() => bars.symbol === "EURUSD" ? 1 : 0),
    };
  },
  onBar(at, { columns, positions, orders, memory }) {
    if (columns.own[at.index] !== 1) return null;
    const range = columns.range[at.index] * at.point;
    memory.bars = (memory.bars ?? 0) + 1;
    if (positions.length > 0) return at.trail(1.5 * range, "Follows the price");
    if (orders.length > 0 || memory.bars < (memory.from ?? 0)) return null;
    const tide = columns.tide[at.index] + 0.2 * columns.other[at.index];
    const direction = tide > 0 ? "buy" : "sell";
    const sign = tide > 0 ? 1 : -1;
    const stop = (tide > 0 ? columns.top : columns.bottom)[at.index] + sign * 10 * at.point;
    memory.tries = (memory.tries ?? 0) + 1;
    memory.from = memory.bars + (memory.tries % 3);
    const isPending = memory.tries % 3 !== 0;
    const price = isPending ? stop : at.close;
    return at.enter(direction, {
      ...(isPending ? { pending: { stop }, expiryBars: 5 } : {}),
      stopLoss: price - sign * 2 * range,
      targets: [
        { price: price + sign * range, part: 0.6 },
        { price: price + sign * 2.5 * range, part: 0.4 },
      ],
      reason: "Try " + memory.tries,
    });
  },
});
`;

/** Everything is allowed, so that nothing but the strategy decides. */
const openLimits = {
  MAX_SIMULTANEOUS_TRADES: "20",
  MAX_FOREX_TRADES: "20",
  MAX_SYMBOL_EXPOSURE_PCT: "10000",
  MAX_CURRENCY_EXPOSURE_PCT: "10000",
  MAX_GROUP_EXPOSURE_PCT: "10000",
  MAX_DAILY_LOSS_PCT: "90",
  MAX_DRAWDOWN_PCT: "90",
  MAX_SPREAD_PCT: "5",
};

const hourMs = 3_600_000;
const head = ["DATE", "TIME", "OPEN", "HIGH", "LOW", "CLOSE", "TICKVOL", "VOL", "SPREAD"]
  .map((name) => `<${name}>`).join("\t");

interface Walk {
  readonly seed: number;
  /** The first price. */
  readonly points: number;
}

/** Hours without weekends, as MetaTrader exports them. */
export function walkingHours(count: number, walk: Walk): string {
  const times: string[] = [];
  for (let ms = Date.UTC(2025, 2, 3); times.length < count; ms += hourMs) {
    if ([0, 6].includes(new Date(ms).getUTCDay())) continue;
    const [date, clock] = new Date(ms).toISOString().slice(0, 19).split("T") as [string, string];
    times.push(`${date.replaceAll("-", ".")}\t${clock}`);
  }
  return walkOver(times, walk);
}

/** Another symbol at the times of an export. */
export function walkingBeside(exported: string, walk: Walk): string {
  const rows = exported.trim().split(/\r?\n/).slice(1);
  return walkOver(rows.map((row) => row.split("\t").slice(0, 2).join("\t")), walk);
}

function walkOver(times: readonly string[], { seed, points: first }: Walk): string {
  const random = seededRandom(seed);
  let points = first;
  const lines = times.map((time) => {
    const open = points + Math.round((random() - 0.5) * 8);
    points = open + Math.round((random() - 0.5) * 300);
    const high = Math.max(open, points) + Math.floor(random() * 60);
    const low = Math.min(open, points) - Math.floor(random() * 60);
    const prices = [open, high, low, points].map((one) => (one / 1e5).toFixed(5));
    const volume = 100 + Math.floor(random() * 900);
    return [time, ...prices, volume, 0, 4 + Math.floor(random() * 12)].join("\t");
  });
  return [head, ...lines].join("\r\n");
}

/** The deals of the command `backtest`, without those that end the test. */
export async function backtestDeals(
  dir: string,
  { own, other }: PricePaths,
): Promise<readonly ComparedDeal[]> {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", main, "backtest", "two_frames"],
      ...["--prices", own, "--prices", other, "--format", "json"],
    ],
    cwd: dir,
    env: { NO_COLOR: "1", ...openLimits },
  }).output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, said + new TextDecoder().decode(stderr));
  const { record } = JSON.parse(said) as { record: { deals: readonly ReportedDeal[] } };
  const places = new Map<string, number>();
  return record.deals.filter(({ comment }) => comment !== "end of test").map((deal) => ({
    time: timeText(deal.brokerMs),
    position: placeOf(places, deal.position),
    symbol: deal.symbol,
    side: deal.type,
    ...figuresOf(deal),
  }));
}

interface Figures {
  readonly entry: string;
  readonly volumeLots: number;
  readonly price: number;
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
}

interface ReportedDeal extends Figures {
  readonly brokerMs: number;
  readonly position: string;
  readonly symbol: string;
  readonly type: string;
  readonly comment?: string;
}

function figuresOf({ entry, volumeLots, price, profit, swap, commission }: Figures): Figures {
  return { entry, volumeLots, price, profit, swap, commission };
}

function timeText(brokerMs: number): string {
  return new Date(brokerMs).toISOString();
}

function placeOf(places: Map<string, number>, position: string): number {
  const place = places.get(position) ?? places.size + 1;
  places.set(position, place);
  return place;
}

/**
 * A bridge in paper mode that plays the files on one account, as fast as its strategies allow; its
 * store is in the folder.
 */
export function paperBridge(dataDir: string, { own, other }: PricePaths): BridgeProcess {
  const dir = dirname(own);
  return new BridgeProcess({
    args: [
      ...["demo", "--speed", "max", "--mode", "paper", "--one-account"],
      ...["--replay", own, "--replay", other],
    ],
    dir,
    settings: { DATA_DIR: dataDir, STRATEGIES: "two_frames", ...openLimits },
  });
}

/** The deals of the paper account in the store. */
export function paperDeals(dataDir: string): readonly ComparedDeal[] {
  const rows = storeRows(
    join(dataDir, "demo"),
    `SELECT deals.*, symbols.name AS symbol FROM deals
     JOIN terminals ON terminals.id = deals.terminal_id
     JOIN symbols ON symbols.id = deals.symbol_id
     WHERE venue = 'paper' ORDER BY deals.broker_ms, CAST(deals.ticket AS INTEGER)`,
  );
  const places = new Map<string, number>();
  return rows.map((row) => ({
    time: timeText(Number(row["broker_ms"])),
    position: placeOf(places, String(row["position"])),
    symbol: String(row["symbol"]),
    side: String(row["type"]),
    entry: String(row["entry"]),
    volumeLots: Number(row["volume_lots"]),
    price: Number(row["price"]),
    profit: Number(row["profit"]),
    swap: Number(row["swap"]),
    commission: Number(row["commission"]),
  }));
}
