/**
 * Publishes signals as the strategy actor does: stored first, sent to trade only if they are new in
 * the store.
 */

import type { ContextOf } from "../../actors/actor_map.ts";
import type { Signal } from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";

export type SignalProtocol = {
  tell: { readonly type: "nothing" };
  ask: {
    /** True when it was new and was sent. */
    publish: { request: { readonly signal: Signal }; reply: boolean };
  };
};

export function startSignals({ peer }: ContextOf<"strategy", unknown>): Behaviour<SignalProtocol> {
  const database = peer("database");
  const trade = peer("trade");
  return {
    onTell: () => {},
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
