/** Shows how much of a limit is used. */

import { percentText } from "../../models/figure_text.ts";

/** From this share on the gauge has the colour of a warning; at the full limit that of a breach. */
const warnShare = 0.7;

export interface GaugeProps {
  readonly label: string;
  /** In percent of the account. */
  readonly used: number;
  /** In the same unit; null when it is unknown. */
  readonly limit: number | null;
}

export function Gauge({ label, used, limit }: GaugeProps) {
  const share = limit === null || limit === 0 ? 0 : Math.min(1, used / limit);
  const tone = share >= 1 ? "bad" : share >= warnShare ? "warn" : "good";
  const of = limit === null ? "" : ` of ${percentText(limit)}`;
  return (
    <div class={`gauge ${tone}`}>
      <span>{label}</span>
      <strong>{percentText(used)}{of}</strong>
      <progress max={1} value={share} aria-label={`${label}: ${percentText(used)}${of}`} />
    </div>
  );
}
