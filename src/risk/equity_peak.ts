/**
 * The highest equity, from which the drawdown is counted. A deposit or withdrawal moves the peak in
 * proportion, so that the drawdown in percent is the same just after it as it was just before.
 */

export interface EquityPeak {
  readonly peakEquity: number;
  /** Flows of the day that are already included in the peak. */
  readonly flows: number;
}

export function raisePeak(peak: EquityPeak, equity: number, flows: number): EquityPeak {
  const equityBefore = equity - (flows - peak.flows);
  const highest = Math.max(peak.peakEquity, equityBefore);
  if (equityBefore === equity) return { peakEquity: highest, flows };
  // Nothing of the earlier equity is left, so there is nothing to scale the peak by.
  if (equityBefore <= 0 || equity <= 0) return { peakEquity: Math.max(equity, 0), flows };
  return { peakEquity: highest * equity / equityBefore, flows };
}

/** Percent below the peak; 0 at it, and when there is none. */
export function drawdownPct(peakEquity: number, equity: number): number {
  return peakEquity <= 0 ? 0 : Math.max(0, (peakEquity - equity) / peakEquity * 100);
}
