/**
 * Merges the blocks of several symbols to pages: in each, every symbol has its rows of the same
 * span of time. No bar has ticks in two pages.
 */

import { ok, type Result } from "../../models/result.ts";
import type { FeedBlock } from "../engine/bar_feed.ts";
import { cutBars, cutTicks, type PointBars, type PointTicks } from "../ticks/point_bars.ts";
import { joinedBars, joinedTicks } from "./joined_rows.ts";
import type { PriceBlocks, SymbolPrices } from "./paged_prices.ts";

/** More minutes than any time has. */
const never = 2 ** 40;

interface Kind<Rows> {
  readonly empty: Rows;
  minuteAt(rows: Rows, index: number): number;
  cut(rows: Rows, from: number, to: number): Rows;
  join(rows: readonly Rows[]): Rows;
}

const barKind: Kind<PointBars> = {
  empty: joinedBars([]),
  minuteAt: ({ minute }, index) => minute[index]!,
  cut: cutBars,
  join: joinedBars,
};

const tickKind: Kind<PointTicks> = {
  empty: joinedTicks([]),
  minuteAt: ({ brokerMs }, index) => brokerMs[index]! / 60_000,
  cut: cutTicks,
  join: joinedTicks,
};

/** What has been read of one series and not been played yet. */
class Pending<Rows extends { readonly length: number }> {
  readonly #kind: Kind<Rows>;
  readonly #blocks: Iterator<Result<{ rows: Rows; untilMinute: number }, string>>;
  #rows: Rows;
  #from = 0;
  /** All rows before this minute are there. */
  untilMinute = -1;
  problem: string | null = null;

  constructor(kind: Kind<Rows>, blocks: PriceBlocks<Rows>) {
    this.#kind = kind;
    this.#rows = kind.empty;
    this.#blocks = blocks[Symbol.iterator]();
  }

  get isEmpty(): boolean {
    return this.#from === this.#rows.length;
  }

  get firstMinute(): number {
    return this.isEmpty ? never : this.#kind.minuteAt(this.#rows, this.#from);
  }

  /** Reads until the next row is there, if there is one. */
  fill(): void {
    while (this.isEmpty && this.untilMinute < never) this.#read();
  }

  /** Reads until every row before this minute is there. */
  fillTo(minute: number): void {
    while (this.untilMinute < minute) this.#read();
  }

  /** The last row that is there before this minute; -1 without one. */
  lastBefore(minute: number): number {
    const at = this.#indexOf(minute);
    return at === this.#from ? -1 : this.#kind.minuteAt(this.#rows, at - 1);
  }

  /** How many rows are there before this minute. */
  countBefore(minute: number): number {
    return this.#indexOf(minute) - this.#from;
  }

  /** Takes the rows before this minute. */
  take(minute: number): Rows {
    const to = this.#indexOf(minute);
    const taken = this.#kind.cut(this.#rows, this.#from, to);
    this.#from = to;
    if (this.isEmpty) {
      this.#rows = this.#kind.empty;
      this.#from = 0;
    }
    return taken;
  }

  #read(): void {
    const next = this.#blocks.next();
    if (next.done === true) {
      this.untilMinute = never;
      return;
    }
    if (!next.value.ok) {
      this.problem = next.value.error;
      this.untilMinute = never;
      return;
    }
    const { rows, untilMinute } = next.value.value;
    this.untilMinute = untilMinute;
    const left = this.#kind.cut(this.#rows, this.#from, this.#rows.length);
    this.#rows = left.length === 0 ? rows : this.#kind.join([left, rows]);
    this.#from = 0;
  }

  /** The first row at or after a minute. */
  #indexOf(minute: number): number {
    let [low, high] = [this.#from, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#kind.minuteAt(this.#rows, middle) < minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface PageOptions {
  /** The period of the bars. */
  readonly periodMinutes: number;
  /** A page with more rows is divided, unless it is a single bar of each symbol. */
  readonly rowsMax: number;
}

/** The error is a sentence; nothing follows it. */
export function* pricePages(
  symbols: readonly SymbolPrices[],
  options: PageOptions,
): Generator<Result<readonly FeedBlock[], string>> {
  const bars = symbols.map((one) => new Pending(barKind, one.bars()));
  const ticks = symbols.map(({ ticks }) => ticks === null ? null : new Pending(tickKind, ticks()));
  const all = [...bars, ...ticks.filter((one) => one !== null)];
  for (;;) {
    for (const one of all) one.fill();
    const end = endOfPage(all, bars, options);
    const failed = all.find(({ problem }) => problem !== null);
    if (failed !== undefined) return yield { ok: false, error: failed.problem! };
    if (end === null) return;
    yield ok(bars.map((own, at) => {
      const recorded = ticks[at]?.take(end);
      const block = { bars: own.take(end) };
      return recorded === undefined ? block : { ...block, ticks: recorded };
    }));
  }
}

type AnyPending = Pick<
  Pending<PointBars>,
  "firstMinute" | "untilMinute" | "countBefore" | "lastBefore" | "fillTo"
>;

/** Where the next page ends; null when there is nothing left. */
function endOfPage(
  all: readonly AnyPending[],
  bars: readonly Pending<PointBars>[],
  { periodMinutes, rowsMax }: PageOptions,
): number | null {
  const start = Math.min(...all.map(({ firstMinute }) => firstMinute));
  if (start >= never) return null;
  let end = Math.min(...all.map(({ untilMinute }) => untilMinute));
  if (end >= never) end = lastOf(all) + 1;
  while (rowsBefore(all, end) > rowsMax && end - start > periodMinutes) {
    end = start + Math.max(periodMinutes, Math.ceil((end - start) / 2));
  }
  return afterBars(all, bars, { end: Math.ceil(end), periodMinutes });
}

function rowsBefore(all: readonly AnyPending[], minute: number): number {
  return all.reduce((sum, one) => sum + one.countBefore(minute), 0);
}

/** The last minute of all that is there, when there is nothing more. */
function lastOf(all: readonly AnyPending[]): number {
  return Math.max(...all.map((one) => one.lastBefore(never)));
}

/** Moves the end behind every bar that it would cut. */
function afterBars(
  all: readonly AnyPending[],
  bars: readonly Pending<PointBars>[],
  { end, periodMinutes }: { readonly end: number; readonly periodMinutes: number },
): number {
  let found = end;
  for (let before = -1; before !== found;) {
    before = found;
    for (const one of all) one.fillTo(found);
    for (const one of bars) {
      const last = one.lastBefore(found);
      if (last >= 0 && last + periodMinutes > found) found = last + periodMinutes;
    }
  }
  return found;
}
