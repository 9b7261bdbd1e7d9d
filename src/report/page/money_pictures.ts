/** Equity and balance over time, the falls below their peak, and what was open. */

import { currencyDigits } from "../../models/currency.ts";
import { percentText } from "../../models/figure_text.ts";
import { dealAmount, isFlow } from "../../risk/day/deal_flow.ts";
import { percentOfPeak } from "../figures/drawdown.ts";
import { axisNumber, timeTicks } from "../plots/axis_text.ts";
import { areaShape, lineShape } from "../plots/line_shapes.ts";
import { type Axes, plotHtml } from "../plots/plot.ts";
import { boundsOf, exactScale, roomyScale } from "../plots/scale.ts";
import type { Report } from "../report.ts";

export interface Curve {
  readonly timeMs: Float64Array;
  readonly balance: Float64Array;
  /** Null when only the balance is known. */
  readonly equity: Float64Array | null;
}

/** Equity as it was recorded, or else the balance after each deal. */
export function curveOf({ record, about }: Report): Curve {
  if (record.equity !== undefined && record.equity.timeMs.length > 1) return record.equity;
  const { deals, deposit } = record;
  const timeMs = new Float64Array(deals.length + 2);
  const balance = new Float64Array(deals.length + 2);
  timeMs[0] = Math.min(about.fromMs, deals[0]?.brokerMs ?? about.fromMs);
  balance[0] = deposit;
  deals.forEach((deal, i) => {
    timeMs[i + 1] = deal.brokerMs;
    balance[i + 1] = balance[i]! + (deal.type === "credit" ? 0 : dealAmount(deal));
  });
  timeMs[deals.length + 1] = Math.max(about.toMs, timeMs[deals.length]!);
  balance[deals.length + 1] = balance[deals.length]!;
  return { timeMs, balance, equity: null };
}

export function moneyPicture(report: Report): string {
  const { timeMs, balance, equity } = curveOf(report);
  const axes: Axes = {
    across: exactScale(timeMs[0]!, timeMs.at(-1)!),
    up: roomyScale(...boundsOf(balance, equity ?? [])),
  };
  const balanceLine = { xs: timeMs, ys: balance, tone: "balance", isStep: true };
  const shapes = equity === null
    ? areaShape({ ...balanceLine, tone: "equity", base: report.record.deposit }, axes)
    : areaShape({ xs: timeMs, ys: equity, tone: "equity", base: report.record.deposit }, axes) +
      lineShape(balanceLine, axes);
  const currency = report.about.currency.currency;
  return plotHtml({
    label: `${equity === null ? "Balance" : "Equity and balance"} in ${currency}`,
    across: timeTicks(timeMs[0]!, timeMs.at(-1)!),
    up: axes.up.ticks(5, axisNumber),
    shapes,
    height: "high",
    legend: equity === null
      ? [{ text: `Balance (${currency})`, tone: "equity" }]
      : [{ text: `Equity (${currency})`, tone: "equity" }, { text: "Balance", tone: "balance" }],
  });
}

export function underwaterPicture(report: Report): string {
  const { timeMs, balance, equity } = curveOf(report);
  const falls = fallsOf(report, timeMs, equity ?? balance);
  const [deepest] = boundsOf(falls);
  const axes = {
    across: exactScale(timeMs[0]!, timeMs.at(-1)!),
    up: exactScale(Math.min(deepest * 1.05, -0.01), 0),
  };
  return plotHtml({
    label: `Drawdown of ${equity === null ? "balance" : "equity"}, ${
      percentText(-deepest)
    } at most`,
    across: timeTicks(timeMs[0]!, timeMs.at(-1)!),
    up: axes.up.ticks(3, (value, step) => `${axisNumber(value, step)}%`),
    shapes: areaShape(
      { xs: timeMs, ys: falls, tone: "bad", base: 0, isStep: equity === null },
      axes,
    ),
    height: "low",
  });
}

/** In percent of the peak before, 0 or below; the peak moves with money that is paid in or out. */
function fallsOf({ record }: Report, timeMs: Float64Array, values: Float64Array): Float64Array {
  const paid = record.deals.filter(({ type }) => isFlow(type));
  let [peak, next] = [record.deposit, 0];
  return values.map((value, i) => {
    for (; next < paid.length && paid[next]!.brokerMs <= timeMs[i]!; next++) {
      peak += dealAmount(paid[next]!);
    }
    peak = Math.max(peak, value);
    return -percentOfPeak(peak - value, peak);
  });
}

export function exposurePicture({ exposure, about }: Report): string {
  const { timeMs, netLots, positions } = exposure;
  if (timeMs.length === 0) return "";
  const across = exactScale(
    Math.min(about.fromMs, timeMs[0]!),
    Math.max(about.toMs, timeMs.at(-1)!),
  );
  const draw = (ys: Float64Array, tone: string) => {
    const up = roomyScale(...boundsOf([0], ys));
    return {
      up: up.ticks(3, axisNumber),
      shapes: areaShape({ xs: timeMs, ys, tone, base: 0, isStep: true }, { across, up }),
      across: timeTicks(Math.min(about.fromMs, timeMs[0]!), Math.max(about.toMs, timeMs.at(-1)!)),
      height: "low" as const,
    };
  };
  return plotHtml({
    label: `Open positions, ${exposure.mostPositions} at most`,
    legend: [{ text: "Open positions", tone: "equity" }],
    ...draw(positions, "equity"),
  }) + plotHtml({
    label: `Lots long less lots short, ${exposure.mostLots} at most`,
    legend: [{ text: "Net lots (long above 0, short below)", tone: "balance" }],
    ...draw(netLots, "balance"),
  });
}

/** The decimals of amounts in this report. */
export function moneyDigits({ about }: Report): number {
  return currencyDigits(about.currency);
}
