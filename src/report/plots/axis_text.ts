/** Labels of axes: short numbers and days. */

import { plainMoneyText } from "../../models/figure_text.ts";
import { brokerDayText, brokerTimeText } from "../text/broker_time_text.ts";
import type { AxisLabel } from "./scale.ts";
import { dayMs } from "../../models/time.ts";

/** As many decimals as the step between labels needs: `1.5M`, `12k`, `10,250`, `0.25`. */
export function axisNumber(value: number, step: number): string {
  for (const [unit, sign] of [[1e6, "M"], [1e3, "k"]] as const) {
    if (step >= unit / 10 && Math.abs(value) >= unit) {
      return `${rounded(value / unit, step / unit)}${sign}`;
    }
  }
  return rounded(value, step);
}

function rounded(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
  return plainMoneyText(value, decimals);
}

/** Five moments from the first to the last one, as days, or as times within one or two days. */
export function timeTicks(firstMs: number, lastMs: number): AxisLabel[] {
  const text = lastMs - firstMs > 3 * dayMs
    ? brokerDayText
    : (ms: number) => brokerTimeText(ms).slice(5, 16);
  return [0, 0.25, 0.5, 0.75, 1].map((at) => ({
    at,
    text: text(firstMs + at * (lastMs - firstMs)),
  }));
}
