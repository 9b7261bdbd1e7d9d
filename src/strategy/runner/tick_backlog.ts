/**
 * Ticks waiting for a runner, by series: joined into one batch when taken, the oldest dropped above
 * a limit.
 */

import { joinTicks, type TickBatch, type UnixMs } from "../../models/mod.ts";

/**
 * The most waiting ticks of one series: seconds of the fastest market. A slower runner gets only
 * the newest.
 */
export const maxWaitingTicks = 10_000;

interface Waiting {
  readonly batches: ReceivedTicks[];
  count: number;
}

export interface ReceivedTicks {
  readonly ticks: TickBatch;
  /** When the oldest of them reached the bridge. */
  readonly receivedMs: UnixMs;
}

export class TickBacklog {
  readonly #waiting = new Map<string, Waiting>();
  #dropped = 0;

  add(seriesId: string, received: ReceivedTicks): void {
    const waiting = this.#waiting.get(seriesId) ?? { batches: [], count: 0 };
    this.#waiting.set(seriesId, waiting);
    waiting.batches.push(received);
    waiting.count += received.ticks.bid.length;
    while (waiting.count > maxWaitingTicks && waiting.batches.length > 1) {
      const oldest = waiting.batches.shift()!;
      waiting.count -= oldest.ticks.bid.length;
      this.#dropped += oldest.ticks.bid.length;
    }
  }

  /** All ticks of the series that has waited longest; null when none waits. */
  take(): { readonly seriesId: string } & ReceivedTicks | null {
    const first = this.#waiting.entries().next();
    if (first.done) return null;
    const [seriesId, { batches }] = first.value;
    this.#waiting.delete(seriesId);
    const ticks = joinTicks(batches.map((received) => received.ticks));
    return { seriesId, ticks, receivedMs: batches[0]!.receivedMs };
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  get dropped(): number {
    return this.#dropped;
  }
}
