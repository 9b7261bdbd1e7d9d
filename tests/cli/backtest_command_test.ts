/** `backtest`, as a trader runs it: files, reports, own strategies, and what goes wrong. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArguments } from "../../src/cli/arguments/parse_arguments.ts";
import { progressText } from "../../src/cli/console/progress_line.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Hours of a random walk, as MetaTrader exports them. */
function hours(count: number): string {
  const random = seededRandom(4);
  let points = 110_000;
  const lines = Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2026, 0, 5) + index * 3_600_000).toISOString();
    const open = points;
    points += Math.round((random() - 0.5) * 400);
    const [high, low] = [Math.max(open, points) + 30, Math.min(open, points) - 30];
    const prices = [open, high, low, points].map((one) => (one / 1e5).toFixed(5));
    const [date, clock] = [time.slice(0, 10).replaceAll("-", "."), time.slice(11, 19)];
    return [date, clock, ...prices, 100, 0, 5].join("\t");
  });
  const head = ["DATE", "TIME", "OPEN", "HIGH", "LOW", "CLOSE", "TICKVOL", "VOL", "SPREAD"];
  return [head.map((name) => `<${name}>`).join("\t"), ...lines].join("\n");
}

async function backtest(dir: string, ...words: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", main, "backtest", ...words],
    cwd: dir,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, said: text(stdout), error: text(stderr) };
}

/** A folder with prices, an empty `.env` and these strategy files. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  use: (dir: string, run: typeof backtest) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (dir) => {
    await Deno.mkdir(join(dir, "strategies"));
    await Deno.writeTextFile(join(dir, ".env"), "");
    await Deno.writeTextFile(join(dir, "EURUSD_H1.csv"), hours(1_000));
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, "strategies", `${name}.ts`), text);
    }
    await use(
      dir,
      (_, ...words) => backtest(dir, "--env-file", ".env", "--prices", "EURUSD_H1.csv", ...words),
    );
  });
}

Deno.test("a built-in strategy is tried, and its report is written", () =>
  withFiles({}, async (dir, run) => {
    const { code, said, error } = await run(dir, "breakout(channelPeriod=10)");
    assert.equal(code, 0, error);
    assert.match(said, /\*\*breakout on EURUSD H1\*\*, 2026-01-05 to 2026-02-15/);
    assert.match(said, /\d+ trades, .* won, profit factor/);
    assert.match(said, /The report is in breakout_EURUSD_H1.html/);
    const page = await Deno.readTextFile(join(dir, "breakout_EURUSD_H1.html"));
    assert.match(page, /channelPeriod=10/);
    assert.match(page, /Best floating profit \(MFE\)/);
    assert.match(page, /Prices of EURUSD with \d+ trades/);
    assert.match(page, />upper</);
  }));

Deno.test("prices without a spread, and with a hole, are told before any figure", () =>
  withFiles({}, async (dir, run) => {
    const lines = hours(1_000).split("\n");
    const holed = [...lines.slice(0, 600), ...lines.slice(900)];
    const bare = holed.map((line) => line.split("\t").slice(0, -1).join("\t"));
    await Deno.writeTextFile(join(dir, "EURUSD_H1.csv"), bare.join("\n"));
    const { code, said, error } = await run(dir, "breakout", "--no-limits");
    assert.equal(code, 0, error);
    const [, , spread, hole, result] = said.split("\n");
    assert.match(
      spread!,
      /Warning: The prices of EURUSD hold no spread: a typical one was taken, 9/,
    );
    assert.match(
      hole!,
      /no prices from 2026-01-29 23:00 to 2026-02-11 11:00 \(300 H1 bars missing/,
    );
    assert.match(result!, /^- Result/);
    const explicit = await run(dir, "breakout", "--no-limits", "--spread", "0");
    assert.doesNotMatch(explicit.said, /hold no spread/);
    assert.notEqual(explicit.said.split("\n")[3], result);
  }));

Deno.test("the same run gives the same report; another model, delay or cost, another one", () =>
  withFiles({}, async (dir, run) => {
    const csv = async (...words: readonly string[]) => {
      const { code, said, error } = await run(dir, "breakout", "--format", "csv", ...words);
      assert.equal(code, 0, error);
      return said;
    };
    const first = await csv();
    assert.ok(first.split("\n").length > 20, first);
    assert.equal(await csv(), first);
    assert.notEqual(await csv("--model", "open"), first);
    assert.notEqual(await csv("--delay", "60000-120000"), first);
    assert.notEqual(await csv("--commission", "0"), first);
  }));

const own = `import { atr, crossedAbove, defineStrategy, ema } from "mt5-bridge";
export default defineStrategy({
  parameters: { fast: { meaning: "Fast", default: 5, min: 2, max: 50, whole: true } },
  series: { trend: { timeframe: "H4" } },
  barsNeeded: () => 100,
  columns: ({ bars, trend }, { fast }) => ({
    fast: ema(bars.close, fast),
    slow: ema(bars.close, 20),
    range: atr(bars, 14),
    tide: trend.align(ema(trend.close, 10)),
  }),
  onBar(at, { columns, positions }) {
    const range = columns.range[at.index];
    if (positions.length > 0) return at.trail(2 * range);
    if (!crossedAbove(columns.fast, columns.slow, at.index)) return null;
    const targets = [
      { price: at.close + range, part: 0.5 },
      { price: at.close + 3 * range, part: 0.5 },
    ];
    return at.buy({ stopLoss: at.close - 2 * range, targets, reason: "Crossed above" });
  },
});`;

Deno.test("a file with columns, another timeframe, targets and a trailing stop is tried", () =>
  withFiles({ own }, async (dir, run) => {
    await Deno.writeTextFile(join(dir, "EURUSD_H1.csv"), hours(200));
    const { code, said, error } = await run(dir, "own(fast=8)", "--check");
    assert.equal(code, 0, error);
    assert.match(said, /[1-9]\d* trades, /);
    assert.match(said, /\*\*own on EURUSD H1\*\*/);
    assert.doesNotMatch(said, /looks ahead|remembers something/);
  }));

const ahead = `export default {
  barsNeeded: () => 3,
  columns: ({ bars: { close } }) => ({ next: close.map((one, at) => (close[at + 1] ?? one) - one) }),
  onBar: (at, { columns }) =>
    at.enter(columns.next[at.index] > 0 ? "buy" : "sell", {
      stopLoss: at.close - Math.sign(columns.next[at.index] || 1) * 0.01, reason: "x" }),
};`;

Deno.test("a strategy that looks ahead is told as the first thing", () =>
  withFiles({ ahead }, async (dir, run) => {
    const { code, said } = await run(dir, "ahead");
    assert.equal(code, 0);
    const first =
      /^\*\*ahead on .*\n\n- \*\*Warning: ahead looks ahead: its column next .* worth nothing\.\*\*\n/;
    assert.match(said, first);
  }));

/** Each sees the future through bars that it kept, and does so in few decisions. */
const kept = `let close;
export default { barsNeeded: () => 20, columns: ({ bars }) => { close = bars.close; return {}; },
  onBar(at, { memory, orders }) {`;
const rarely: Readonly<Record<string, readonly [source: string, said: RegExp]>> = {
  few_entries: [
    `${kept} return at.index % 37 === 5 && close[at.index + 4] > at.close
      ? at.buy({ stopLoss: at.close - 0.01, reason: "x" }) : null; } };`,
    /^- \*\*Warning: few_entries looks ahead: at the bar of .*decides differently, or remembers something else/m,
  ],
  vetoed: [
    `${kept} return at.index % 37 === 5 && !(close[at.index + 4] < at.close)
      ? at.buy({ stopLoss: at.close - 0.01, reason: "x" }) : null; } };`,
    /^- \*\*Warning: vetoed looks ahead: /m,
  ],
  vetoed_by_its_size: [
    `${kept} return at.index % 37 === 5 && !(Math.abs(close[at.index + 4] - at.close) < 0.001)
      ? at.buy({ stopLoss: at.close - 0.01, reason: "x" }) : null; } };`,
    /^- \*\*Warning: vetoed_by_its_size looks ahead: /m,
  ],
  at_first: [
    `${kept} memory.plan ??= Array.from(close.subarray(20, 120), (one) => one > at.close ? 1 : 0);
      return memory.plan[at.index] === 1
        ? at.buy({ stopLoss: at.close - 0.01, reason: "x" }) : null; } };`,
    /^- \*\*Warning: at_first looks ahead: /m,
  ],
  a_bar_before: [
    `${kept} const { plan } = memory; memory.plan = close[at.index + 5] > at.close;
      return plan === true ? at.buy({ stopLoss: at.close - 0.01, reason: "x" }) : null; } };`,
    /^- \*\*Warning: a_bar_before looks ahead: /m,
  ],
  by_label: [
    `${kept} const isUp = orders.at(-1)?.label === "up";
      return [...at.cancelAll("x"), at.buy({ pending: { limit: 0.5 }, stopLoss: 0.4, reason: "x",
        label: close[at.index + 5] > at.close ? "up" : "down" }),
        ...(isUp ? [at.buy({ stopLoss: at.close - 0.01, reason: "x" })] : [])]; } };`,
    /^- \*\*Warning: by_label looks ahead: /m,
  ],
  fails: [
    `${kept} if (close.length < 900 && close[at.index + 1] === undefined) throw new Error("none");
      return null; } };`,
    /^- \*\*Warning: fails fails when prices are missing, at the bar of .*Error: none\. In the running bridge/m,
  ],
};
Deno.test("strategies that look ahead only now and then are found out", () => {
  const sources = Object.entries(rarely).map(([name, [source]]) => [name, source] as const);
  return withFiles(Object.fromEntries(sources), async (_, run) => {
    const { code, said, error } = await run("", ...Object.keys(rarely), "--no-limits");
    assert.equal(code, 0, error);
    for (const [, expected] of Object.values(rarely)) {
      assert.match(said.replaceAll("\\", ""), expected);
    }
  });
});

const failing: Readonly<Record<string, readonly [source: string, said: RegExp]>> = {
  throws: [
    `export default { barsNeeded: () => 3, columns: () => ({}),
       onBar(at) { if (at.index === 100) throw new Error("no more"); return null; } };`,
    /throws: at bar 101: strategies\/throws.ts, line 2, .*Error: no more/,
  ],
  short: [
    `export default { columns: () => ({ one: new Float64Array(3) }), onBar: () => null };`,
    /short: .*column one has 3 values for 1000 bars/,
  ],
  wrong: [`export default { columns: () => ({}) };`, /wrong: its strategy has no onBar/],
  other: [
    `export default { series: { x: { symbol: "GBPUSD" } }, columns: () => ({}), onBar: () => null };`,
    /other looks at GBPUSD, and the backtest has no prices of it/,
  ],
};
for (const [name, [source, expected]] of Object.entries(failing)) {
  Deno.test(`a strategy that fails is told in a sentence: ${name}`, () =>
    withFiles({ [name]: source }, async (dir, run) => {
      const { code, said, error } = await run(dir, name);
      assert.equal(code, 15, error);
      assert.match(said, expected);
      assert.equal(said.trim().split("\n").length, 1, said);
      assert.equal(error, "");
    }));
}

Deno.test("a strategy that is not there is told with those that are", () =>
  withFiles({ own }, async (dir, run) => {
    const { code, said } = await run(dir, "brakeout");
    assert.equal(code, 15);
    assert.match(said, /There is no strategy brakeout. There are .*breakout, own; your own/);
  }));

const misused: readonly (readonly [words: readonly string[], sentence: RegExp])[] = [
  [[], /backtest needs a strategy/],
  [["breakout"], /backtest needs past prices: .*--symbols/],
  [["breakout(x)", "--prices", "a.csv"], /backtest takes strategy names/],
  [["breakout", "--prices", "a.csv", "--on", "H7"], /--on takes one of M1, .*, not "H7"/],
  [["breakout", "--prices", "a.csv", "--model", "best"], /--model takes generated, ohlc, open,/],
  [["breakout", "--prices", "a.csv", "--risk", "200"], /--risk takes a number from 0.001 to 100/],
  [
    ["breakout", "--prices", "a.csv", "--currency", "dollar"],
    /--currency takes one of USD, EUR, .*USC/,
  ],
  [["breakout", "--prices", "a.csv", "--symbol", "A", "--symbol", "B"], /each --prices file/],
];
for (const [words, sentence] of misused) {
  Deno.test(`backtest ${words.join(" ")} is refused`, () => {
    const parsed = parseArguments(["backtest", ...words]);
    assert.ok(!parsed.ok);
    assert.match(parsed.error.sentence, sentence);
  });
}

Deno.test("progress tells how much, how fast, and how long", () => {
  assert.equal(
    progressText({ done: 420_000, all: 1_000_000, unit: "bars" }, 2_000),
    "42 %, 420,000 of 1,000,000 bars, 210,000 a second, 3 s left",
  );
  assert.equal(progressText({ done: 0, all: 10, unit: "bars" }, 0), "0 %, 0 of 10 bars");
});

/** Looks at a second symbol of the backtest, and at longer bars. */
const looksAround = `import { defineStrategy, sma } from "mt5-bridge";
export default defineStrategy({
  series: { slow: { timeframe: "H4" }, other: { symbol: "USDCHF" } },
  barsNeeded: () => 40,
  columns: ({ bars, slow, other }) => ({
    fast: sma(bars.close, 5),
    slow: slow.align(sma(slow.close, 3)),
    other: other.align(sma(other.close, 8)),
  }),
  onBar(at, { columns, positions }) {
    if (positions.length > 0) return at.trail(20 * at.point, "Follows");
    const [fast, slow] = [columns.fast[at.index], columns.slow[at.index]];
    if (Number.isNaN(slow) || columns.other[at.index] < 0.1) return null;
    const sign = fast > slow ? 1 : -1;
    const stopLoss = at.close - sign * (at.high - at.low + at.spread);
    return at.enter(sign > 0 ? "buy" : "sell", { stopLoss, reason: "Follows" });
  },
});
`;

Deno.test("symbols whose bars are kept short make the same deals as those that are kept whole", () =>
  withFiles({ around: looksAround }, async (dir, run) => {
    const names = ["GBPUSD", "USDCHF"];
    for (const name of ["EURUSD", ...names]) {
      await Deno.writeTextFile(join(dir, `${name}_H1.csv`), hours(56));
    }
    const prices = names.flatMap((name) => ["--prices", `${name}_H1.csv`]);
    const dealsOf = async (...words: readonly string[]) => {
      const all = ["around", ...prices, "--no-limits", "--format", "json", ...words];
      const { code, said, error } = await run(dir, ...all);
      assert.equal(code, 0, error);
      return JSON.parse(said).record.deals as readonly { readonly symbol: string }[];
    };
    const short = await dealsOf();
    assert.deepEqual(short, await dealsOf("--check"));
    for (const name of names) assert.ok(short.some(({ symbol }) => symbol === name), name);
  }));
