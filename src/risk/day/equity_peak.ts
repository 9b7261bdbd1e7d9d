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

/**
 * The peak after deals of before the first figures were listed late: so far their deposits counted
 * as equity, and their withdrawals as losses. `before` is the peak before the day, and `seen` the
 * highest equity of the day since it has been watched; both null where they are not known. What is
 * not known is taken as the higher peak.
 */
export function correctedPeak(
  { before, peak, seen }: {
    readonly before: number | null;
    readonly peak: EquityPeak;
    readonly seen: EquityPeak | null;
  },
  equity: number,
  flows: number,
): EquityPeak {
  const { peakEquity } = peak;
  if (before === null) return { peakEquity, flows };
  const movedBy = (of: number) =>
    raisePeak({ peakEquity: before, flows: 0 }, equity, of).peakEquity;
  const [was, is] = [movedBy(peak.flows), movedBy(flows)];
  const scaled = was > 0 ? peakEquity * is / was : is;
  const isAbove = peakEquity > was * (1 + moneyNoise);
  const highest = seen?.peakEquity ?? (isAbove ? peakEquity : 0);
  return { peakEquity: Math.max(is, scaled, highest), flows };
}

/** Sums of doubles are off by less than this share. */
const moneyNoise = 1e-9;

/** Percent below the peak; 0 at it, and when there is none. */
export function drawdownPct(peakEquity: number, equity: number): number {
  return peakEquity <= 0 ? 0 : Math.max(0, (peakEquity - equity) / peakEquity * 100);
}
