/** The arguments of `backtest`. Pure: it does not check whether files exist. */

import type { RequestDelay } from "../backtest/run/plan.ts";
import { type TickModel, tickModels } from "../backtest/ticks/tick_path.ts";
import { strategyList } from "../config/trading_kinds.ts";
import type { PriceFileOptions } from "../history/price_file/price_file.ts";
import {
  err,
  ok,
  parseTimeframe,
  type Result,
  type StrategySetting,
  type Timeframe,
  timeframes,
} from "../models/mod.ts";
import { type ReportFormat, reportFormats } from "./report_arguments.ts";

/** The options that take a word or a number. */
export const backtestWords = [
  ...["env-file", "on", "model", "deposit", "currency", "leverage"] as const,
  ...["risk", "spread", "commission", "delay", "format", "out"] as const,
] as const;

/** As they were given; null for those that were not. */
export type BacktestWords = Readonly<Record<typeof backtestWords[number], string | null>>;

/** How bars can be played. Recorded ticks of a file are not played yet. */
const barModels = tickModels.filter((one) => one !== "real");

export interface BacktestOptions {
  readonly envFile: string | null;
  readonly strategies: readonly StrategySetting[];
  readonly prices: readonly PriceFileOptions[];
  /** Null: the timeframe of the file. */
  readonly timeframe: Timeframe | null;
  readonly model: TickModel;
  readonly deposit: number;
  readonly currency: string;
  readonly leverage: number;
  readonly isNetting: boolean;
  /** Null: RISK_PER_TRADE. */
  readonly riskPct: number | null;
  /** Whether the limits and checks of the settings are in force. */
  readonly hasLimits: boolean;
  /** Null: the spread of the file. */
  readonly spreadPoints: number | null;
  /** Null: that of a typical broker. */
  readonly commissionPerLot: number | null;
  /** Null: requests arrive at once. */
  readonly delay: RequestDelay | null;
  readonly isChecked: boolean;
  readonly format: ReportFormat;
  /** Null: HTML goes to a file of its own, everything else to the console. */
  readonly out: string | null;
}

export interface BacktestArguments {
  readonly strategies: readonly string[];
  readonly prices: readonly PriceFileOptions[];
  readonly words: BacktestWords;
  readonly isNetting: boolean;
  readonly isChecked: boolean;
  readonly hasLimits: boolean;
}

const usage = "backtest breakout --prices EURUSD_H1.csv";

/** The error is a sentence about the command line. */
export function backtestOptions(given: BacktestArguments): Result<BacktestOptions, string> {
  const { words, prices, isNetting, isChecked, hasLimits } = given;
  const strategies = strategiesIn(given.strategies);
  if (!strategies.ok) return strategies;
  if (prices.length === 0) return err(`backtest needs a file of past prices: ${usage}`);
  const timeframe = words.on === null ? ok(null) : parseTimeframe(words.on);
  if (!timeframe.ok) return err(`--on takes one of ${timeframes.join(", ")}, not "${words.on}"`);
  const model = choiceOf("model", words.model ?? "ohlc", barModels);
  if (!model.ok) return model;
  const format = choiceOf("format", words.format ?? "html", reportFormats);
  if (!format.ok) return format;
  const currency = words.currency ?? "USD";
  if (!/^[A-Z]{3,5}$/.test(currency)) {
    return err(`--currency takes a name such as USD or EUR, not "${currency}"`);
  }
  const numbers = numbersIn(words);
  if (!numbers.ok) return numbers;
  const delay = words.delay === null ? ok(null) : delayIn(words.delay);
  if (!delay.ok) return delay;
  return ok({
    ...{ envFile: words["env-file"], strategies: strategies.value, prices, currency },
    ...{ timeframe: timeframe.value, model: model.value, isNetting, isChecked, hasLimits },
    ...numbers.value,
    delay: delay.value,
    ...{ format: format.value, out: words.out },
  });
}

function strategiesIn(given: readonly string[]): Result<readonly StrategySetting[], string> {
  if (given.length === 0) return err(`backtest needs a strategy: ${usage}`);
  const list = strategyList.schema.safeParse(given.join(","));
  if (!list.success) {
    return err(`backtest takes ${strategyList.allowed}, not "${given.join(" ")}"`);
  }
  return list.data.length > 0 ? ok(list.data) : err(`backtest needs a strategy: ${usage}`);
}

function choiceOf<const Choice extends string>(
  option: string,
  given: string,
  known: readonly Choice[],
): Result<Choice, string> {
  const found = known.find((one) => one === given.toLowerCase());
  return found === undefined
    ? err(`--${option} takes ${known.join(", ")}, not "${given}"`)
    : ok(found);
}

/** `200`, or a range such as `50-400`. */
function delayIn(given: string): Result<RequestDelay, string> {
  const [, least = "", most = least] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(given) ?? [];
  const delay = { leastMs: Number(least), mostMs: Number(most) };
  if (least !== "" && delay.leastMs <= delay.mostMs) return ok(delay);
  return err(`--delay takes milliseconds, or a range such as 50-400, not "${given}"`);
}

type Numbers = Pick<
  BacktestOptions,
  "deposit" | "leverage" | "riskPct" | "spreadPoints" | "commissionPerLot"
>;

function numbersIn(words: BacktestWords): Result<Numbers, string> {
  const problems: string[] = [];
  const number = (
    option: keyof BacktestWords,
    { least, most, usual }: {
      readonly least: number;
      readonly most: number;
      readonly usual: number;
    },
  ): number => {
    const given = words[option];
    if (given === null) return usual;
    const value = /^\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    problems.push(`--${option} takes a number from ${least} to ${most}, not "${given}"`);
    return usual;
  };
  const found = {
    deposit: number("deposit", { least: 1, most: 1e12, usual: 10_000 }),
    leverage: number("leverage", { least: 1, most: 5_000, usual: 100 }),
    riskPct: words.risk === null ? null : number("risk", { least: 0.001, most: 100, usual: 1 }),
    spreadPoints: words.spread === null
      ? null
      : number("spread", { least: 0, most: 1e6, usual: 0 }),
    commissionPerLot: words.commission === null
      ? null
      : number("commission", { least: 0, most: 1e6, usual: 0 }),
  };
  return problems.length > 0 ? err(problems[0]!) : ok(found);
}
