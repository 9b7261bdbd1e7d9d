/** The rows of a page, which arrive in parts. */

import type { FeedBlock } from "../engine/bar_feed.ts";
import type { PointBars, PointTicks } from "../ticks/point_bars.ts";
import { joinedBars, joinedTicks, playedColumns } from "./joined_rows.ts";
import type { TickColumnsSent } from "./messages.ts";

export class PageParts {
  #bars: PointBars[][] = [];
  #ticks: PointTicks[][] = [];

  /** In the order of `playedColumns`. */
  addBars(symbol: number, columns: readonly Int32Array[]): void {
    const named = Object.fromEntries(playedColumns.map((name, at) => [name, columns[at]!]));
    (this.#bars[symbol] ??= []).push({ ...named, length: columns[0]!.length } as PointBars);
  }

  addTicks(symbol: number, [brokerMs, bid, ask]: TickColumnsSent): void {
    (this.#ticks[symbol] ??= []).push({ length: brokerMs.length, brokerMs, bid, ask });
  }

  /** The page of so many symbols; what comes next is of another one. */
  take(symbols: number): readonly FeedBlock[] {
    const page = Array.from({ length: symbols }, (_, symbol): FeedBlock => {
      const bars = whole(this.#bars[symbol] ?? [], joinedBars);
      const ticks = this.#ticks[symbol];
      return ticks === undefined ? { bars } : { bars, ticks: whole(ticks, joinedTicks) };
    });
    this.#bars = [];
    this.#ticks = [];
    return page;
  }
}

function whole<Rows>(parts: readonly Rows[], join: (parts: readonly Rows[]) => Rows): Rows {
  return parts.length === 1 ? parts[0]! : join(parts);
}
