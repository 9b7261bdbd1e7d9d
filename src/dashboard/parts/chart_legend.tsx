/** The legend of a chart: each kind of mark with its colour, and a switch to hide it. */

import { signal } from "@preact/signals";

export const layers = {
  signals: { title: "Signals", colour: "#26a178", line: "none" },
  positions: { title: "Positions", colour: "#d9a13b", line: "solid" },
  stopLoss: { title: "SL", colour: "#d9534f", line: "dotted" },
  takeProfit: { title: "TP", colour: "#26a178", line: "dashed" },
  orders: { title: "Pending orders", colour: "#6c8ebf", line: "dashed" },
} as const;
export type Layer = keyof typeof layers;

const all = Object.keys(layers) as readonly Layer[];

/** The kinds that are shown, on the charts of all symbols. */
export const shownLayers = signal<ReadonlySet<Layer>>(new Set(all));

function toggle(layer: Layer): void {
  const next = new Set(shownLayers.value);
  if (!next.delete(layer)) next.add(layer);
  shownLayers.value = next;
}

export function ChartLegend() {
  return (
    <div class="legend note" role="group" aria-label="Shown on the chart">
      {all.map((layer) => {
        const { title, colour, line } = layers[layer];
        return (
          <label key={layer}>
            <input
              type="checkbox"
              checked={shownLayers.value.has(layer)}
              onChange={() => toggle(layer)}
            />
            {line === "none"
              ? <i class="arrows">&#9650;&#9660;</i>
              : <i class="line" style={{ borderColor: colour, borderTopStyle: line }} />}
            {title}
          </label>
        );
      })}
    </div>
  );
}
