/**
 * A picture: shapes on a plane that stretches with the page, and labels beside it that do not.
 * Shapes are SVG on a plane of `planeWidth` by `planeHeight`, y downwards.
 */

import { htmlText } from "./html_text.ts";
import type { AxisLabel, Scale } from "./scale.ts";

export const planeWidth = 1_000;
export const planeHeight = 400;

/** Longer labels stay within the picture, and on a telephone every second one is left out. */
const longText = 5;

export interface LegendEntry {
  readonly text: string;
  /** The class that gives its colour. */
  readonly tone: string;
}

export interface Plot {
  /** Says what is to be seen, for those who cannot see it. */
  readonly label: string;
  readonly across: readonly AxisLabel[];
  readonly up: readonly AxisLabel[];
  readonly shapes: string;
  readonly height?: "low" | "high";
  readonly legend?: readonly LegendEntry[];
}

export function plotHtml({ label, across, up, shapes, height, legend = [] }: Plot): string {
  const lines = up.map(({ at }) => {
    const y = onPlane((1 - at) * planeHeight);
    return `<path class="grid" d="M0 ${y}H${planeWidth}"/>`;
  });
  const side = up.map(({ at, text }) =>
    `<span style="bottom:${percentage(at)}">${htmlText(text)}</span>`
  );
  const isLong = across.some(({ text }) => text.length > longText);
  const below = across.map(({ at, text }) => {
    const end = !isLong ? "" : at < 0.08 ? " class=first" : at > 0.92 ? " class=last" : "";
    return `<span${end} style="left:${percentage(at)}">${htmlText(text)}</span>`;
  });
  const classes = ["plot", height ?? "", isLong && across.length > 3 ? "dense" : ""].join(" ");
  const entries = legend.map(({ text, tone }) =>
    `<span class="key ${tone}">${htmlText(text)}</span>`
  );
  return `<div class="${classes.trim()}">` +
    (entries.length > 0 ? `<p class="legend">${entries.join(" ")}</p>` : "") +
    `<div class="side">${side.join("")}</div>` +
    `<svg role="img" aria-label="${htmlText(label)}" viewBox="0 0 ${planeWidth} ${planeHeight}" ` +
    `preserveAspectRatio="none">${lines.join("")}${shapes}</svg>` +
    `<div class="below">${below.join("")}</div></div>`;
}

/** A coordinate, as short as it can be without being seen. */
export function onPlane(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function percentage(part: number): string {
  return `${onPlane(part * 100)}%`;
}

export interface Axes {
  readonly across: Scale;
  readonly up: Scale;
}

/** The place of a point on the plane. */
export function pointOf({ across, up }: Axes, x: number, y: number): string {
  return `${onPlane(across.place(x) * planeWidth)} ${onPlane((1 - up.place(y)) * planeHeight)}`;
}
