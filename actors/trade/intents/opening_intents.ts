/** The intents that opened positions and orders, read from the store once each. */

import type { IntentId, TradeIntent } from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import type { TradeContext } from "../trade_context.ts";

export class OpeningIntents {
  readonly #context: Pick<TradeContext, "database">;
  /** Null for one that is not in the store. */
  readonly #known = new Map<IntentId, TradeIntent | null>();

  constructor(context: Pick<TradeContext, "database">) {
    this.#context = context;
  }

  /** Null when the store has none; `unavailable` while the store does not answer. */
  async of(id: IntentId): Promise<TradeIntent | null | "unavailable"> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const { database } = this.#context;
    const answer = await database.ask("intent", { id }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return "unavailable";
    this.#known.set(id, answer.value);
    return answer.value;
  }
}
