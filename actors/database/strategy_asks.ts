/**
 * The part of the database actor's protocol for strategies with columns; `protocol.ts` includes it
 * in `DatabaseProtocol`.
 */

import type { Stored } from "../../src/database/store_error.ts";
import type {
  OwnTradesWanted,
  StrategyDecided,
  StrategyDecisionRow,
} from "../../src/database/strategy_rows.ts";
import type { ClosedOwnTrade, SignalId, StrategyOwner } from "../../src/models/mod.ts";

export type StrategyAsks = {
  /** In one transaction. `added` names the signals that are new. */
  store_strategy_decision: {
    request: StrategyDecided;
    reply: Stored<{ readonly added: readonly SignalId[] }>;
  };
  /** Null before the first decision. */
  strategy_decision: { request: StrategyOwner; reply: Stored<StrategyDecisionRow | null> };
  /** Oldest first. */
  closed_own_trades: { request: OwnTradesWanted; reply: Stored<readonly ClosedOwnTrade[]> };
};
