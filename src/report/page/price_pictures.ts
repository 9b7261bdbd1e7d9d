/** Trades on the prices of a symbol, with what the strategy saw. Long charts are drawn in parts. */

import { plainMoneyText } from "../../models/figure_text.ts";
import { timeTicks } from "../plots/axis_text.ts";
import { htmlText } from "../plots/html_text.ts";
import { lineShape } from "../plots/line_shapes.ts";
import { type Axes, planeWidth, plotHtml, pointOf } from "../plots/plot.ts";
import { boundsOf, exactScale, roomyScale } from "../plots/scale.ts";
import type { PriceChart, Report } from "../report.ts";
import type { ReportTrade } from "../trades/trade.ts";

/** More candles than this cannot be told apart: bars are joined. */
const candlesMax = 500;
/** More trades than this hide one another and the prices. */
const tradesMax = 400;
const columnTones = ["column1", "column2", "column3", "column4"];

export function pricePictures({ charts = [], list }: Report): string {
  return charts.filter(({ timeMs }) => timeMs.length > 0).map((chart) => {
    const trades = list.trades.filter(({ symbol }) => symbol === chart.symbol);
    return `<h3>${htmlText(`${chart.symbol} ${chart.timeframe}`)}</h3>` + pricePlot(chart, trades) +
      lowerPlot(chart);
  }).join("");
}

function across(chart: PriceChart) {
  return exactScale(chart.timeMs[0]!, chart.timeMs.at(-1)!);
}

function pricePlot(chart: PriceChart, trades: readonly ReportTrade[]): string {
  const onPrice = chart.columns.filter(({ isPrice }) => isPrice);
  const axes: Axes = {
    across: across(chart),
    up: roomyScale(...boundsOf(chart.low, chart.high, ...onPrice.map(({ values }) => values))),
  };
  const shown = trades.length > tradesMax ? trades.slice(-tradesMax) : trades;
  const text = (value: number) => plainMoneyText(value, chart.digits);
  return plotHtml({
    label: `Prices of ${chart.symbol} with ${shown.length} trades`,
    across: timeTicks(chart.timeMs[0]!, chart.timeMs.at(-1)!),
    up: axes.up.ticks(5, text),
    shapes: candles(chart, axes) + columnLines(chart, onPrice, axes) + tradeLines(shown, axes),
    height: "high",
    legend: [
      ...onPrice.map(({ name }, i) => ({ text: name, tone: toneOf(i) })),
      { text: "Trades that won", tone: "good" },
      { text: "Trades that lost", tone: "bad" },
    ],
  }) + (shown.length < trades.length
    ? `<p class="note">Only the last ${shown.length} of ${trades.length} trades are drawn.</p>`
    : "");
}

/** Columns that are no prices, on a scale of their own. */
function lowerPlot(chart: PriceChart): string {
  const others = chart.columns.filter(({ isPrice }) => !isPrice);
  if (others.length === 0) return "";
  const axes: Axes = {
    across: across(chart),
    up: roomyScale(...boundsOf(...others.map(({ values }) => values))),
  };
  return plotHtml({
    label: others.map(({ name }) => name).join(", "),
    across: timeTicks(chart.timeMs[0]!, chart.timeMs.at(-1)!),
    up: axes.up.ticks(3, (value) => String(Number(value.toPrecision(6)))),
    shapes: columnLines(chart, others, axes),
    height: "low",
    legend: others.map(({ name }, i) => ({ text: name, tone: toneOf(i) })),
  });
}

function toneOf(index: number): string {
  return columnTones[index % columnTones.length]!;
}

function columnLines(chart: PriceChart, columns: PriceChart["columns"], axes: Axes): string {
  return columns.map(({ values }, i) =>
    lineShape({ xs: chart.timeMs, ys: values, tone: toneOf(i) }, axes)
  ).join("");
}

/** Two paths for all candles: shadows, and bodies as thick as the bars are wide. */
function candles({ timeMs, open, high, low, close }: PriceChart, axes: Axes): string {
  const every = Math.max(1, Math.ceil(timeMs.length / candlesMax));
  const bodies = { up: "", down: "" };
  let shadows = "";
  for (let from = 0; from < timeMs.length; from += every) {
    const last = Math.min(timeMs.length, from + every) - 1;
    let [lowest, highest] = [Infinity, -Infinity];
    for (let row = from; row <= last; row++) {
      lowest = Math.min(lowest, low[row]!);
      highest = Math.max(highest, high[row]!);
    }
    const x = timeMs[from]!;
    shadows += `M${pointOf(axes, x, lowest)}L${pointOf(axes, x, highest)}`;
    const body = `M${pointOf(axes, x, open[from]!)}L${pointOf(axes, x, close[last]!)}`;
    bodies[close[last]! < open[from]! ? "down" : "up"] += body;
  }
  const width = Math.max(0.8, planeWidth / Math.ceil(timeMs.length / every) * 0.6).toFixed(1);
  return `<path class="shadows" d="${shadows}"/>` +
    `<path class="bodies up" stroke-width="${width}" d="${bodies.up}"/>` +
    `<path class="bodies down" stroke-width="${width}" d="${bodies.down}"/>`;
}

/** A line from entry to exit, with a dot where it was opened. */
function tradeLines(trades: readonly ReportTrade[], axes: Axes): string {
  const lines = { good: "", bad: "" };
  const dots = { good: "", bad: "" };
  for (const { openMs, openPrice, closeMs, closePrice, net } of trades) {
    if (openMs === null || openPrice === null) continue;
    const tone = net < 0 ? "bad" : "good";
    const from = pointOf(axes, openMs, openPrice);
    lines[tone] += `M${from}L${pointOf(axes, closeMs, closePrice)}`;
    dots[tone] += `M${from}h0`;
  }
  return (["good", "bad"] as const).map((tone) =>
    `<path class="trade ${tone}" d="${lines[tone]}"/><path class="dots ${tone}" d="${dots[tone]}"/>`
  ).join("");
}
