/** A series that the strategy actor watches. */

import type {
  AssetClass,
  BrokerMs,
  Result,
  SeriesKey,
  Signal,
  TerminalId,
  UnixMs,
} from "../../../src/models/mod.ts";
import type { SeriesProgress } from "../../../src/strategy/chosen/series_progress.ts";
import { type DraftRefusal, signalOf } from "../../../src/strategy/results/signal_of_draft.ts";

export interface WatchedSeries {
  readonly id: string;
  readonly terminal: TerminalId;
  readonly key: SeriesKey;
  readonly assetClass: AssetClass;
  progress: SeriesProgress;
}

/** The place on the series that a draft belongs to. */
export interface DraftPlace extends SignalTimes {
  readonly strategy: string;
  readonly buyPrice: number;
  readonly sellPrice: number;
  readonly barBrokerMs: BrokerMs;
  /** Close of the bar, or time of the tick. */
  readonly asOfBrokerMs: BrokerMs;
}

/** Times from which the age of a signal is calculated. */
export interface SignalTimes {
  readonly createdMs: UnixMs;
  readonly serverNowMs: BrokerMs;
  readonly maxSignalAgeMs: number;
}

export function signalOn(
  { terminal, key, progress }: WatchedSeries,
  draft: unknown,
  place: DraftPlace,
): Result<Signal, DraftRefusal> {
  return signalOf(draft, { terminal, series: key, digits: progress.digits, ...place });
}
