/**
 * Every terminal's prices: the stream and the calls that read it, compared with the actual market.
 */

import assert from "node:assert/strict";
import {
  brokerMs,
  type BrokerSymbol,
  joinTicks,
  orderKinds,
  orderLifetimes,
  type TickColumns,
} from "../../src/models/mod.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import type { WireReply } from "../../src/mt5/wire.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { eventually } from "../support/eventually.ts";
import { ratesOf, ticksOf } from "../support/price_replies.ts";
import { ListeningBridge } from "../support/listening_bridge.ts";
import { simulatedReleases } from "../../src/simulation/economic_calendar.ts";
import { dayMs } from "../../src/models/time.ts";
import { depthReplySchema } from "../../src/mt5/wire_depth.ts";
import { calendarReplySchema, type WireRelease } from "../../src/mt5/wire_calendar.ts";
import { forexNights } from "../../src/simulation/trading/trading_symbol.ts";
import {
  balance,
  type RunningLife,
  type TerminalKind,
  terminalKinds,
  type TerminalStage,
} from "./terminals.ts";

/** The terms of the stage's broker. */
const plainTerms = {
  execution: "market",
  orderKinds,
  lifetimes: orderLifetimes,
  gtcMode: "gtc",
  marginInitial: 0,
  marginMaintenance: 0,
  marginHedged: 0,
  marginRates: { buy: { initial: 1, maintenance: 1 }, sell: { initial: 1, maintenance: 1 } },
};

interface Scenario {
  readonly bridge: ListeningBridge;
  readonly stage: TerminalStage;
  readonly life: RunningLife;
  load(symbol: string): Promise<void>;
}

function rows(ticks: TickColumns): string[] {
  return Array.from(ticks.brokerMs, (time, at) => `${time} ${ticks.bid[at]} ${ticks.ask[at]}`);
}

/** Open times. */
function timesOf(reply: WireReply): number[] {
  return [...ratesOf(reply).bars.brokerMs];
}

function hasMore(reply: WireReply): boolean {
  return ratesOf(reply).more;
}

const scenarios: readonly [string, (scenario: Scenario) => Promise<void>][] = [
  ["streams every tick once, in order", async ({ bridge, stage }) => {
    await bridge.call("subscribe", { series: ["EURUSD.m:M1", "BTCUSD.m:M1"] });
    for (const symbol of ["EURUSD.m", "BTCUSD.m"]) {
      const told = await eventually(() => {
        const batches = bridge.said("ticks").flatMap(({ batches }) => batches);
        const all = batches.filter((one) => one.symbol === symbol).flatMap(({ ticks }) =>
          rows(ticks)
        );
        return all.length > 100 && all;
      });
      const [first, last] = [told[0]!, told.at(-1)!].map((row) => Number(row.split(" ")[0]));
      const query = { symbol, fromMs: brokerMs(first!), skip: 0, limit: 100_000 };
      const made = rows(stage.feed.ticks(query, brokerMs(last!)).ticks);
      // The first and the last millisecond may be incomplete.
      assert.deepEqual(told, made.slice(made.indexOf(told[0]!)).slice(0, told.length));
    }
  }],

  ["knows the names of all symbols, and describes those that exist", async ({ bridge, stage }) => {
    const all = await bridge.call("symbols", { names: "" });
    assert.deepEqual(all.data, {
      names: ["EURUSD.m", "USDJPY.m", "BTCUSD.m"],
      symbols: [],
    });
    const some = await bridge.call("symbols", { names: ["BTCUSD.m", "NOPE", "EURUSD.m"] });
    const { names, symbols } = some.data as { names: unknown; symbols: WireSymbol[] };
    assert.deepEqual(names, []);
    const wanted = stage.feed.symbols.filter(({ name }) => name !== "USDJPY.m");
    const byName = (one: { name: string }, other: { name: string }) =>
      one.name < other.name ? -1 : 1;
    for (const { name, sessions, brokerTerms } of symbols) {
      // A coin has a swap on every night at one of the brokers.
      const swapNights = name === "EURUSD.m" ? forexNights : brokerTerms?.swapNights;
      assert.deepEqual(brokerTerms, { ...plainTerms, swapNights, quoteSessions: sessions });
    }
    const plain = (one: object) => ({
      ...one,
      brokerTerms: undefined,
      fillingModes: undefined,
      // The stage's broker has plain terms, with the margin of a currency pair for every symbol.
      calcMode: undefined,
      // Where the broker has the symbol in its tree.
      path: undefined,
      volumeLimit: undefined,
      swapMode: undefined,
      swapLong: undefined,
      swapShort: undefined,
    });
    assert.deepEqual(
      symbols.toSorted(byName).map(plain),
      wanted.toSorted(byName).map(plain),
    );
  }],

  ["knows the account", async ({ bridge }) => {
    const heardSeq = lastSeq(bridge);
    const reply = await bridge.call("account");
    const { seq, ...figures } = reply.data as { readonly seq: number };
    assert.ok(seq >= heardSeq && seq <= lastSeq(bridge), "of the last message before it");
    assert.deepEqual(figures, {
      balance,
      equity: balance,
      margin: 0,
      freeMargin: balance,
      marginLevelPct: null,
      profit: 0,
      ...nothingHeld,
    });
    for (const [verb, key] of [["positions", "positions"], ["orders", "orders"]] as const) {
      const { status, data } = await bridge.call(verb, { after: "", limit: "10" });
      assert.deepEqual([status, data], ["ok", { [key]: [], more: false }]);
    }
  }],

  ["returns the depth of market on demand", async ({ bridge, life }) => {
    const args = { symbol: "EURUSD.m" };
    const levels = await eventually(async () => {
      const { status, data } = await bridge.call("depth", args);
      assert.ok(status === "ok" || status === "loading", status);
      return status === "ok" && depthReplySchema.parse(data).levels;
    });
    const sides = [...Array(5).fill("sell"), ...Array(5).fill("buy")];
    assert.deepEqual(levels.map(({ side }) => side), sides);
    const prices = levels.map(({ price }) => price);
    assert.deepEqual(prices, prices.toSorted((one, other) => other - one));
    assert.deepEqual(levels.map(({ volume }) => volume), [5, 4, 3, 2, 1, 1, 2, 3, 4, 5]);
    const unknown = await bridge.call("depth", { symbol: "NOPE" });
    assert.deepEqual([unknown.status, unknown.code], ["invalid", "unknown_symbol"]);
    const symbol = "EURUSD.m" as BrokerSymbol;
    await life.apply({ kind: "terms", symbol, terms: { execution: "instant" } });
    await eventually(async () => (await bridge.call("depth", args)).code === "depth_unavailable");
  }],

  ["reads the economic calendar in pages, by ascending id", async ({ bridge, stage }) => {
    const from = Math.floor(stage.nowMs() / dayMs) * dayMs - 3 * dayMs;
    const args = { from: String(from), to: String(from + 7 * dayMs) };
    const releases: WireRelease[] = [];
    let pages = 0;
    for (let more = true; more; pages++) {
      const after = releases.at(-1)?.ticket ?? "";
      const reply = await bridge.call("calendar", { ...args, after, limit: "3" });
      const data = calendarReplySchema.parse(reply.data);
      assert.ok(data.releases.length <= 3);
      releases.push(...data.releases);
      more = data.more;
    }
    assert.equal(pages, Math.ceil(releases.length / 3));
    const expected = simulatedReleases({
      fromMs: brokerMs(from),
      toMs: brokerMs(from + 7 * dayMs),
      nowMs: brokerMs(stage.nowMs()),
    }).map(({ id: ticket, brokerMs: timeMs, ...rest }) => ({ ticket, timeMs, ...rest }));
    assert.deepEqual(releases, expected);
    assert.ok(releases.some(({ importance }) => importance === "high"));
    assert.ok(releases.some(({ actual }) => actual !== null));
    assert.ok(releases.some(({ actual, forecast }) => actual === null && forecast !== null));
  }],

  ["returns the newest closed bars, and those from a given time on", async ({ bridge, stage }) => {
    const args = { symbol: "EURUSD.m", timeframe: "M5" };
    const newest = ratesOf(await bridge.call("rates", { ...args, from: "0", limit: "10" })).bars;
    const times = [...newest.brokerMs];
    assert.equal(times.length, 10);
    assert.deepEqual(times, times.map((_, at) => times[0]! + at * 300_000));
    assert.ok(times.at(-1)! + 300_000 <= stage.nowMs());
    const query = { symbol: "EURUSD.m", timeframe: "M5", fromMs: brokerMs(times[0]!), limit: 10 };
    const { bars } = stage.feed.bars(query as never, brokerMs(stage.nowMs()));
    // Whether a bar has a spread depends on where it comes from.
    assert.deepEqual({ ...newest, spreadPoints: 0 }, { ...bars, spreadPoints: 0 });

    const from = String(times[4]! - 1);
    const page = await bridge.call("rates", { ...args, from, limit: "3" });
    assert.deepEqual(timesOf(page), times.slice(4, 7));
    assert.equal(hasMore(page), true);
    const rest = await bridge.call("rates", { ...args, from: String(times[8]!), limit: "100" });
    assert.deepEqual(timesOf(rest).slice(0, 2), times.slice(8));
    assert.equal(hasMore(rest), false);
  }],

  ["returns ticks from a given time on, without those already known", async ({ bridge, stage }) => {
    const args = { symbol: "BTCUSD.m" };
    const from = String(stage.nowMs() - 30_000);
    const page = await bridge.call("ticks", { ...args, from, skip: "0", limit: "50" });
    const { ticks: first, more } = ticksOf(page);
    assert.deepEqual([first.brokerMs.length, more], [50, true]);
    const lastMs = first.brokerMs.at(-1)!;
    const skip = first.brokerMs.filter((time) => time === lastMs).length;
    const next = await bridge.call("ticks", {
      ...args,
      from: String(lastMs),
      skip: String(skip),
      limit: "50",
    });
    const both = joinTicks([first, ticksOf(next).ticks]);
    const query = { symbol: "BTCUSD.m", fromMs: brokerMs(Number(from)), skip: 0, limit: 100 };
    const { ticks } = stage.feed.ticks(query, brokerMs(stage.nowMs()));
    assert.deepEqual(both, ticks);
  }],

  ["distinguishes empty from loading", async ({ bridge, stage, load }) => {
    const future = String(stage.nowMs() + 86_400_000);
    const rates = { symbol: "USDJPY.m", timeframe: "M1", limit: "5" };
    const noBars = await bridge.call("rates", { ...rates, from: future });
    assert.deepEqual(timesOf(noBars), []);
    assert.equal(hasMore(noBars), false);
    const noTicks = await bridge.call("ticks", {
      symbol: "USDJPY.m",
      from: future,
      skip: "0",
      limit: "5",
    });
    assert.equal(ticksOf(noTicks).ticks.brokerMs.length, 0);
    await load("USDJPY.m");
    assert.deepEqual(await bridge.call("rates", { ...rates, from: "0" }).then(statusAndData), [
      "loading",
      null,
    ]);
  }],

  ["replies to every call once, however invalid it is", async ({ bridge }) => {
    const rates = { symbol: "EURUSD.m", timeframe: "M15", from: "0", limit: "100" };
    const ticks = { symbol: "EURUSD.m", from: "0", skip: "0", limit: "1" };
    const cases: readonly [string, Record<string, string>, string][] = [
      ["rates", { ...rates, symbol: "NOPE" }, "unknown_symbol"],
      ["rates", { ...rates, timeframe: "M7" }, "bad_argument"],
      ["rates", { ...rates, from: "-1" }, "bad_argument"],
      ["rates", { ...rates, from: "1.5" }, "bad_argument"],
      ["rates", { ...rates, limit: "0" }, "bad_argument"],
      ["rates", { ...rates, limit: "5001" }, "bad_argument"],
      ["rates", { symbol: "EURUSD.m" }, "bad_argument"],
      ["ticks", { ...ticks, symbol: "NOPE" }, "unknown_symbol"],
      ["ticks", { ...ticks, skip: "x" }, "bad_argument"],
      ["ticks", { ...ticks, limit: "10001" }, "bad_argument"],
      ["subscribe", { series: "EURUSD.m:M1\u001fNOPE:M1" }, "unknown_symbol"],
      ["subscribe", { series: "EURUSD.m:M7" }, "bad_argument"],
      ["subscribe", { series: "EURUSD.m" }, "bad_argument"],
      ["subscribe", {}, "bad_argument"],
      ["symbols", {}, "bad_argument"],
      ["make_coffee", {}, "unknown_verb"],
      ["", {}, "unknown_verb"],
    ];
    for (const [verb, args, code] of cases) {
      const reply = await bridge.call(verb, args);
      const what = `${verb} ${JSON.stringify(args)}: ${reply.message}`;
      assert.deepEqual([reply.status, reply.code, reply.data], ["invalid", code, null], what);
    }
    const ids = bridge.said("reply").map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, cases.length);
  }],
];

/** The last number of the stream, as far as it was heard. */
function lastSeq({ heard }: ListeningBridge): number {
  return heard.reduce((last, message) => "seq" in message ? Math.max(last, message.seq) : last, 0);
}

function statusAndData({ status, data }: WireReply): [string, unknown] {
  return [status, data];
}

interface SpokenKind extends TerminalKind {
  /** The newest version that the bridge speaks. */
  readonly version: number;
}

const kinds: readonly SpokenKind[] = terminalKinds.flatMap((kind) => {
  const newest = { ...kind, version: protocolVersion };
  if (kind.name !== "Expert Advisor") return [newest];
  return [newest, { ...kind, name: "Expert Advisor at a bridge of version 2", version: 2 }];
});

for (const kind of kinds) {
  for (const [title, run] of scenarios) {
    Deno.test({
      name: `${kind.name}: ${title}`,
      ignore: kind.ignore,
      fn: async () => {
        await using bridge = await ListeningBridge.listen();
        bridge.versionMax = kind.version;
        await using stage = kind.stage(bridge.port);
        await using life = await stage.start();
        await bridge.welcomed();
        await run({ bridge, stage, life, load: (symbol) => life.load(symbol) });
        assert.equal(bridge.garbage, 0);
      },
    });
  }

  Deno.test({
    name: `${kind.name}: sends each closed bar once, as the market made it`,
    ignore: kind.ignore,
    fn: async () => {
      await using bridge = await ListeningBridge.listen();
      bridge.versionMax = kind.version;
      // A minute takes a second: with as many ticks as usual that would be 12,000 a second.
      await using stage = kind.stage(bridge.port, { speed: 60, ticksPerMinute: 60 });
      await using _life = await stage.start();
      await bridge.welcomed();
      await bridge.call("subscribe", { series: ["EURUSD.m:M1", "BTCUSD.m:M1"] });
      const bars = await eventually(() => {
        const all = bridge.said("bars").filter(({ symbol }) => symbol === "BTCUSD.m");
        return all.length >= 3 && all;
      });
      const times = bars.flatMap(({ bars }) => [...bars.brokerMs]);
      assert.deepEqual(times, times.map((_, at) => times[0]! + at * 60_000));
      const closes = bars.flatMap(({ bars }) => [...bars.close]);
      const query = { symbol: "BTCUSD.m", timeframe: "M1", fromMs: brokerMs(times[0]!) } as const;
      const made = stage.feed.bars({ ...query, limit: times.length }, brokerMs(stage.nowMs()));
      assert.deepEqual(closes, [...made.bars.close]);
    },
  });
}

for (const kind of terminalKinds) {
  Deno.test({
    name: `${kind.name}: names of symbols may have blanks, colons, commas and other letters`,
    ignore: kind.ignore,
    fn: async () => {
      await using bridge = await ListeningBridge.listen();
      const symbols = ["EURUSD", "Gold: spot, 1 oz = \u00fc", "Gold: spot"];
      await using stage = kind.stage(bridge.port, { symbols });
      await using _life = await stage.start();
      await bridge.welcomed();
      const names = symbols.map((name) => `${name}.m`);
      const odd = names.slice(1);
      const all = await bridge.call("symbols", { names: "" });
      assert.deepEqual(all.data, { names, symbols: [] });
      const described = await bridge.call("symbols", { names: odd });
      const { symbols: found } = described.data as { symbols: readonly { name: string }[] };
      assert.deepEqual(found.map(({ name }) => name).sort(), odd.toSorted());
      const subscribed = { series: odd.map((name) => `${name}:M1`) };
      assert.equal((await bridge.call("subscribe", subscribed)).status, "ok");
      await eventually(() => {
        const told = bridge.said("ticks").flatMap(({ batches }) => batches);
        return odd.every((name) => told.some(({ symbol }) => symbol === name));
      });
      const args = { symbol: odd[0]!, timeframe: "M1", from: "0", limit: "3" };
      assert.equal(ratesOf(await bridge.call("rates", args)).bars.open.length, 3);
      assert.equal(bridge.garbage, 0);
    },
  });
}
