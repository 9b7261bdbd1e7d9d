/** Points on two axes. */

import { axisNumber } from "./axis_text.ts";
import { htmlText } from "./html_text.ts";
import { type Axes, plotHtml, pointOf } from "./plot.ts";
import { type AxisLabel, boundsOf, roomyScale } from "./scale.ts";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
}

export interface ScatterPlot {
  readonly label: string;
  readonly points: readonly ScatterPoint[];
  readonly acrossTitle: string;
  readonly upTitle: string;
  /** Labels of the x axis where it does not show plain numbers. */
  readonly acrossTicks?: (place: (x: number) => number) => AxisLabel[];
}

/** More points than this are thinned evenly: they lie on one another. */
const pointsMax = 2_500;

export function scatterPlot(plot: ScatterPlot): string {
  const { label, points, acrossTitle, upTitle, acrossTicks } = plot;
  const axes: Axes = {
    across: roomyScale(...boundsOf(points.map(({ x }) => x))),
    up: roomyScale(...boundsOf([0], points.map(({ y }) => y))),
  };
  const every = Math.max(1, Math.ceil(points.length / pointsMax));
  const dots = { good: "", bad: "" };
  points.forEach(({ x, y }, i) => {
    if (i % every === 0) dots[y < 0 ? "bad" : "good"] += `M${pointOf(axes, x, y)}h0`;
  });
  const zero = pointOf(axes, 0, 0).split(" ")[1];
  const shapes = `<path class="zero" d="M0 ${zero}H1000"/>` +
    `<path class="dots good" d="${dots.good}"/><path class="dots bad" d="${dots.bad}"/>`;
  return plotHtml({
    label,
    across: acrossTicks?.(axes.across.place) ?? axes.across.ticks(4, axisNumber),
    up: axes.up.ticks(4, axisNumber),
    shapes,
  }) + `<p class="axes">Across: ${htmlText(acrossTitle)}. Up: ${htmlText(upTitle)}.</p>`;
}
