/** Lines, steps and areas as SVG; a NaN interrupts them. */

import { type Axes, planeHeight, pointOf } from "./plot.ts";
import { thinned } from "./thinned.ts";

export interface PlotLine {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly tone: string;
  /** Holds each value until the next one. */
  readonly isStep?: boolean;
}

export function lineShape({ xs, ys, tone, isStep }: PlotLine, axes: Axes): string {
  const path = pathOf(xs, ys, { axes, isStep: isStep ?? false });
  return path === "" ? "" : `<path class="line ${tone}" d="${path}"/>`;
}

/** The line, and all between it and the level `base`. */
export function areaShape(line: PlotLine & { readonly base: number }, axes: Axes): string {
  const { xs, ys, tone, base } = line;
  const path = pathOf(xs, ys, { axes, isStep: line.isStep ?? false });
  if (path === "") return "";
  const level = Math.min(planeHeight, Math.max(0, Number(pointOf(axes, 0, base).split(" ")[1])));
  const [first, last] = [path.slice(1).split(" ")[0], pointOf(axes, xs.at(-1)!, 0).split(" ")[0]];
  return `<path class="area ${tone}" d="${path}L${last} ${level}L${first} ${level}Z"/>` +
    lineShape(line, axes);
}

function pathOf(
  xs: Float64Array,
  ys: Float64Array,
  { axes, isStep }: { readonly axes: Axes; readonly isStep: boolean },
): string {
  let [path, isDrawing, before] = ["", false, 0];
  for (const row of thinned(ys)) {
    const y = ys[row]!;
    if (Number.isNaN(y)) {
      isDrawing = false;
      continue;
    }
    if (isDrawing && isStep) path += `L${pointOf(axes, xs[row]!, before)}`;
    path += `${isDrawing ? "L" : "M"}${pointOf(axes, xs[row]!, y)}`;
    [isDrawing, before] = [true, y];
  }
  return path;
}
