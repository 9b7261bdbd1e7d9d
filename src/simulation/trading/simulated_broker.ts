/**
 * The simulated broker: orders, positions, deals and money of one account, according to
 * MetaTrader's rules (docs/simulated-broker.md). It has no clock and no random numbers of its own,
 * so the same inputs give the same tickets and money. Prices come from outside: live, replayed, or
 * from the generated market.
 */

import {
  assertNever,
  type BrokerMs,
  type BrokerSymbol,
  type OrderTicket,
  type PositionTicket,
} from "../../models/mod.ts";
import { type AccountRules, retailAccount } from "./account_rules.ts";
import { type AccountState, accountState } from "./account_state.ts";
import { moneyDeal } from "./record_deal.ts";
import type { BrokerInput } from "./broker_input.ts";
import type {
  BrokerDeal,
  BrokerEvent,
  BrokerOrder,
  BrokerQuote,
  BrokerState,
} from "./broker_context.ts";
import type {
  BrokerContext,
  BrokerPosition,
  BrokerRequest,
  RequestOrigin,
  Switches,
} from "./broker_context.ts";
import { symbolOf } from "./broker_context.ts";
import { firstDealTicket, firstOrderTicket } from "./first_tickets.ts";
import { findMarked, type HistoryMatch, type OrderMarks, type Period, within } from "./history.ts";
import { dropOldHistory, historyRowsMax } from "./history_bound.ts";
import { checkRequest, type RequestCheck } from "./request_check.ts";
import { passTime } from "./passing_time.ts";
import { type PriceMove, profitMinor, viewPosition } from "./profit.ts";
import { fromMinor, toMinor, toUnits } from "./quantity.ts";
import { takeQuote } from "./quotes.ts";
import { takeRequest } from "./requests.ts";
import { noSlippage, type SlippageModel } from "./slippage.ts";
import { type BrokerSnapshot, snapshotOf, stateOfSnapshot } from "./snapshot.ts";
import { watchMargin } from "./stop_out.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export interface BrokerRules {
  readonly account?: Partial<AccountRules>;
  readonly slippage?: SlippageModel;
  /** The number of deals and of ended orders that are kept; `historyRowsMax` when omitted. */
  readonly historyRowsMax?: number;
}

export interface BrokerOptions extends BrokerRules {
  readonly symbols: readonly TradingSymbol[];
  readonly startMs: BrokerMs;
}

interface TradeMove extends Omit<PriceMove, "units"> {
  readonly volumeLots: number;
}

export class SimulatedBroker {
  readonly #context: BrokerContext;
  readonly #historyRowsMax: number;

  /** Creates an account without money, or continues from a snapshot. */
  constructor(options: BrokerOptions | (BrokerRules & { readonly snapshot: BrokerSnapshot })) {
    this.#historyRowsMax = options.historyRowsMax ?? historyRowsMax;
    this.#context = {
      account: { ...retailAccount, ...options.account },
      slippage: options.slippage ?? noSlippage,
      state: "snapshot" in options ? stateOfSnapshot(options.snapshot) : initialState(options),
      events: [],
    };
  }

  get isNetting(): boolean {
    return this.#context.account.marginMode !== "hedging";
  }

  /** Applies one input and returns the events it causes, in order. */
  apply(input: BrokerInput): readonly BrokerEvent[] {
    const context = this.#context;
    context.events = [];
    happen(context, input);
    watchMargin(context);
    dropOldHistory(context.state, this.#historyRowsMax);
    return context.events;
  }

  /** Checks whether the broker would accept this request now. Changes nothing. */
  check(request: BrokerRequest, origin: RequestOrigin = "expert"): RequestCheck {
    return checkRequest({ ...this.#context, slippage: noSlippage, events: [] }, request, origin);
  }

  /**
   * OrderCalcProfit: the result of a trade between two prices, in the account's currency; null for
   * an unknown symbol.
   */
  profit(symbol: BrokerSymbol, trade: TradeMove): number | null {
    const known = this.#context.state.symbols.get(symbol);
    if (known === undefined) return null;
    const { volumeLots, ...move } = trade;
    const minor = profitMinor(this.#context, known, { ...move, units: toUnits(volumeLots) });
    return fromMinor(minor, this.#context.account.currencyDigits);
  }

  snapshot(): BrokerSnapshot {
    return snapshotOf(this.#context.state);
  }

  get nowMs(): BrokerMs {
    return this.#context.state.nowMs;
  }

  get rules(): AccountRules {
    return this.#context.account;
  }

  account(): AccountState {
    return accountState(this.#context);
  }

  get switches(): Switches {
    return this.#context.state.switches;
  }

  symbol(name: BrokerSymbol): TradingSymbol | undefined {
    return this.#context.state.symbols.get(name);
  }

  /** The latest quote; undefined before the first one. */
  quote(symbol: BrokerSymbol): Pick<BrokerQuote, "bid" | "ask"> | undefined {
    return this.#context.state.quotes.get(symbol);
  }

  /** The open position with this ticket. */
  position(ticket: PositionTicket): BrokerPosition | undefined {
    const position = this.#context.state.positions.get(ticket);
    return position === undefined ? undefined : viewPosition(this.#context, position);
  }

  /** The active order with this ticket. */
  order(ticket: OrderTicket): BrokerOrder | undefined {
    return this.#context.state.orders.get(ticket);
  }

  /** Whether nothing here waits for a quote or changes with it. */
  get isIdle(): boolean {
    const { orders, positions, inFlight } = this.#context.state;
    return orders.size === 0 && positions.size === 0 && inFlight.length === 0;
  }

  positions(): BrokerPosition[] {
    return Array.from(
      this.#context.state.positions.values(),
      (one) => viewPosition(this.#context, one),
    );
  }

  /** Active orders: pending orders, and others that are not completely filled. */
  orders(): BrokerOrder[] {
    return Array.from(this.#context.state.orders.values());
  }

  /** Ended orders, sorted by the time of their end. */
  historyOrders(period: Period): BrokerOrder[] {
    return within(this.#context.state.historyOrders, period, ({ doneMs }) => doneMs ?? 0);
  }

  deals(period: Period): BrokerDeal[] {
    return within(this.#context.state.deals, period, ({ brokerMs }) => brokerMs);
  }

  find(marks: OrderMarks): HistoryMatch<BrokerPosition> {
    const found = findMarked(this.#context.state, marks);
    return { ...found, positions: found.positions.map((one) => viewPosition(this.#context, one)) };
  }

  symbols(): TradingSymbol[] {
    return Array.from(this.#context.state.symbols.values());
  }
}

function happen(context: BrokerContext, input: BrokerInput): void {
  const { state } = context;
  switch (input.kind) {
    case "quote":
      return takeQuote(context, input);
    case "time":
      return passTime(context, input.brokerMs);
    case "request":
      return takeRequest(context, input);
    case "money":
      moneyDeal(context, input);
      return;
    case "switches":
      state.switches = { ...state.switches, ...input.switches };
      return;
    case "blocked_commission":
      state.commissionBlockedMinor = toMinor(input.amount, context.account.currencyDigits);
      return;
    case "rules":
      context.account = { ...context.account, ...input.rules };
      state.marginMinor = null;
      return;
    case "terms":
      state.symbols.set(input.symbol, { ...symbolOf(context, input.symbol), ...input.terms });
      state.marginMinor = null;
      return;
    case "fault":
      state.faults.push(input.fault);
      return;
    default:
      return assertNever(input);
  }
}

function initialState({ symbols, startMs }: BrokerOptions): BrokerState {
  return {
    nowMs: startMs,
    lastOrderTicket: firstOrderTicket - 1n,
    lastDealTicket: firstDealTicket - 1n,
    balanceMinor: 0,
    creditMinor: 0,
    commissionBlockedMinor: 0,
    marginMinor: 0,
    isMarginCalled: false,
    switches: {
      isConnected: true,
      isAlgoAllowedByTerminal: true,
      isAlgoAllowedByServer: true,
      isAccountTradeAllowed: true,
    },
    symbols: new Map(symbols.map((symbol) => [symbol.name, symbol])),
    quotes: new Map(),
    orders: new Map(),
    positions: new Map(),
    historyOrders: [],
    deals: [],
    faults: [],
    inFlight: [],
    requestTimesMs: [],
  };
}
