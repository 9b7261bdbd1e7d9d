/**
 * Replaces the mt5 actor: one terminal whose ticks and bars depend only on the clock, so that it
 * has the same history after each restart. Two ticks share every tenth millisecond.
 */

import type { Actors } from "../../../actors/actor_map.ts";
import type { Mt5Protocol } from "../../../actors/mt5/protocol.ts";
import { brokerMs, ok, type Tick, tickBatch } from "../../../src/models/mod.ts";
import { hostActor } from "../../../src/runtime/actor_host.ts";
import { eurusd, identity, instrument, terminal } from "../price_samples.ts";

export interface LinkConfig {
  /** Wall clock of the first tick; broker time is UTC here. */
  readonly startedMs: number;
}

const streamEveryMs = 7;

/** The requests of the price actor to it. */
type LinkProtocol = {
  tell: never;
  ask: Pick<Mt5Protocol["ask"], "terminals" | "sync_metrics" | "fetch_bars" | "fetch_ticks">;
};

hostActor<LinkProtocol, LinkConfig, Pick<Actors, "price">>(({ config, clock, peer }) => {
  const price = peer("price");
  const countNow = () => Math.max(0, Math.floor((clock.nowMs() - config.startedMs) / 5));
  let streamed = 0;
  const tickOf = (index: number): Tick => {
    const bid = 1 + (index % 1_000) / 1e5;
    const at = config.startedMs + Math.floor(index / 2) * 10;
    return { brokerMs: brokerMs(at), bid, ask: bid + 1e-5, last: 0, volume: 0, flags: 6 };
  };
  const ticksFrom = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => tickOf(from + index));
  const sync = () => {
    streamed = countNow();
    const synced = {
      identity,
      epoch: "1",
      instruments: [instrument(eurusd)],
      firstSeenMs: brokerMs(config.startedMs),
      serverNowMs: brokerMs(clock.nowMs()),
      believedToMs: brokerMs(Infinity),
    };
    price.tell({ type: "terminal_synced", terminal, synced });
  };
  const stream = () => {
    const to = countNow();
    const batches = to > streamed ? [tickBatch(eurusd, ticksFrom(streamed, to))] : [];
    streamed = to;
    const receivedMs = clock.nowMs();
    const serverNowMs = brokerMs(receivedMs);
    price.tell({
      type: "ticks_received",
      terminal,
      batches,
      utcOffsetMs: 0,
      receivedMs,
      serverNowMs,
      believedToMs: brokerMs(Infinity),
    });
    clock.setTimeout(stream, streamEveryMs);
  };
  sync();
  stream();
  return {
    onTell() {},
    onAsk: {
      terminals: () => [],
      sync_metrics: () => [],
      fetch_bars: () => {
        const empty = new Float64Array(0);
        const bars = {
          brokerMs: empty,
          open: empty,
          high: empty,
          low: empty,
          close: empty,
          tickVolume: empty,
          realVolume: empty,
          spreadPoints: empty,
        };
        return ok({ bars, utcMs: empty, more: false, believedToMs: brokerMs(Infinity) });
      },
      fetch_ticks: ({ fromBrokerMs, skip, limit }) => {
        const first = Math.max(0, Math.ceil((fromBrokerMs - config.startedMs) / 10)) * 2 + skip;
        const to = Math.min(countNow(), first + limit);
        const ticks = tickBatch(eurusd, ticksFrom(first, to));
        const more = to < countNow();
        return ok({ ticks, utcMs: ticks.brokerMs, more, believedToMs: brokerMs(Infinity) });
      },
    },
    status: () => ({ state: "streaming", health: "ok", detail: {} }),
    onPeerRestarted: (name) => {
      if (name === "price") sync();
    },
    stop() {},
  };
});
