/**
 * Runs every check on the facts of one proposal and decides what may be ordered. All checks run, so
 * that the trader sees every reason at once; during a halt the halt is the only reason given. Pure:
 * the same facts give the same answer.
 */

import type { OpenRequest, Refusal } from "../models/mod.ts";
import { alignPrice, isPendingType, limitPriceOf } from "../models/mod.ts";
import { approximate } from "../models/ratio.ts";
import { accountMatches } from "./checks/account_matches.ts";
import { brokerTakes } from "./checks/broker_takes.ts";
import { capFits } from "./checks/cap_fits.ts";
import { currencyExposureWithin } from "./checks/currency_exposure_within.ts";
import { dailyLoss } from "./checks/daily_loss.ts";
import { dayCertain } from "./checks/day_certain.ts";
import { drawdown } from "./checks/drawdown.ts";
import { equityKnown } from "./checks/equity_known.ts";
import { groupExposureWithin } from "./checks/group_exposure_within.ts";
import { marginRefusal } from "./checks/margin_left.ts";
import { marketOpen } from "./checks/market_open.ts";
import { modeAllows } from "./checks/mode_allows.ts";
import { notHalted } from "./checks/not_halted.ts";
import { openRiskKnown } from "./checks/open_risk_known.ts";
import { orderRate } from "./checks/order_rate.ts";
import { pendingOrdersWithin } from "./checks/pending_orders_within.ts";
import { priceFresh } from "./checks/price_fresh.ts";
import { priceQuotable } from "./checks/price_quotable.ts";
import { riskOf, riskWithin } from "./checks/risk_within.ts";
import { sideAllowed } from "./checks/side_allowed.ts";
import { signalFresh } from "./checks/signal_fresh.ts";
import { signalNew } from "./checks/signal_new.ts";
import { spreadWithin } from "./checks/spread_within.ts";
import { stopDistance } from "./checks/stop_distance.ts";
import { stopPresent } from "./checks/stop_present.ts";
import { stopSide } from "./checks/stop_side.ts";
import { symbolAllowed } from "./checks/symbol_allowed.ts";
import { symbolExposureWithin } from "./checks/symbol_exposure_within.ts";
import { terminalConnected } from "./checks/terminal_connected.ts";
import { tradeCount, tradeCountOfClass } from "./checks/trade_count.ts";
import { tradingAllowed } from "./checks/trading_allowed.ts";
import { valueKnown } from "./checks/value_known.ts";
import { volumeFits } from "./checks/volume_fits.ts";
import { volumeLimit } from "./checks/volume_limit.ts";
import { entryPriceOf } from "./entry_price.ts";
import type { RiskFacts } from "./risk_facts.ts";

/** In the order in which a trader would ask. */
const checks: readonly ((facts: RiskFacts) => Refusal | null)[] = [
  modeAllows,
  accountMatches,
  terminalConnected,
  tradingAllowed,
  notHalted,
  equityKnown,
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
