/** The arguments of `backtest`. Pure: it does not check whether files exist. */

import type { RequestDelay } from "../../backtest/run/plan.ts";
import { type TickModel, tickModels } from "../../backtest/ticks/tick_path.ts";
import { parseStrategyList, strategyListShape } from "../../config/strategy_list.ts";
import type { PriceFileOptions } from "../../history/price_file/price_file.ts";
import {
  err,
  ok,
  parseTimeframe,
  type Result,
  type StrategySetting,
  type Timeframe,
  timeframes,
} from "../../models/mod.ts";
import { accountCurrencies } from "../../simulation/market/instrument_catalog.ts";
import { momentNamed } from "./history_arguments.ts";
import { type ReportFormat, reportFormats } from "./report_arguments.ts";

/** The options that take a word or a number. */
export const backtestWords = [
  ...["env-file", "data-dir", "on", "model", "deposit", "currency", "leverage"] as const,
  ...["risk", "spread", "commission", "delay", "format", "out"] as const,
  ...["symbols", "from", "to", "source", "terms"] as const,
] as const;

/** As they were given; null for those that were not. */
export type BacktestWords = Readonly<Record<typeof backtestWords[number], string | null>>;

/** Prices of the catalogue. */
export interface HistoryPrices {
  readonly symbols: readonly string[];
  /** Null: from its beginning, to its end. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Null: the only one that has the symbol. */
  readonly source: string | null;
  /** Those read from the terminal, those of a typical broker, or the latter where need be. */
  readonly terms: "own" | "usual" | "own_or_usual";
}

/** How the bars of a file can be played. */
const barModels = tickModels.filter((one) => one !== "real");

export interface BacktestOptions {
  readonly envFile: string | null;
  /** Where the history is; null: DATA_DIR. */
  readonly dataDir: string | null;
  readonly strategies: readonly StrategySetting[];
  /** Files of prices; empty when they are of the catalogue. */
  readonly prices: readonly PriceFileOptions[];
  readonly history: HistoryPrices | null;
  /** Null: the timeframe of the prices. */
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
  const history = historyIn(words, prices);
  if (!history.ok) return history;
  const timeframe = words.on === null ? ok(null) : parseTimeframe(words.on);
  if (!timeframe.ok) return err(`--on takes one of ${timeframes.join(", ")}, not "${words.on}"`);
  const models = history.value === null ? barModels : tickModels;
  const model = choiceOf("model", words.model ?? "ohlc", models);
  if (!model.ok) return model;
  const format = choiceOf("format", words.format ?? "html", reportFormats);
  if (!format.ok) return format;
  const currency = words.currency ?? "USD";
  if (!accountCurrencies.includes(currency)) {
    return err(`--currency takes one of ${accountCurrencies.join(", ")}, not "${currency}"`);
  }
  const numbers = numbersIn(words);
  if (!numbers.ok) return numbers;
  const delay = words.delay === null ? ok(null) : delayIn(words.delay);
  if (!delay.ok) return delay;
  return ok({
    ...{
      envFile: words["env-file"],
      dataDir: words["data-dir"],
      strategies: strategies.value,
      prices,
      currency,
    },
    ...{ timeframe: timeframe.value, model: model.value, isNetting, isChecked, hasLimits },
    ...numbers.value,
    ...{ delay: delay.value, history: history.value },
    ...{ format: format.value, out: words.out },
  });
}

function strategiesIn(given: readonly string[]): Result<readonly StrategySetting[], string> {
  if (given.length === 0) return err(`backtest needs a strategy: ${usage}`);
  const list = parseStrategyList(given.join(","));
  if (!list.ok) return err(`backtest takes ${strategyListShape}, not "${given.join(" ")}"`);
  return list.value.length > 0 ? list : err(`backtest needs a strategy: ${usage}`);
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

/** Either files are given, or symbols of the catalogue; null for files. */
function historyIn(
  words: BacktestWords,
  prices: readonly PriceFileOptions[],
): Result<HistoryPrices | null, string> {
  const { symbols: named, source, terms } = words;
  if (named === null) {
    const [option] = (["from", "to", "source", "terms"] as const).filter((one) => words[one]);
    if (option !== undefined) return err(`--${option} is for history: name it with --symbols`);
    return prices.length > 0
      ? ok(null)
      : err(`backtest needs past prices: ${usage}, or --symbols EURUSD of the history`);
  }
  if (prices.length > 0) return err("backtest takes --prices or --symbols, not both");
  const symbols = named.split(",").map((one) => one.trim()).filter((one) => one !== "");
  const twice = symbols.find((one, at) => symbols.indexOf(one) < at);
  if (symbols.length === 0) return err("--symbols takes names such as EURUSD,GBPUSD");
  if (twice !== undefined) return err(`--symbols names ${twice} twice`);
  const [fromMs, toMs] = [momentNamed("from", words.from), momentNamed("to", words.to)];
  if (!fromMs.ok) return fromMs;
  if (!toMs.ok) return toMs;
  if (terms !== null && terms !== "usual") return err(`--terms takes usual, not "${terms}"`);
  return ok({
    ...{ symbols, source, fromMs: fromMs.value, toMs: toMs.value },
    terms: terms === null ? "own" : "usual",
  });
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
