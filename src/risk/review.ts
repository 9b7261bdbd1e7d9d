/**
 * Runs every check on the facts of one proposal, and says what may be ordered. All checks run, whatever the others say, so that
 * the trader reads every reason at once; while trading is halted that alone is the reason. Pure: the same facts give the same answer.
 */

import type { OpenRequest, Refusal } from "../models/mod.ts";
import { isPendingType } from "../models/mod.ts";
import { approximate, inverse, product, ratio } from "../models/ratio.ts";
import { allowanceOf } from "./allowance.ts";
import { accountMatches } from "./checks/account_matches.ts";
import { brokerTakes } from "./checks/broker_takes.ts";
import { currencyExposureWithin } from "./checks/currency_exposure_within.ts";
import { dailyLoss } from "./checks/daily_loss.ts";
import { dayCertain } from "./checks/day_certain.ts";
import { drawdown } from "./checks/drawdown.ts";
import { equityKnown } from "./checks/equity_known.ts";
import { marginLeft } from "./checks/margin_left.ts";
import { marketOpen } from "./checks/market_open.ts";
import { modeAllows } from "./checks/mode_allows.ts";
import { notHalted } from "./checks/not_halted.ts";
import { orderRate } from "./checks/order_rate.ts";
import { priceFresh } from "./checks/price_fresh.ts";
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
import { entryPriceOf, stopLossOf } from "./entry_price.ts";
import { exposureRoomLots } from "./exposure_limit.ts";
import type { RiskFacts } from "./risk_facts.ts";
import { hasValue, isMore, reduceVolume, sizeByRisk } from "./sizing.ts";

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
  stopPresent,
  stopSide,
  stopDistance,
  valueKnown,
  volumeFits,
  riskWithin,
  symbolExposureWithin,
  currencyExposureWithin,
  marginLeft,
  brokerTakes,
];

export type Review =
  | { readonly verdict: "refused"; readonly refusals: readonly Refusal[] }
  | {
    readonly verdict: "approved";
    readonly request: OpenRequest;
    /** Lost at the stop, in the account's currency. */
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

/** A halt goes before all else: what would be refused besides matters once trading has resumed. */
function tellingOf(refusals: readonly Refusal[]): readonly Refusal[] {
  const halted = refusals.filter(({ code }) => code === "halted");
  return halted.length > 0 ? halted : refusals;
}

/** The volume to order: the one given, or the largest that risk and exposure allow; null when none fits, or it cannot be said. */
export function chooseVolume(facts: RiskFacts): number | null {
  const { proposal, account, policy, price } = facts;
  if (proposal.volumeLots !== null) return proposal.volumeLots;
  const instrument = account?.instruments.get(proposal.symbol);
  const metrics = account?.metrics ?? null;
  const [entry, stopLoss] = [entryPriceOf(proposal, price), stopLossOf(proposal)];
  if (account === null || instrument === undefined || metrics === null) return null;
  if (!hasValue(instrument)) return null;
  if (entry === null || stopLoss === null) return null;
  const lots = sizeByRisk({
    instrument,
    entry,
    stopLoss,
    allowedMoney: allowanceOf(metrics, account.acceptedLossPct, policy.limits).money,
    capLots: exposureRoomLots(facts),
  });
  return lots >= instrument.volumeMinLots && lots > 0 ? lots : null;
}

/**
 * A smaller volume, where the terminal says that the chosen one would lose more than allowed; null where there is nothing to
 * reduce, or the volume was given.
 */
export function reducedVolume(facts: RiskFacts): number | null {
  const { proposal, account, policy, volumeLots, brokerCheck } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const metrics = account?.metrics ?? null;
  if (proposal.volumeLots !== null || volumeLots === null) return null;
  if (account === null || metrics === null) return null;
  const said = brokerCheck?.ok ? brokerCheck.value.lossAtStop : null;
  if (instrument === undefined || said === null || !Number.isFinite(said)) return null;
  if (said <= 0) return null;
  const allowed = allowanceOf(metrics, account.acceptedLossPct, policy.limits).money;
  if (!isMore(ratio(said), allowed)) return null;
  const reduced = reduceVolume(volumeLots, product(allowed, inverse(ratio(said))), instrument);
  return reduced >= instrument.volumeMinLots && reduced > 0 ? reduced : null;
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
    price: isPendingType(proposal.type) ? proposal.price : entry,
    stopLimitPrice: proposal.stopLimitPrice,
    stopLoss: proposal.stopLoss,
    takeProfit: proposal.takeProfit,
    deviationPoints: Math.max(1, Math.floor(slippage * 10 ** instrument.digits)),
    expiresMs: proposal.expiresMs,
  };
}
