/** The positions that the position rules apply to, and the orders that opened them. */

import {
  type IntentId,
  intentOfMagic,
  type TradeIntent,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import type { TradingAccount } from "../trading_account.ts";
import { OpeningIntents } from "../intents/opening_intents.ts";
import { type TradeContext } from "../trade_context.ts";

export interface RuledTrade {
  readonly account: TradingAccount;
  readonly position: VenuePosition;
  /** The intent that opened it. */
  readonly opener: IntentId;
}

export class RuledPositions {
  readonly #openings: OpeningIntents;

  constructor(context: Pick<TradeContext, "database">) {
    this.#openings = new OpeningIntents(context);
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
  opening(id: IntentId): Promise<TradeIntent | null | "unavailable"> {
    return this.#openings.of(id);
  }
}
