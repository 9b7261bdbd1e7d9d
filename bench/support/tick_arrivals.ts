/**
 * Notes in a runner when ticks arrive. To be imported before the runner's scope is made quiet, which takes away the
 * channel to the bench. Ages are in whole milliseconds, as the clock of all workers is.
 */

/// <reference lib="deno.worker" />

import { serverOffsetMs } from "../../src/simulation/server_time.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { RunnerCommand } from "../../src/strategy/runner_messages.ts";

/** Ticks that reached a runner in one message. */
export interface TickArrival {
  readonly ticks: number;
  /** Since the bridge read the oldest of them from the socket. */
  readonly sinceSocketMs: number;
  /** Since the oldest of them happened in the market, the terminal's collecting included. */
  readonly sinceMarketMs: number;
}

export const arrivalsChannel = "bench-tick-arrivals";

/** Called by the runner's module at its top, and by nobody else. */
export function noteArrivals(): void {
  const channel = new BroadcastChannel(arrivalsChannel);
  self.addEventListener("message", ({ data }: MessageEvent<RunnerCommand>) => {
    if (data.type !== "turn" || data.work.kind !== "ticks") return;
    const { ticks, receivedMs } = data.work;
    const nowMs = systemClock.nowMs();
    const arrival: TickArrival = {
      ticks: ticks.brokerMs.length,
      sinceSocketMs: nowMs - receivedMs,
      sinceMarketMs: nowMs + serverOffsetMs(nowMs) - ticks.brokerMs[0]!,
    };
    channel.postMessage(arrival);
  });
}
