/**
 * Publishes signals as the strategy actor does: stored first, sent to trade only if they are new in
 * the store. Bars that it would analyse are reported.
 */

import type { ContextOf } from "../../actors/actor_map.ts";
import type { StrategyEvent } from "../../actors/strategy/protocol.ts";
import type { BarColumns, SeriesKey, Signal } from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";

export type SignalProtocol = {
  tell: StrategyEvent;
  ask: {
    /** True when it was new and was sent. */
    publish: { request: { readonly signal: Signal }; reply: boolean };
  };
};

export type OnAnalysed = (series: SeriesKey, bars: BarColumns) => void;

/** More than close between two looks. */
const barsAtOnce = 20;

export function startSignals(
  { peer }: ContextOf<"strategy", unknown>,
  onAnalysed: OnAnalysed,
): Behaviour<SignalProtocol> {
  const database = peer("database");
  const trade = peer("trade");
  return {
    onTell: async (event) => {
      if (event.type !== "bar_stored") return;
      const { terminal, series, lastBarBrokerMs: toBrokerMs } = event;
      const request = { terminal, ...series, toBrokerMs, limit: barsAtOnce };
      const bars = await database.ask("load_bars", request, { timeoutMs: 5_000 });
      if (bars.ok) onAnalysed(series, bars.value);
    },
    onAsk: {
      publish: async ({ signal }) => {
        const stored = await database.ask("store_signals", { signals: [signal] }, {
          timeoutMs: 5_000,
        });
        const isNew = stored.ok && stored.value.added.length > 0;
        if (isNew) trade.tell({ type: "signal_published", signal });
        return isNew;
      },
    },
    status: () => ({ state: "telling", health: "ok", detail: {} }),
  };
}
