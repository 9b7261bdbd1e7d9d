/** What the risk controller decided about a proposal, with every reason. */

import type { OrderProposal } from "./order_proposal.ts";
import type { UnixMs } from "./time.ts";
import type { ApprovalId } from "./trace.ts";

/** Each check has one or more codes of its own. */
export const refusalCodes = [
  "halted",
  "equity_unknown",
  "broker_day_uncertain",
  "daily_loss",
  "drawdown",
  "too_many_trades",
  "too_many_trades_of_class",
  "too_many_orders",
  "symbol_exposure",
  "currency_exposure",
  "group_exposure",
  "account_group_exposure",
  "account_group_unknown",
  "margin_too_low",
  "spread_too_wide",
  "price_stale",
  "market_closed",
  "order_rate",
  "duplicate_signal",
  "signal_too_old",
  "symbol_not_allowed",
  "side_not_allowed",
  "account_mismatch",
  "price_off_grid",
  "stop_missing",
  "stop_wrong_side",
  "stop_too_near",
  "volume_below_minimum",
  "volume_above_maximum",
  "volume_off_step",
  "risk_above_limit",
  "open_risk_unknown",
  "value_unknown",
  "trading_not_allowed",
  "broker_check_failed",
  "terminal_not_connected",
  "mode_forbids",
  "not_recorded",
] as const;
/** Why an order is refused, for programs. */
export type RefusalCode = typeof refusalCodes[number];

/** One reason why an order is refused. */
export interface Refusal {
  /** The reason, for programs. */
  readonly code: RefusalCode;
  /** One sentence for the trader: the current value, the limit, and what to do. */
  readonly message: string;
}

/** All reasons in one line, each a sentence. */
export function refusalsText(refusals: readonly Pick<Refusal, "message">[]): string {
  return refusals.map(({ message }) => message.endsWith(".") ? message : `${message}.`).join(" ");
}

/** One decision as it is stored. */
export interface RiskDecision {
  readonly id: ApprovalId;
  readonly proposal: OrderProposal;
  readonly decidedMs: UnixMs;
  /** Empty when approved. */
  readonly refusals: readonly Refusal[];
  /** The approved volume; null when refused. */
  readonly volumeLots: number | null;
  /**
   * The loss at the stop loss with that volume, in the account's currency; null when refused or
   * unknown.
   */
  readonly riskMoney: number | null;
  /**
   * Orders of the last minute, this one included, by a clock that nobody can set; null when
   * refused, and in rows of earlier versions.
   */
  readonly ordersLastMinute: number | null;
}
