/**
 * Runs every check on the facts of one proposal and decides what may be ordered. All checks run, so
 * that the trader sees every reason at once; during a halt the halt is the only reason given. Pure:
 * the same facts give the same answer.
 */

import type { OpenRequest, Refusal } from "../../models/mod.ts";
import { alignPrice, isPendingType, limitPriceOf } from "../../models/mod.ts";
import { approximate } from "../../models/ratio.ts";
import { accountGroupExposure } from "./account_group_exposure.ts";
import { accountGroupKnown } from "./account_group_known.ts";
import { accountMatches } from "./account_matches.ts";
import { brokerTakes } from "./broker_takes.ts";
import { capFits } from "./cap_fits.ts";
import { currencyExposureWithin } from "./currency_exposure_within.ts";
import { dailyLoss } from "./daily_loss.ts";
import { dayCertain } from "./day_certain.ts";
import { drawdown } from "./drawdown.ts";
import { equityKnown } from "./equity_known.ts";
import { groupExposureWithin } from "./group_exposure_within.ts";
import { marginRefusal } from "./margin_left.ts";
import { marketOpen } from "./market_open.ts";
import { modeAllows } from "./mode_allows.ts";
import { notHalted } from "./not_halted.ts";
import { openRiskKnown } from "./open_risk_known.ts";
import { orderRate } from "./order_rate.ts";
import { pendingOrdersWithin } from "./pending_orders_within.ts";
import { priceFresh } from "./price_fresh.ts";
import { priceQuotable } from "./price_quotable.ts";
import { riskWithin } from "./risk_within.ts";
import { riskOf } from "../loss/trade_loss.ts";
import { sideAllowed } from "./side_allowed.ts";
import { signalFresh } from "./signal_fresh.ts";
import { signalNew } from "./signal_new.ts";
import { spreadWithin } from "./spread_within.ts";
import { stopDistance } from "./stop_distance.ts";
import { stopPresent } from "./stop_present.ts";
import { stopSide } from "./stop_side.ts";
import { symbolAllowed } from "./symbol_allowed.ts";
import { symbolExposureWithin } from "./symbol_exposure_within.ts";
import { terminalConnected } from "./terminal_connected.ts";
import { tradeCount, tradeCountOfClass } from "./trade_count.ts";
import { tradingAllowed } from "./trading_allowed.ts";
import { valueKnown } from "./value_known.ts";
import { volumeFits } from "./volume_fits.ts";
import { volumeLimit } from "./volume_limit.ts";
import { entryPriceOf } from "../facts/entry_price.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/** In the order in which a trader would ask. */
const checks: readonly ((facts: RiskFacts) => Refusal | null)[] = [
  modeAllows,
  accountMatches,
  terminalConnected,
  tradingAllowed,
  notHalted,
  equityKnown,
  accountGroupKnown,
  dayCertain,
  dailyLoss,
  drawdown,
  symbolAllowed,
  sideAllowed,
  marketOpen,
  priceFresh,
  spreadWithin,
  signalNew,
  signalFresh,
  orderRate,
  tradeCount,
  tradeCountOfClass,
  pendingOrdersWithin,
  priceQuotable,
  stopPresent,
  stopSide,
  stopDistance,
  openRiskKnown,
  valueKnown,
  volumeFits,
  capFits,
  volumeLimit,
  riskWithin,
  symbolExposureWithin,
  currencyExposureWithin,
  groupExposureWithin,
  accountGroupExposure,
  marginRefusal,
  brokerTakes,
];

export type Review =
  | { readonly verdict: "refused"; readonly refusals: readonly Refusal[] }
  | {
    readonly verdict: "approved";
    readonly request: OpenRequest;
    /** The loss at the stop, in the account's currency. */
    readonly riskMoney: number;
  };

export function review(facts: RiskFacts): Review {
  const refusals = checks.flatMap((check) => check(facts) ?? []);
  if (refusals.length > 0) return { verdict: "refused", refusals: tellingOf(refusals) };
  const request = requestOf(facts);
  const risk = riskOf(facts);
  if (request === null || risk === null) {
    const message = "No volume of this symbol fits the risk limits";
    return { verdict: "refused", refusals: [{ code: "volume_below_minimum", message }] };
  }
  return { verdict: "approved", request, riskMoney: approximate(risk) };
}

/** A halt hides the other refusals: they matter only once trading has resumed. */
function tellingOf(refusals: readonly Refusal[]): readonly Refusal[] {
  const halted = refusals.filter(({ code }) => code === "halted");
  return halted.length > 0 ? halted : refusals;
}

/** What would be sent; null without a volume or a price. */
export function requestOf(facts: RiskFacts): OpenRequest | null {
  const { proposal, account, price, policy, volumeLots } = facts;
  const entry = entryPriceOf(proposal, price);
  const instrument = account?.instruments.get(proposal.symbol);
  if (volumeLots === null || entry === null || instrument === undefined) return null;
  const slippage = entry * policy.limits.maxSlippagePct / 100;
  return {
    kind: "open",
    symbol: proposal.symbol,
    type: proposal.type,
    volumeLots,
    price: isPendingType(proposal.type) ? proposal.price : alignPrice(entry, instrument),
    stopLimitPrice: limitPriceOf(proposal),
    stopLoss: proposal.stopLoss,
    takeProfit: proposal.takeProfit,
    deviationPoints: Math.max(1, Math.floor(slippage * 10 ** instrument.digits)),
    expiresMs: proposal.expiresMs,
  };
}
