/** Opens the source of a terminal's prices: the generated market, or a file. */

import type { PriceFile, PriceFileOptions } from "../history/price_file/price_file.ts";
import type { PriceFileError } from "../history/price_file/price_file_error.ts";
import { assertNever } from "../models/assert_never.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { BrokerMs } from "../models/time.ts";
import { type Timeframe, timeframeMs } from "../models/timeframe.ts";
import type { Clock } from "../runtime/clock.ts";
import type { MarketFeed } from "./market/feed.ts";
import {
  MarketPlayback,
  type MarketTime,
  type Playback,
  ReplayPlayback,
  type ReplaySpeed,
} from "./playback.ts";
import { JoinedFeed } from "./replay/joined_feed.ts";
import { ReplayFeed } from "./replay/replay_feed.ts";
import { type MarketOptions, SeededMarket } from "./market/seeded_market.ts";
import { serverOffsetAtMs } from "./server_time.ts";

export type PriceSource =
  | ({ readonly kind: "market" } & Omit<MarketOptions, "accountCurrency"> & MarketTime)
  | ({ readonly kind: "replay" } & PriceFileOptions & {
    readonly speed: ReplaySpeed;
    readonly suffix: string;
    /** At full speed no step goes beyond the tick that closes a bar of this timeframe. */
    readonly barByBar?: Timeframe;
    /** Files of other symbols that are played with it, with times of the same clock. */
    readonly others?: readonly PriceFileOptions[];
    /** An earlier run has come this far. */
    readonly startMs?: BrokerMs;
  });

export interface OpenedSource {
  readonly feed: MarketFeed;
  readonly playback: Playback;
  /** The file that was read; null for the generated market. */
  readonly file: PriceFile | null;
}

export async function openPriceSource(
  source: PriceSource,
  { clock, accountCurrency }: { readonly clock: Clock; readonly accountCurrency: string },
): Promise<Result<OpenedSource, PriceFileError>> {
  if (source.kind === "market") {
    const feed = new SeededMarket({ ...source, accountCurrency });
    return ok({ feed, playback: new MarketPlayback(source, clock), file: null });
  }
  // Not loaded for the generated market: the readers of all kinds of files are a lot of code.
  const { readPriceFile } = await import("../history/price_file/read_price_file.ts");
  const file = await readPriceFile(source);
  if (!file.ok) return err(file.error);
  const options = { suffix: source.suffix, accountCurrency };
  const feeds = [new ReplayFeed(file.value, options)];
  for (const other of source.others ?? []) {
    const read = await readPriceFile(other);
    if (!read.ok) return err(read.error);
    feeds.push(new ReplayFeed(read.value, options));
  }
  const feed = feeds.length === 1 ? feeds[0]! : new JoinedFeed(feeds);
  const time = {
    feed,
    speed: source.speed,
    ...(source.startMs === undefined ? {} : { startMs: source.startMs }),
    ...(source.barByBar === undefined ? {} : { stepMs: timeframeMs(source.barByBar) }),
    offsetAt: (serverMs: number) => offsetOf(file.value.clock, serverMs),
  };
  return ok({ feed, playback: new ReplayPlayback(time, clock), file: file.value });
}

/** Server time minus UTC. Times of an unknown zone are taken as UTC. */
function offsetOf(clock: PriceFile["clock"], serverMs: number): number {
  switch (clock.kind) {
    case "broker":
      return serverOffsetAtMs(serverMs);
    case "fixed":
      return clock.offsetMs;
    case "unknown":
      return 0;
    default:
      return assertNever(clock);
  }
}
