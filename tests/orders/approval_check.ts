/**
 * Whether an approval is within the limits, by what was true at the broker from shortly before it
 * until it was given. A breach is one by the prices and the account of every one of these moments,
 * and by the distance to the stops and the commission alone: what is reserved besides is the
 * bridge's own matter.
 */

import {
  type Direction,
  isPendingType,
  orderDirection,
  type OrderProposal,
  type RiskDecision,
  worstFillPrice,
} from "../../src/models/mod.ts";
import type { Symbol } from "../faults/market.ts";
import type { Moment, OpenTrade } from "./account_record.ts";
import { type Quotes, rateTo, symbolTerms } from "./recalculated_account.ts";
import { figuresAgeMs, OrderMoments } from "./order_moments.ts";
import type { CheckOptions } from "./refusal_check.ts";

/** The share of a limit that counts as exceeded. */
const tolerance = 1.02;

export class ApprovalCheck {
  readonly #options: CheckOptions;
  readonly #moments: OrderMoments;

  constructor(options: CheckOptions) {
    this.#options = options;
    this.#moments = new OrderMoments(options);
  }

  /** Null when it is within the limits, or when it is no approval. */
  breach({ proposal, decidedMs, refusals, volumeLots, id }: RiskDecision): string | null {
    if (refusals.length > 0 || volumeLots === null) return null;
    const found = this.#moments.between(decidedMs - figuresAgeMs, decidedMs, id)
      .map((moment) => this.#excess(tradeOf(proposal, volumeLots), moment));
    const [first] = found;
    if (first === undefined || first === null || found.includes(null)) return null;
    return `${proposal.trace} was approved with ${volumeLots} lots at ${decidedMs}: ${first}`;
  }

  #excess(own: OwnTrade, moment: Moment): string | null {
    const { riskPerTradePct, openRiskPct, symbolExposurePct } = this.#options.limits;
    const { equity } = moment;
    const trades = this.#afterwards(own, moment.trades);
    const money = (some: readonly OpenTrade[]) =>
      some.reduce((sum, one) => sum + this.#loss(one, trades, { ...moment, own }), 0);
    const opened = trades.includes(own.trade) ? [own.trade] : [];
    const trade = money([...opened, ...trades.filter((one) => this.#isJoined(one, own))]);
    const figures = [
      ["trade", opened.length === 0 ? 0 : trade, riskPerTradePct],
      ["all stops", opened.length === 0 ? 0 : money(trades), openRiskPct],
      ["exposure", this.#exposure(own, moment), symbolExposurePct],
    ] as const;
    const over = figures.find(([, amount, pct]) => amount > equity * pct / 100 * tolerance);
    if (over === undefined) return null;
    return `${over[0]} ${over[1].toFixed(2)}, ${over[2]} % of ${equity.toFixed(2)} are allowed`;
  }

  /** A market order on a netting account closes what is open in the other direction first. */
  #afterwards(own: OwnTrade, trades: readonly OpenTrade[]): OpenTrade[] {
    const { trade, isPending } = own;
    if (isPending || !this.#options.limits.isNetting) return [...trades, trade];
    let lots = trade.lots;
    const left = trades.map((one) => {
      const isClosed = one.orderPrice === null && one.symbol === trade.symbol &&
        one.direction !== trade.direction;
      const closed = isClosed ? Math.min(lots, one.lots) : 0;
      lots -= closed;
      return { ...one, lots: one.lots - closed };
    });
    own.trade = { ...trade, lots };
    return [...left.filter((one) => one.lots > 1e-9), ...(lots > 1e-9 ? [own.trade] : [])];
  }

  #exposure({ trade, isPending }: OwnTrade, { trades, quotes }: Moment): number {
    const { isNetting } = this.#options.limits;
    const same = trades.filter(({ symbol, direction }) =>
      symbol === trade.symbol && direction === trade.direction
    );
    const lots = same.reduce((sum, one) => sum + one.lots, trade.lots);
    const { bid } = quotes.get(trade.symbol)!;
    return isNetting && !isPending ? 0 : lots * this.#value(trade.symbol, quotes) * bid;
  }

  #isJoined(one: OpenTrade, { trade }: OwnTrade): boolean {
    return this.#options.limits.isNetting && one !== trade && one.symbol === trade.symbol &&
      one.direction === trade.direction;
  }

  #loss(
    one: OpenTrade,
    all: readonly OpenTrade[],
    { own, quotes, atMs }: Pick<Moment, "quotes" | "atMs"> & { readonly own: OwnTrade },
  ): number {
    const stop = this.#stopOf(one, all, own);
    if (stop === null) return Infinity;
    const { bid, ask } = quotes.get(one.symbol)!;
    const market = one === own.trade ? [ask, bid] : [bid, ask];
    const from = one.orderPrice ?? (one.direction === "buy" ? market[0]! : market[1]!);
    const away = Math.max(0, one.direction === "buy" ? from - stop : stop - from);
    const sides = one.orderPrice === null && one !== own.trade ? 1 : 2;
    const costs = sides * this.#options.limits.knownCommissionPerLot(one.symbol, atMs);
    return one.lots * (this.#value(one.symbol, quotes) * away + costs);
  }

  /** A market order replaces the stop of the position that it adds to. */
  #stopOf(one: OpenTrade, all: readonly OpenTrade[], own: OwnTrade): number | null {
    if (!this.#options.limits.isNetting) return one.stopLoss;
    const sameSide = all.filter(({ symbol, direction }) =>
      symbol === one.symbol && direction === one.direction
    );
    const isReplaced = !own.isPending && sameSide.includes(own.trade);
    const later = sameSide.filter((other) =>
      other !== one && (other.orderPrice !== null || (isReplaced && other === own.trade))
    );
    const isOwnStop = one.orderPrice !== null || !isReplaced || one === own.trade;
    const stops = [...(isOwnStop ? [one] : []), ...later].map(({ stopLoss }) => stopLoss);
    if (stops.includes(null)) return null;
    const known = stops.filter((stop) => stop !== null);
    return one.direction === "buy" ? Math.min(...known) : Math.max(...known);
  }

  #value(symbol: Symbol, quotes: Quotes): number {
    const { currency } = this.#options.limits;
    const { contract, profitCurrency } = symbolTerms[symbol];
    return contract * rateTo(currency, profitCurrency, { quotes, isGain: false });
  }
}

interface OwnTrade {
  trade: OpenTrade;
  readonly isPending: boolean;
}

function tradeOf(proposal: OrderProposal, lots: number): OwnTrade {
  const isPending = isPendingType(proposal.type);
  const direction: Direction = orderDirection(proposal.type) ?? "buy";
  const trade = {
    symbol: proposal.symbol as string as Symbol,
    direction,
    lots,
    orderPrice: isPending ? worstFillPrice(proposal) : null,
    stopLoss: proposal.stopLoss,
    intent: null,
  };
  return { trade, isPending };
}
