/**
 * Records in a runner when ticks arrive. Must be imported before the runner's scope is restricted,
 * which removes the channel to the bench. Ages are in whole milliseconds, like the clock of all
 * workers.
 */

/// <reference lib="deno.worker" />

import { serverOffsetMs } from "../../src/simulation/server_time.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { RunnerCommand } from "../../src/strategy/runner/runner_messages.ts";

/** Ticks that reached a runner in one message. */
export interface TickArrival {
  readonly ticks: number;
  /** Measured from when the bridge read the oldest of them from the socket. */
  readonly sinceSocketMs: number;
  /**
   * Measured from when the oldest of them occurred in the market, including the time the terminal
   * collected ticks.
   */
  readonly sinceMarketMs: number;
}

export const arrivalsChannel = "bench-tick-arrivals";

/** Called only by the runner's module, at its top. */
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
