/**
 * The part of the database actor's protocol for strategies with columns and for copying;
 * `protocol.ts` includes it in `DatabaseProtocol`.
 */

import type { Stored } from "../../src/database/store_error.ts";
import type {
  OwnTradesWanted,
  StrategyDecided,
  StrategyDecisionRow,
} from "../../src/database/strategy_rows.ts";
import type {
  ClosedOwnTrade,
  CopiedTrade,
  SignalId,
  StrategyOwner,
  TerminalId,
} from "../../src/models/mod.ts";

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
  /** Replaces what is stored of them. */
  store_copied_trades: {
    request: { readonly trades: readonly CopiedTrade[] };
    reply: Stored<void>;
  };
  /** Those of an account that have not ended, oldest first. */
  open_copied_trades: {
    request: { readonly follower: TerminalId };
    reply: Stored<readonly CopiedTrade[]>;
  };
  /** Newest first. */
  newest_copied_trades: {
    request: { readonly limit: number };
    reply: Stored<readonly CopiedTrade[]>;
  };
};
