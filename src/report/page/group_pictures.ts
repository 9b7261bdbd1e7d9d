/** Results by hour, weekday and month, how long trades lasted, and excursions against results. */

import { weekdays } from "../../models/weekday.ts";
import { countText, signedMoneyText } from "../../models/figure_text.ts";
import { excursionPoints } from "../figures/excursions.ts";
import type { EarnedBy } from "../groups/group_tally.ts";
import { barPlot, type PlotBar } from "../plots/bar_plot.ts";
import { scatterPlot } from "../plots/scatter_plot.ts";
import type { Report } from "../report.ts";
import { monthNames } from "./month_names.ts";

interface Groups {
  readonly label: string;
  readonly rows: readonly EarnedBy<number>[];
  readonly names: readonly string[];
  readonly nameEvery?: number;
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour));

export function timePictures(report: Report): string {
  const { byHour, byWeekday, byMonth } = report.groups;
  const days = weekdays.map((name) => name.slice(0, 3));
  return [
    ["By hour of entry", { label: "Net result by hour", rows: byHour, names: hours, nameEvery: 3 }],
    ["By weekday of entry", { label: "Net result by weekday", rows: byWeekday, names: days }],
    ["By month of entry", {
      label: "Net result by month",
      rows: byMonth,
      names: monthNames,
      nameEvery: 2,
    }],
  ].map(([title, groups]) => `<div><h3>${title}</h3>${bars(report, groups as Groups)}</div>`).join(
    "",
  );
}

/** Every name has its place, with or without a trade. */
function bars({ about }: Report, { label, rows, names, nameEvery }: Groups): string {
  const found = new Map(rows.map((row) => [row.group, row]));
  const all = names.map((name, group): PlotBar => {
    const { net = 0, trades = 0, wins = 0 } = found.get(group) ?? {};
    const won = trades === 0 ? "" : `, ${Math.round(wins / trades * 100)} % won`;
    const hint = `${signedMoneyText(net, about.currency)}, ${countText(trades, "trade")}${won}`;
    return { name, value: net, hint };
  });
  return barPlot({ label, bars: all, ...(nameEvery === undefined ? {} : { nameEvery }) });
}

/** The upper ends of the bars of durations. */
const minuteMs = 60_000;
const durationSteps = [1, 5, 15, 60, 240, 1_440, 7_200, Infinity].map((minutes) =>
  minutes * minuteMs
);
const durationNames = ["1m", "5m", "15m", "1h", "4h", "1d", "5d", "more"];

export function durationPicture({ list: { trades } }: Report): string {
  const counts = durationSteps.map(() => 0);
  for (const { durationMs } of trades) {
    if (durationMs !== null) counts[durationSteps.findIndex((end) => durationMs <= end)]!++;
  }
  const all = counts.map((count, i): PlotBar => ({
    name: durationNames[i]!,
    value: count,
    hint: countText(count, "trade"),
  }));
  return barPlot({ label: "Number of trades by duration", bars: all, tone: "equity" });
}

const durationMarks = [
  [minuteMs, "1 min"],
  [60 * minuteMs, "1 h"],
  [1_440 * minuteMs, "1 d"],
  [43_200 * minuteMs, "30 d"],
] as const;

/** The longer the durations differ, the more a logarithm shows. */
export function durationScatter({ list: { trades }, about }: Report): string {
  const points = trades.flatMap(({ durationMs, net }) =>
    durationMs === null ? [] : [{ x: Math.log10(Math.max(1_000, durationMs)), y: net }]
  );
  if (points.length === 0) return "";
  return scatterPlot({
    label: "Net result of each trade by its duration",
    points,
    acrossTitle: "how long the trade lasted",
    upTitle: `net result in ${about.currency.currency}`,
    acrossTicks: (place) =>
      durationMarks.map(([ms, text]) => ({ at: place(Math.log10(ms)), text })).filter(({ at }) =>
        at >= 0 && at <= 1
      ),
  });
}

/** Empty when no excursion is known. */
export function excursionPictures({ list: { trades }, about }: Report): string {
  const points = excursionPoints(trades);
  if (points.length === 0) return "";
  const upTitle = `result of the position in ${about.currency.currency}`;
  return `<div><h3>Best floating profit (MFE)</h3>` + scatterPlot({
    label: "Result of each position by its best floating profit",
    points: points.map(({ best, profit }) => ({ x: best, y: profit })),
    acrossTitle: "best floating profit",
    upTitle,
  }) + `</div><div><h3>Worst floating loss (MAE)</h3>` + scatterPlot({
    label: "Result of each position by its worst floating loss",
    points: points.map(({ worst, profit }) => ({ x: worst, y: profit })),
    acrossTitle: "worst floating loss",
    upTitle,
  }) + `</div>`;
}
