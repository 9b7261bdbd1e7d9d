/** What was true at the broker, with the approved orders that were still on their way to it. */

import type { ApprovalId } from "../../src/models/mod.ts";
import type { AccountRecord, Moment, OpenTrade } from "./account_record.ts";

/** An approved order from its approval until the broker had it. */
export interface InFlight {
  readonly approval: ApprovalId;
  readonly fromMs: number;
  readonly toMs: number;
  readonly trade: OpenTrade;
}

/** The terminal tells of a change this long after it at the latest. */
export const toldAfterMs = 250;
/** Figures of the terminal that are asked for now and then, such as the price of a position. */
export const figuresAgeMs = 5_000;

export class OrderMoments {
  readonly #record: AccountRecord;
  readonly #inFlight: readonly InFlight[];

  constructor({ record, inFlight }: {
    readonly record: AccountRecord;
    readonly inFlight: readonly InFlight[];
  }) {
    this.#record = record;
    this.#inFlight = inFlight;
  }

  /**
   * `besides`: an approval whose order does not count. What it was decided on may also have been
   * known at once: an order that was filled and whose position is gone is not on its way any more.
   */
  between(fromMs: number, toMs: number, besides: ApprovalId | null = null): Moment[] {
    const inFlight = this.#inFlight.filter(({ approval }) => approval !== besides);
    const moments = this.#record.between(fromMs, toMs);
    // One approved while this order waited is in flight from a moment at which nothing happened.
    const times = inFlight.flatMap(({ fromMs: from }) =>
      from >= fromMs && from <= toMs ? [from] : []
    );
    const more = times.map((atMs) => ({ ...this.#record.between(atMs, atMs).at(-1)!, atMs }));
    const wasListed = (intent: OpenTrade["intent"], beforeMs: number) =>
      moments.some(({ atMs, trades }) =>
        atMs <= beforeMs && trades.some((one) => one.intent === intent)
      );
    return [...moments, ...more].map((moment) => {
      const others = flying(moment, inFlight)
        .filter(({ intent }) => besides === null || !wasListed(intent, moment.atMs));
      return { ...moment, trades: [...moment.trades, ...others] };
    });
  }
}

function flying({ atMs, trades }: Moment, inFlight: readonly InFlight[]): OpenTrade[] {
  return inFlight
    .filter(({ fromMs, toMs }) => fromMs <= atMs && toMs + toldAfterMs >= atMs)
    .map(({ trade }) => trade)
    .filter(({ intent }) => !trades.some((one) => one.intent === intent));
}
