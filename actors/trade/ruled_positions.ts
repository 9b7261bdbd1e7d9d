/** The positions that the position rules apply to, and the orders that opened them. */

import {
  type IntentId,
  intentOfMagic,
  type TradeIntent,
  type VenuePosition,
} from "../../src/models/mod.ts";
import type { TradingAccount } from "./trading_account.ts";
import { type TradeContext } from "./trade_context.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

export interface RuledTrade {
  readonly account: TradingAccount;
  readonly position: VenuePosition;
  /** The intent that opened it. */
  readonly opener: IntentId;
}

export class RuledPositions {
  readonly #context: Pick<TradeContext, "database">;
  /** The intents that opened positions; null for one that is not in the store. */
  readonly #openings = new Map<IntentId, TradeIntent | null>();

  constructor(context: Pick<TradeContext, "database">) {
    this.#context = context;
  }

  /** The bridge's own positions; none while nothing may be sent to the account. */
  of(account: TradingAccount): RuledTrade[] {
    if (account.state !== "ready" || account.mode === "safety") return [];
    return account.reader.openTrades.positions.flatMap((position) => {
      const opener = intentOfMagic(position.magic);
      return opener === null ? [] : [{ account, position, opener }];
    });
  }

  /** Null when the store has none; `unavailable` while the store does not answer. */
  async opening(id: IntentId): Promise<TradeIntent | null | "unavailable"> {
    const known = this.#openings.get(id);
    if (known !== undefined) return known;
    const { database } = this.#context;
    const answer = await database.ask("intent", { id }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return "unavailable";
    this.#openings.set(id, answer.value);
    return answer.value;
  }
}
