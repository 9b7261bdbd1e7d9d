/** The report of a backtest: what it is about, its figures, and what was refused or suspected. */

import type { BacktestReport, CheckedStrategy } from "../../backtest/run/messages.ts";
import type { BacktestPlan } from "../../backtest/run/plan.ts";
import { withCosts } from "../../backtest/run/position_costs.ts";
import { dealsOfResult, type ResultColumns } from "../../backtest/run/result_columns.ts";
import { assertNever, ok, type Result, type StrategySetting } from "../../models/mod.ts";
import type { Drawdowns } from "../../report/figures/drawdown.ts";
import { type Report, reportOf } from "../../report/report.ts";
import type { BacktestPrices } from "./backtest_prices.ts";
import { excursionsOf } from "./backtest_excursions.ts";
import type { BacktestOptions } from "../arguments/backtest_arguments.ts";

type Finished = Extract<BacktestReport, { type: "finished" }>;

export function backtestReport(
  options: BacktestOptions,
  { plan, prices, finished }: {
    readonly plan: BacktestPlan;
    readonly prices: BacktestPrices;
    readonly finished: Finished;
  },
): Result<Report, string> {
  const { columns, refusals, checked, charts } = finished;
  const { currency, currencyDigits } = plan.rules;
  const scale = 10 ** currencyDigits;
  const money = (minor: Float64Array) => minor.map((value) => value / scale);
  const recorded = dealsOfResult(columns, plan);
  const deals = recorded.slice(1);
  const details = excursionsOf(deals, plan, prices);
  if (!details.ok) return details;
  const [worthless, doubts] = [true, false].map((isProblem) =>
    checked.filter(({ problem }) => (problem !== null) === isProblem).flatMap(checkNotes)
  ) as [string[], string[]];
  const found = prices.findings();
  const level = columns.fall.lowestMarginLevelPct;
  return ok(reportOf({
    about: {
      title: titleOf(options, plan),
      currency: { currency, currencyDigits },
      fromMs: prices.source.firstMs,
      toMs: prices.source.lastMs,
      facts: factsOf(options, plan),
      warnings: [...worthless, ...found.warnings],
      notes: [...found.notes, ...doubts],
    },
    record: {
      deposit: options.deposit,
      deals,
      details: withCosts(details.value, recorded, { columns, minorScale: scale }),
      equity: {
        timeMs: columns.equity.brokerMs,
        balance: money(columns.equity.balanceMinor),
        equity: money(columns.equity.equityMinor),
      },
      equityDrawdowns: drawdownsOf(columns, plan.depositMinor, scale),
      ...(level === null ? {} : { lowestMarginLevel: level }),
    },
    charts,
    refusals: refusals.map(({ strategy, kind, by, refused, count }) => ({
      by,
      action: `${strategy}, ${kind}`,
      reason: refused,
      count,
    })),
  }));
}

function titleOf(options: BacktestOptions, plan: BacktestPlan): string {
  const symbols = plan.symbols.map(({ name }) => name).join(", ");
  const names = options.strategies.map(({ name }) => name).join(", ");
  return `${names} on ${symbols} ${plan.strategies[0]!.timeframe}`;
}

function factsOf(options: BacktestOptions, plan: BacktestPlan) {
  const { leverage, isNetting, spreadPoints } = options;
  return [
    ...options.strategies.map((one) => ({ name: one.name, value: parametersText(one) })),
    { name: "Prices", value: pricesText(options) },
    { name: "Model", value: `${plan.model}, of ${plan.timeframe} bars` },
    { name: "Account", value: `${isNetting ? "netting" : "hedging"}, 1:${leverage}` },
    { name: "Risk", value: riskText(plan) },
    { name: "Spread", value: spreadText(spreadPoints) },
    { name: "Commission", value: commissionText(options) },
    { name: "Delay", value: delayText(options) },
  ];
}

function pricesText({ prices, history }: BacktestOptions): string {
  if (history === null) return prices.map(({ path }) => path).join(", ");
  const { symbols, source } = history;
  return `history of ${symbols.join(", ")}${source === null ? "" : ` at ${source}`}`;
}

function spreadText(spreadPoints: number | null): string {
  if (spreadPoints === null) return "of the prices; a typical one where they have none";
  return spreadPoints === 0 ? "none" : `${spreadPoints} points`;
}

function commissionText({ commissionPerLot }: BacktestOptions): string {
  return commissionPerLot === null
    ? "of a typical broker"
    : `${commissionPerLot} for a lot and deal`;
}

function delayText({ delay }: BacktestOptions): string {
  if (delay === null) return "none";
  const { leastMs, mostMs } = delay;
  return leastMs === mostMs ? `${leastMs} ms` : `${leastMs} to ${mostMs} ms`;
}

function riskText({ risk }: BacktestPlan): string {
  return risk.kind === "limits"
    ? `${risk.policy.limits.riskPerTradePct} % an entry, and the limits of the settings`
    : `${risk.riskPct} % of equity an entry, without limits`;
}

function parametersText({ parameters }: StrategySetting): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return given.length === 0 ? "with its usual parameters" : given.join(", ");
}

function drawdownsOf({ fall }: ResultColumns, depositMinor: number, scale: number): Drawdowns {
  return {
    absolute: Math.max(0, depositMinor - fall.lowestMinor) / scale,
    maximal: { amount: fall.maximalMinor / scale, percent: fall.maximalPct },
    relative: { amount: fall.relativeMinor / scale, percent: fall.relativePct },
  };
}

/** A smaller part of a value that changes is rounding, and not told where it decides nothing. */
const roundingChange = 1e-9;

/** What the check found, in sentences. */
export function checkNotes(
  { strategy, decisions, problem, problemAt, start }: CheckedStrategy,
): readonly string[] {
  if (problem !== null) {
    const [at, last] = [barText(problemAt!.atMs), barText(problemAt!.lastMs)];
    switch (problem.kind) {
      case "column_looks_ahead":
        return [
          `${strategy} looks ahead: its column ${problem.column} has another value at ` +
          `${at} when the prices after ${last} are ` +
          "missing or others. The results are worth nothing.",
        ];
      case "decision_looks_ahead":
        return [
          `${strategy} looks ahead: at ${at} it decides differently, or remembers something ` +
          "else, when the later prices are missing or others. The results are worth nothing.",
        ];
      case "decision_keeps_state":
        return [
          `${strategy} remembers something outside of its memory: at ${at} it ` +
          "decides differently when it is asked once more. After a restart it would trade " +
          "differently.",
        ];
      case "fails_on_shorter_data":
        return [
          `${strategy} fails when prices are missing, at ${at} with those until then alone: ` +
          `${problem.message}. In the running bridge it would fail, too, and if it looks ahead, ` +
          "the results are worth nothing.",
        ];
      default:
        return assertNever(problem);
    }
  }
  const notes = decisions === 0 ? [`${strategy} never had enough bars to decide.`] : [];
  if (start === null || start.column === null) return notes;
  if (start.changedDecisions === 0 && start.column.change < roundingChange) return notes;
  const percent = (start.column.change * 100).toPrecision(2);
  return [
    ...notes,
    `${strategy} depends on where the prices begin: with its own number of bars alone, its column ` +
    `${start.column.name} differs by up to ${percent} %, and ${start.changedDecisions} of ` +
    `${start.decisions} decisions change.`,
  ];
}

function barText(brokerMs: number): string {
  return `the bar of ${new Date(brokerMs).toISOString().slice(0, 16).replace("T", " ")}`;
}
