/**
 * The fills of backtesting.py, for comparing a strategy with results made there: bars alone, prices
 * and money as doubles, no broker's rules. Differences from `FastAccount` are deliberate: a stop is
 * filled at its own price inside a bar, money is not rounded, orders of one bar have a fixed order
 * (closes and stop losses, then the others as they came), and nothing is known of spreads by tick.
 */

/** Prices of a bar. */
export interface PriceBar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface BarBrokerRules {
  readonly cash: number;
  /** A share of the value, on both sides. */
  readonly commission: number;
  /** A share of the price, paid on entries. */
  readonly spread: number;
  readonly leverage: number;
  /** Market orders are filled at the close of the bar that they were made on. */
  readonly isOnClose: boolean;
}

/** What a strategy asks for; negative sizes sell. */
export interface BarOrder {
  /** Whole units, or a share of the equity when between -1 and 1. */
  readonly size: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly stopLoss?: number;
  readonly takeProfit?: number;
}

export interface BarTrade {
  readonly size: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  readonly exitBar: number;
  readonly exitPrice: number;
  /** Less the commission of both sides. */
  readonly profit: number;
  readonly commission: number;
}

interface OpenTrade {
  size: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  commission: number;
}

interface QueuedOrder {
  readonly size: number;
  readonly limit: number | null;
  stop: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** The trade that it closes; null for an entry. */
  readonly closes: OpenTrade | null;
}

/** A market order to buy with all there is: the share of equity that is just below one. */
export const wholeEquity = 1 - Number.EPSILON;

export class BarBroker {
  /** Closed trades, in the order of their ends. */
  readonly closed: BarTrade[] = [];
  readonly #rules: BarBrokerRules;
  #cash: number;
  #open: OpenTrade[] = [];
  #queue: QueuedOrder[] = [];
  #bar = 0;
  #prices: PriceBar = { open: 0, high: 0, low: 0, close: 0 };
  #lastClose = 0;

  constructor(rules: BarBrokerRules) {
    this.#rules = rules;
    this.#cash = rules.cash;
  }

  /** The units held; negative when short. */
  get size(): number {
    return this.#open.reduce((sum, { size }) => sum + size, 0);
  }

  get equity(): number {
    const { close } = this.#prices;
    return this.#open.reduce(
      (sum, { size, entryPrice }) => sum + size * (close - entryPrice),
      this.#cash,
    );
  }

  /** Plays a bar: the orders that wait, in the order of the queue. */
  play(bar: number, prices: PriceBar): void {
    this.#lastClose = this.#bar === bar ? this.#lastClose : this.#prices.close;
    this.#bar = bar;
    this.#prices = prices;
    while (this.#processQueue());
    if (this.equity <= 0) this.#ruin();
  }

  order({ size, limit, stop, stopLoss, takeProfit }: BarOrder): void {
    this.#queue.push({
      size,
      limit: limit ?? null,
      stop: stop ?? null,
      stopLoss: stopLoss ?? null,
      takeProfit: takeProfit ?? null,
      closes: null,
    });
  }

  /** Closes everything at the market; closes come before all other orders. */
  close(): void {
    for (const trade of this.#open) this.#queue.unshift(closing(trade, {}));
  }

  /** Withdraws the entries that wait. */
  cancelEntries(): void {
    this.#queue = this.#queue.filter(({ closes }) => closes !== null);
  }

  /** Closes what is open by market orders: at the open of the last bar, or the close before it. */
  finish(): void {
    const fill = this.#rules.isOnClose
      ? { price: this.#lastClose, bar: this.#bar - 1 }
      : { price: this.#prices.open, bar: this.#bar };
    for (const trade of [...this.#open]) this.#reduce(trade, Math.abs(trade.size), fill);
  }

  /** Processes each order once; true when one was added that may be filled in this bar. */
  #processQueue(): boolean {
    let isAgain = false;
    for (const order of [...this.#queue]) {
      if (!this.#queue.includes(order)) continue;
      const price = this.#fillPrice(order);
      if (price === null) continue;
      const isMarket = order.limit === null && order.stop === null;
      const bar = isMarket && this.#rules.isOnClose ? this.#bar - 1 : this.#bar;
      this.#queue = this.#queue.filter((one) => one !== order);
      if (order.closes !== null) this.#closeBy(order, order.closes, { price, bar });
      else if (this.#enter(order, { price, bar })) isAgain ||= this.#isMetAgain(order, price);
    }
    return isAgain;
  }

  /** Levels count in the bar of a market entry, and of a stop entry that reaches its target. */
  #isMetAgain({ limit, stop, stopLoss, takeProfit, size }: QueuedOrder, price: number): boolean {
    if (stopLoss === null && takeProfit === null) return false;
    if (limit === null && stop === null) return !this.#rules.isOnClose;
    const { high, low } = this.#prices;
    const isTarget = takeProfit !== null &&
      (size > 0
        ? takeProfit <= high && price <= takeProfit
        : takeProfit >= low && price >= takeProfit);
    const isStopped = stopLoss !== null && (size > 0 ? low <= stopLoss : high >= stopLoss);
    return stop !== null && isTarget && !isStopped;
  }

  /** At which price the order is filled in this bar; null when it is not. */
  #fillPrice(order: QueuedOrder): number | null {
    const { open, high, low } = this.#prices;
    const isBuy = order.size > 0;
    let reference = open;
    if (order.stop !== null) {
      const isHit = isBuy ? high >= order.stop : low <= order.stop;
      if (!isHit) return null;
      reference = isBuy ? Math.max(open, order.stop) : Math.min(open, order.stop);
      // A stop that was hit is a market order, or waits as a limit.
      order.stop = order.limit === null ? order.stop : null;
      if (order.limit === null) return reference;
    }
    if (order.limit === null) return this.#rules.isOnClose ? this.#lastClose : open;
    const isReached = isBuy ? low <= order.limit : high >= order.limit;
    if (!isReached) return null;
    return isBuy ? Math.min(reference, order.limit) : Math.max(reference, order.limit);
  }

  #enter(order: QueuedOrder, { price, bar }: { readonly price: number; readonly bar: number }) {
    const { commission, spread, leverage } = this.#rules;
    const adjusted = price * (1 + Math.sign(order.size) * spread);
    const isShare = Math.abs(order.size) < 1;
    const perUnit = adjusted + (isShare ? Math.abs(order.size) : 1) * adjusted * commission;
    let size = isShare
      ? Math.sign(order.size) *
        Math.floor(this.#freeMargin * leverage * Math.abs(order.size) / perUnit)
      : order.size;
    size = this.#net(size, { price, bar });
    if (size === 0 || Math.abs(size) * perUnit > this.#freeMargin * leverage) return false;
    const paid = Math.abs(size) * adjusted * commission;
    this.#cash -= paid;
    const trade: OpenTrade = { size, entryBar: bar, entryPrice: adjusted, commission: paid };
    this.#open.push(trade);
    const { takeProfit, stopLoss } = order;
    if (takeProfit !== null) this.#queue.push(closing(trade, { limit: takeProfit }));
    if (stopLoss !== null) this.#queue.unshift(closing(trade, { stop: stopLoss }));
    return true;
  }

  /** Opposite trades are closed first, the oldest first; what is left opens. */
  #net(wanted: number, fill: { readonly price: number; readonly bar: number }): number {
    let left = wanted;
    for (const trade of [...this.#open]) {
      if (left === 0 || trade.size * left > 0) continue;
      const units = Math.min(Math.abs(trade.size), Math.abs(left));
      left += Math.sign(trade.size) * units;
      this.#reduce(trade, units, fill);
    }
    return left;
  }

  #closeBy(
    { size }: QueuedOrder,
    trade: OpenTrade,
    fill: { readonly price: number; readonly bar: number },
  ): void {
    if (!this.#open.includes(trade)) return;
    this.#reduce(trade, Math.min(Math.abs(size), Math.abs(trade.size)), fill);
  }

  #reduce(
    trade: OpenTrade,
    units: number,
    { price, bar }: { readonly price: number; readonly bar: number },
  ): void {
    const size = Math.sign(trade.size) * units;
    const share = units / Math.abs(trade.size);
    const entered = trade.commission * share;
    const paid = units * price * this.#rules.commission;
    const gross = size * (price - trade.entryPrice);
    this.#cash += gross - paid;
    this.closed.push({
      size,
      entryBar: trade.entryBar,
      entryPrice: trade.entryPrice,
      exitBar: bar,
      exitPrice: price,
      profit: gross - entered - paid,
      commission: entered + paid,
    });
    trade.size -= size;
    trade.commission -= entered;
    if (trade.size !== 0) return;
    this.#open = this.#open.filter((one) => one !== trade);
    this.#queue = this.#queue.filter(({ closes }) => closes !== trade);
  }

  get #freeMargin(): number {
    const { close } = this.#prices;
    const used = this.#open.reduce((sum, { size }) => sum + Math.abs(size) * close, 0);
    return Math.max(0, this.equity - used / this.#rules.leverage);
  }

  #ruin(): void {
    for (const trade of [...this.#open]) {
      this.#reduce(trade, Math.abs(trade.size), { price: this.#prices.close, bar: this.#bar });
    }
    this.#cash = 0;
    this.#queue = [];
  }
}

function closing(
  trade: OpenTrade,
  { limit, stop }: { readonly limit?: number; readonly stop?: number },
): QueuedOrder {
  const levels = { limit: limit ?? null, stop: stop ?? null, stopLoss: null, takeProfit: null };
  return { size: 0 - trade.size, closes: trade, ...levels };
}
