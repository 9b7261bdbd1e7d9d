/** Bars above and below zero, one for each group. */

import { htmlText } from "./html_text.ts";
import { onPlane, planeHeight, planeWidth, plotHtml } from "./plot.ts";
import { boundsOf, roomyScale } from "./scale.ts";
import { axisNumber } from "./axis_text.ts";

export interface PlotBar {
  readonly name: string;
  readonly value: number;
  /** Shown while the pointer is over it. */
  readonly hint: string;
}

export interface BarPlot {
  readonly label: string;
  readonly bars: readonly PlotBar[];
  /** Every bar is named, or every second, third and so on. */
  readonly nameEvery?: number;
  /** Counts have no bad side. */
  readonly tone?: string;
}

export function barPlot({ label, bars, nameEvery = 1, tone }: BarPlot): string {
  const values = bars.map(({ value }) => value);
  const up = roomyScale(...boundsOf([0, ...values]));
  const width = planeWidth / Math.max(1, bars.length);
  const zero = (1 - up.place(0)) * planeHeight;
  const shapes = bars.map(({ name, value, hint }, i) => {
    const top = (1 - up.place(Math.max(0, value))) * planeHeight;
    const height = Math.abs(up.place(value) - up.place(0)) * planeHeight;
    return `<rect class="${tone ?? (value < 0 ? "bad" : "good")}" x="${
      onPlane((i + 0.15) * width)
    }" ` +
      `y="${onPlane(top)}" width="${onPlane(width * 0.7)}" height="${onPlane(height)}">` +
      `<title>${htmlText(`${name}: ${hint}`)}</title></rect>`;
  });
  const across = bars.flatMap(({ name }, i) =>
    i % nameEvery === 0 ? [{ at: (i + 0.5) / bars.length, text: name }] : []
  );
  return plotHtml({
    label,
    across,
    up: up.ticks(4, axisNumber),
    shapes: `${shapes.join("")}<path class="zero" d="M0 ${onPlane(zero)}H${planeWidth}"/>`,
    height: "low",
  });
}
