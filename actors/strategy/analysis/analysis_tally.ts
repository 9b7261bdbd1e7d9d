/** What an analysis of a series has done. */

import type { SignalId } from "../../../src/models/mod.ts";

/** What was done, even if an error ended it early. */
export interface AnalysisTally {
  bars: number;
  skippedBars: number;
  readonly signals: SignalId[];
  readonly failures: Record<string, number>;
}

export function emptyTally(): AnalysisTally {
  return { bars: 0, skippedBars: 0, signals: [], failures: {} };
}
