/** The store after a replay equals the file: row by row, with the broker's times and UTC. */

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { statusDocument } from "../../src/http/status_document.ts";
import { lacks, marketDataUrl } from "../../tools/test_needs.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import {
  assertRows,
  storedBars,
  storedTickCounts,
  storedTicks,
} from "../support/replayed_store.ts";
import { replayLogin } from "../support/replay_login.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { barRows, barVolumes, tickRows } from "../support/replay_rows.ts";

interface Played {
  readonly dataDir: string;
  /** Rejected ticks by reason, by terminal. */
  readonly refused: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly output: string;
}

interface ReplayOptions {
  readonly speed?: string;
  /** Open time of the last bar to wait for, by terminal. */
  readonly lastBars?: ReadonlyMap<string, number>;
  /** Stored ticks to wait for, by login. */
  readonly tickCounts: ReadonlyMap<string, number>;
}

/**
 * Replays files as fast as possible, each with its own terminal, and stops the bridge when all is
 * stored.
 */
async function replay(
  paths: readonly string[],
  dir: string,
  { speed = "max", lastBars = new Map(), tickCounts }: ReplayOptions,
): Promise<Played> {
  await using bridge = new BridgeProcess({
    args: ["demo", "--speed", speed, ...paths.flatMap((path) => ["--replay", path])],
    dir,
    settings: { FOREX_TIMEFRAME: "M1", STRATEGIES: "" },
  });
  const end = /Replay finished/g;
  await eventually(() => (bridge.output.match(end)?.length ?? 0) === paths.length, {
    what: "the end of all replays",
  }).catch((error) => {
    throw new Error(`${error.message}\n${bridge.output}`);
  });
  const status = await eventually(async () => {
    const found = statusDocument.parse((await bridge.get("/status")).body);
    const waiting = priceDetail(found).ticks.waiting;
    return waiting === 0 && found.symbols.length === paths.length &&
      found.symbols.every(({ state, terminal, lastBarBrokerMs }) =>
        state === "live" && lastBarBrokerMs === (lastBars.get(terminal) ?? lastBarBrokerMs)
      ) && found;
  }, { what: "all symbols live and nothing waiting" });
  const dataDir = join(bridge.dir, "data", "demo");
  await eventually(() => {
    const stored = storedTickCounts(dataDir);
    return tickCounts.entries().every(([login, count]) => stored.get(login) === count);
  }, { what: "every tick in the store" }).catch((error) => {
    const counts = [tickCounts, storedTickCounts(dataDir)].map((map) => JSON.stringify([...map]));
    throw new Error(`${error.message}: ${counts.join(" wanted, stored ")}\n${bridge.output}`);
  });
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  const refused = Object.fromEntries(
    Object.entries(priceDetail(status).terminals).map(([terminal, { symbols }]) => [
      terminal,
      Object.values(symbols)[0]!.refused,
    ]),
  );
  return { dataDir, refused, output: bridge.output };
}

interface PriceDetail {
  readonly ticks: { readonly waiting: number };
  readonly terminals: Record<
    string,
    { readonly symbols: Record<string, { readonly refused: Record<string, number> }> }
  >;
}

function priceDetail(
  status: { actors: readonly { name: string; detail?: unknown }[] },
): PriceDetail {
  return status.actors.find(({ name }) => name === "price")!.detail as PriceDetail;
}

/** MetaTrader's servers are seven hours ahead of New York, summer and winter. */
function utcOfBrokerTime(brokerMs: number): number {
  const text = new Date(brokerMs - 7 * 3_600_000).toISOString().slice(0, -1);
  return Temporal.PlainDateTime.from(text).toZonedDateTime("America/New_York").epochMilliseconds;
}

const dataFolder = fileURLToPath(marketDataUrl);
const realFiles = [
  "EURUSD_H1_mt5export.csv",
  "EURUSD_M1_mt5export.csv",
  "BTCPERP_M1_202201.csv",
  "GBPUSD_M1_bid_201202.csv",
  "EURUSD_H1_ask_2017.csv",
  "EURUSD_quotes_20200101.csv",
  "EURUSD_ticks_20140502_mt5export.csv",
];

Deno.test({
  name: "real bars and ticks, replayed by seven terminals at once, are stored row for row",
  ignore: lacks("market_data"),
  fn: () =>
    inTempFolder(async (dir) => {
      const paths = realFiles.map((name) => join(dataFolder, name));
      const logins = await Promise.all(paths.map(replayLogin));
      const login = (index: number) => logins[index]!;
      const lastBars = new Map<string, number>();
      const tickCounts = new Map<string, number>();
      for (const [index, name] of realFiles.entries()) {
        const text = await Deno.readTextFile(join(dataFolder, name));
        if (/_(H1|M1)_/.test(name)) {
          lastBars.set(`${login(index)}@Replay`, barRows(text).at(-1)!.broker_ms);
        } else {
          tickCounts.set(login(index), tickRows(text).filter(({ bid, ask }) => bid <= ask).length);
        }
      }
      const { dataDir, refused } = await replay(paths, dir, { lastBars, tickCounts });
      for (const [index, name] of realFiles.entries()) {
        const text = await Deno.readTextFile(join(dataFolder, name));
        const [symbol = "", timeframe = ""] = name.split("_");
        const key = { login: login(index), symbol, timeframe };
        if (timeframe === "H1" || timeframe === "M1") {
          const rows = barRows(text);
          const bars = storedBars(dataDir, key);
          const prices = bars.map(({ broker_ms, open, high, low, close }) => ({
            broker_ms,
            open,
            high,
            low,
            close,
          }));
          assertRows(prices, rows, name);
          const isBrokerTime = name.endsWith("_mt5export.csv");
          const utc = bars.map(({ broker_ms, utc_ms }) => ({ broker_ms, utc_ms }));
          const expected = rows.map(({ broker_ms }) => ({
            broker_ms,
            utc_ms: isBrokerTime ? utcOfBrokerTime(broker_ms) : broker_ms,
          }));
          assertRows(utc, expected, name);
          if (name.endsWith("_mt5export.csv")) {
            const volumes = bars.map(({ tick_volume, real_volume, spread_points }) => ({
              tick_volume,
              real_volume,
              spread_points,
            }));
            assertRows(volumes, barVolumes(text), name);
          }
        } else {
          const rows = tickRows(text);
          const crossed = rows.filter(({ bid, ask }) => bid > ask).length;
          const ticks = storedTicks(dataDir, key)
            .map(({ broker_ms, bid, ask }) => ({ broker_ms, bid, ask }));
          assertRows(ticks, rows.filter(({ bid, ask }) => bid <= ask), basename(name));
          const { crossed: counted, duplicate: _, ...others } = refused[`${key.login}@Replay`]!;
          assert.equal(counted, crossed, name);
          assert.equal(Object.values(others).reduce((sum, count) => sum + count, 0), 0, name);
          assert.equal(ticks.length + crossed, rows.length);
        }
      }
    }),
});

/** Writes the files of a scenario to `dir`. */
async function write(
  dir: string,
  files: Readonly<Record<string, readonly string[]>>,
): Promise<string[]> {
  const paths = [];
  for (const [name, lines] of Object.entries(files)) {
    const path = join(dir, name);
    await Deno.writeTextFile(path, lines.join("\r\n"));
    paths.push(path);
  }
  return paths;
}

const utc = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);

Deno.test("every kind of file is stored unchanged and without duplicates, bad lines are counted and named", () =>
  inTempFolder(async (dir) => {
    const paths = await write(dir, {
      "EURUSD_H1_export.csv": [
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>",
        "2025.03.07\t23:00:00\t1.08330\t1.08390\t1.08310\t1.08350\t644\t0\t7",
        "2025.03.10\t00:00:00\t1.08400\t1.08450\t1.08390\t1.08441\t3043\t12\t9",
        "2025.10.31\t23:00:00\t1.15330\t1.15390\t1.15310\t1.15350\t5\t0\t8",
        "2025.11.03\t00:00:00\t1.15400\t1.15450\t1.15390\t1.15441\t6\t0\t8",
      ],
      "XAUUSD_M5.csv": [
        "time,open,high,low,close,volume",
        "2024-01-02T03:00:00+02:00,2063.1,2064.25,2062.9,2063.5,1.5",
        "2024-01-02T03:05:00+02:00,2063.5,2063.75,2061,2061.25,2",
        "2024-01-02T03:10:00+02:00,2061.25,2061.5,2062,2061.25,2",
        "nonsense",
        "2024-01-02T03:15:00+02:00,2061.25,2061.5,2060.5,2061,3",
      ],
      "BTCUSD_ticks.csv": [
        "time,bid,ask,volume",
        "1704160800000,42000.5,42001,1",
        "1704160800000,42000.5,42001,1",
        "1704160800250,42002,42001.5,1",
        "1704160801000,0,42001.5,1",
        "1704160802000,42001,42001,0.25",
      ],
      "GBPUSD_export.csv": [
        "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>",
        "2025.07.01\t10:00:00.001\t1.37100\t1.37110\t\t\t6",
        "2025.07.01\t10:00:00.002\t\t1.37112\t\t\t4",
        "2025.07.01\t10:00:01.500\t1.37105\t\t\t\t2",
      ],
    });
    const logins = await Promise.all(paths.map(replayLogin));
    const login = (index: number) => logins[index]!;
    const expected = () => {
      const dataDir = join(dir, "data", "demo");
      const bars = (index: number, symbol: string, timeframe: string) =>
        storedBars(dataDir, { login: login(index), symbol, timeframe }).map((bar) => [
          bar.broker_ms,
          bar.utc_ms,
          ...[bar.open, bar.high, bar.low, bar.close],
          ...[bar.tick_volume, bar.real_volume, bar.spread_points],
        ]);
      const ticks = (index: number, symbol: string) =>
        storedTicks(dataDir, { login: login(index), symbol })
          .map(({ broker_ms, utc_ms, bid, ask }) => [broker_ms, utc_ms, bid, ask]);
      const at = (broker: string, inUtc: string) => [utc(broker), utc(inUtc)];
      assert.deepEqual(bars(0, "EURUSD", "H1"), [
        [...at("2025-03-07 23:00", "2025-03-07 21:00"), 1.0833, 1.0839, 1.0831, 1.0835, 644, 0, 7],
        [
          ...at("2025-03-10 00:00", "2025-03-09 21:00"),
          1.084,
          1.0845,
          1.0839,
          1.08441,
          3043,
          12,
          9,
        ],
        [...at("2025-10-31 23:00", "2025-10-31 20:00"), 1.1533, 1.1539, 1.1531, 1.1535, 5, 0, 8],
        [...at("2025-11-03 00:00", "2025-11-02 22:00"), 1.154, 1.1545, 1.1539, 1.15441, 6, 0, 8],
      ]);
      assert.deepEqual(bars(1, "XAUUSD", "M5"), [
        [...at("2024-01-02 03:00", "2024-01-02 01:00"), 2063.1, 2064.25, 2062.9, 2063.5, 4, 1.5, 0],
        [...at("2024-01-02 03:05", "2024-01-02 01:05"), 2063.5, 2063.75, 2061, 2061.25, 4, 2, 0],
        [...at("2024-01-02 03:15", "2024-01-02 01:15"), 2061.25, 2061.5, 2060.5, 2061, 4, 3, 0],
      ]);
      const btc = 1_704_160_800_000;
      assert.deepEqual(ticks(2, "BTCUSD"), [
        [btc, btc, 42000.5, 42001],
        [btc, btc, 42000.5, 42001],
        [btc + 2_000, btc + 2_000, 42001, 42001],
      ]);
      const gbp = utc("2025-07-01 10:00:00.001");
      const summerMs = 3 * 3_600_000;
      assert.deepEqual(ticks(3, "GBPUSD"), [
        [gbp, gbp - summerMs, 1.371, 1.3711],
        [gbp + 1, gbp + 1 - summerMs, 1.371, 1.37112],
        [gbp + 1_499, gbp + 1_499 - summerMs, 1.37105, 1.37112],
      ]);
    };
    const tickCounts = new Map([[login(2), 3], [login(3), 3]]);
    const first = await replay(paths, dir, { tickCounts });
    expected();
    assert.equal(first.refused[`${login(2)}@Replay`]?.["crossed"], 1);
    for (
      const line of [
        /4 rows of EURUSD H1 bars, 0 bad lines skipped/,
        /3 rows of XAUUSD M5 bars, 2 bad lines skipped/,
        /Line 4 of the replay file was skipped: /,
        /Line 5 of the replay file was skipped: /,
        /4 rows of BTCUSD ticks, 1 bad line skipped/,
        /3 rows of GBPUSD ticks, 0 bad lines skipped/,
      ]
    ) assert.match(first.output, line);
    assert.doesNotMatch(first.output, /the broker does not offer|could not be fetched/);
    await replay(paths, dir, { speed: "1000000", tickCounts });
    expected();
  }));
