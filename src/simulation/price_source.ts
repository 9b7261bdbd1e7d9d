/** Opens the source of a terminal's prices: the generated market, or a file. */

import { err, ok, type Result } from "../models/result.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MarketFeed } from "./feed.ts";
import {
  MarketPlayback,
  type MarketTime,
  type Playback,
  ReplayPlayback,
  type ReplaySpeed,
} from "./playback.ts";
import type { ReplayError } from "./replay/replay_error.ts";
import { ReplayFeed } from "./replay/replay_feed.ts";
import { readReplayFile, type ReplayFile } from "./replay/replay_file.ts";
import type { ReplayOptions } from "./replay/replay_probe.ts";
import { type MarketOptions, SeededMarket } from "./seeded_market.ts";
import { serverOffsetAtMs } from "./server_time.ts";

export type PriceSource =
  | ({ readonly kind: "market" } & Omit<MarketOptions, "accountCurrency"> & MarketTime)
  | ({ readonly kind: "replay" } & ReplayOptions & {
    readonly speed: ReplaySpeed;
    readonly suffix: string;
    /**
     * Server time minus UTC of the times in the file. Null uses the file's own information; if it
     * has none, exports of MetaTrader are taken as broker time (UTC+2, or UTC+3 during New York's
     * daylight saving time) and other files as UTC.
     */
    readonly offsetMs: number | null;
  });

export interface OpenedSource {
  readonly feed: MarketFeed;
  readonly playback: Playback;
  /** The file that was read; null for the generated market. */
  readonly file: ReplayFile | null;
}

export async function openPriceSource(
  source: PriceSource,
  { clock, accountCurrency }: { readonly clock: Clock; readonly accountCurrency: string },
): Promise<Result<OpenedSource, ReplayError>> {
  if (source.kind === "market") {
    const feed = new SeededMarket({ ...source, accountCurrency });
    return ok({ feed, playback: new MarketPlayback(source, clock), file: null });
  }
  const file = await readReplayFile(source);
  if (!file.ok) return err(file.error);
  const feed = new ReplayFeed(file.value, { suffix: source.suffix, accountCurrency });
  const fixedMs = source.offsetMs ?? file.value.offsetMs;
  const isMetaTrader = file.value.probe.format.isMetaTrader;
  const time = {
    feed,
    speed: source.speed,
    offsetAt: (serverMs: number) => fixedMs ?? (isMetaTrader ? serverOffsetAtMs(serverMs) : 0),
  };
  return ok({ feed, playback: new ReplayPlayback(time, clock), file: file.value });
}
