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

  #excess(order: ApprovedTrade, moment: Moment): string | null {
    const { riskPerTradePct, openRiskPct, symbolExposurePct } = this.#options.limits;
    const { equity } = moment;
    const filled = this.#filled(order, moment.trades);
    const { opened, trades } = filled;
    if (opened === null) return null;
    const money = (some: readonly OpenTrade[]) =>
      some.reduce((sum, one) => sum + this.#loss(one, filled, moment), 0);
    const joined = this.#options.limits.isNetting ? sideOf(opened, trades) : [opened];
    const figures = [
      ["trade", money(joined), riskPerTradePct],
      ["all stops", money(trades), openRiskPct],
      ["exposure", this.#exposure(filled, moment), symbolExposurePct],
    ] as const;
    const over = figures.find(([, amount, pct]) => amount > equity * pct / 100 * tolerance);
    if (over === undefined) return null;
    return `${over[0]} ${over[1].toFixed(2)}, ${over[2]} % of ${equity.toFixed(2)} are allowed`;
  }

  /** A market order on a netting account closes what is open in the other direction first. */
  #filled({ trade, isPending }: ApprovedTrade, trades: readonly OpenTrade[]): Filled {
    if (isPending || !this.#options.limits.isNetting) {
      return { trades: [...trades, trade], opened: trade, isPending };
    }
    let lots = trade.lots;
    const left = trades.map((one) => {
      const isClosed = one.orderPrice === null && one.symbol === trade.symbol &&
        one.direction !== trade.direction;
      const closed = isClosed ? Math.min(lots, one.lots) : 0;
      lots -= closed;
      return { ...one, lots: one.lots - closed };
    }).filter((one) => one.lots > noLots);
    const opened = lots > noLots ? { ...trade, lots } : null;
    return { trades: opened === null ? left : [...left, opened], opened, isPending };
  }

  #exposure({ opened, trades, isPending }: Filled, { quotes }: Moment): number {
    if (opened === null || (this.#options.limits.isNetting && !isPending)) return 0;
    const lots = sideOf(opened, trades).reduce((sum, one) => sum + one.lots, 0);
    return lots * this.#value(opened.symbol, quotes) * quotes.get(opened.symbol)!.bid;
  }

  #loss(one: OpenTrade, filled: Filled, { quotes, atMs }: Moment): number {
    const stop = this.#stopOf(one, filled);
    if (stop === null) return Infinity;
    const isNew = one === filled.opened;
    const { bid, ask } = quotes.get(one.symbol)!;
    // A new trade pays the spread, an open one has paid it.
    const market = (one.direction === "buy") === isNew ? ask : bid;
    const from = one.orderPrice ?? market;
    const away = Math.max(0, one.direction === "buy" ? from - stop : stop - from);
    const sides = one.orderPrice === null && !isNew ? 1 : 2;
    const costs = sides * this.#options.limits.knownCommissionPerLot(one.symbol, atMs);
    return one.lots * (this.#value(one.symbol, quotes) * away + costs);
  }

  /** A market order replaces the stop of the position that it adds to. */
  #stopOf(one: OpenTrade, { opened, trades, isPending }: Filled): number | null {
    if (!this.#options.limits.isNetting) return one.stopLoss;
    const sameSide = sideOf(one, trades);
    const isReplaced = !isPending && opened !== null && sameSide.includes(opened);
    const later = sameSide.filter((other) =>
      other !== one && (other.orderPrice !== null || (isReplaced && other === opened))
    );
    const keepsOwn = one.orderPrice !== null || !isReplaced || one === opened;
    const stops = [...(keepsOwn ? [one] : []), ...later].map(({ stopLoss }) => stopLoss);
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

interface ApprovedTrade {
  readonly trade: OpenTrade;
  readonly isPending: boolean;
}

/** What is open once the approved order is. */
interface Filled {
  readonly trades: readonly OpenTrade[];
  /** Null when the order only closes. */
  readonly opened: OpenTrade | null;
  readonly isPending: boolean;
}

/** Less than the smallest volume. */
const noLots = 1e-9;

function sideOf({ symbol, direction }: OpenTrade, trades: readonly OpenTrade[]): OpenTrade[] {
  return trades.filter((one) => one.symbol === symbol && one.direction === direction);
}

function tradeOf(proposal: OrderProposal, lots: number): ApprovedTrade {
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
