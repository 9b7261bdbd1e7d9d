/**
 * The command `backtest` on more prices than memory holds: ten years of minutes of 28 pairs on one
 * account, and recorded ticks of months. The prices are generated first, which takes minutes and
 * three gigabytes of disk.
 */

import { join } from "node:path";
import type { BenchLine } from "./measure.ts";
import { majorPairs, writeHistory, writeTicks } from "./support/generated_history.ts";
import { ownProgram } from "./support/own_program.ts";
import { usageOf } from "./support/process_usage.ts";

export const name = "backtest_years";

const years = 10;
const fromYear = 2015;
const tickDays = 60;
const ticksADay = 500_000;

export async function run(): Promise<readonly BenchLine[]> {
  const dir = await Deno.makeTempDir({ prefix: "bench-years-" });
  try {
    await Deno.writeTextFile(join(dir, ".env"), "DATA_DIR=data\n");
    const history = join(dir, "data", "history");
    const bars = writeHistory(history, { symbols: majorPairs, fromYear, years });
    writeTicks(history, { symbol: "EURUSD", fromYear, days: tickDays, ticksADay });
    const pairs = majorPairs.join();
    const to = new Date(Date.UTC(fromYear, 0, 1 + tickDays)).toISOString().slice(0, 10);
    return [
      ...await lines(dir, `${bars} minutes of 28 pairs, decided on H1`, [
        ...["moving_average_cross", "--symbols", pairs, "--on", "H1"],
      ]),
      ...await lines(dir, `${tickDays * ticksADay} ticks of a pair, decided on M15`, [
        ...["moving_average_cross", "--symbols", "EURUSD", "--on", "M15", "--model", "real"],
        ...["--to", to],
      ]),
    ];
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function lines(dir: string, what: string, words: readonly string[]): Promise<BenchLine[]> {
  const { path, args } = ownProgram;
  const common = ["--env-file", ".env", "--terms", "usual", "--no-limits", "--out", "report.html"];
  const usage = await usageOf(path, { args: [...args, "backtest", ...words, ...common], cwd: dir });
  return [
    { what, unit: "s", median: usage.wallSeconds, samples: 1, aim: "< 60" },
    { what: `${what}, all processors`, unit: "CPU s", median: usage.cpuSeconds, samples: 1 },
    { what: `${what}, memory`, unit: "MB", median: usage.peakMb, samples: 1, aim: "< 1500" },
  ];
}
