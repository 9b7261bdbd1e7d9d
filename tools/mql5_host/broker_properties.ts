/** The simulated broker's data under the names of MetaTrader's properties. */

import {
  dealEntries,
  dealReasons,
  dealTypes,
  executionModes,
  orderKinds,
  orderLifetimes,
  orderReasons,
  orderStates,
  orderTypes,
  positionReasons,
  symbolTradeModes,
} from "../../src/models/mod.ts";
import type {
  BrokerDeal,
  BrokerEvent,
  BrokerOrder,
  BrokerPosition,
  SimulatedBroker,
  TradingSymbol,
} from "../../src/simulation/trading/mod.ts";
import { depthLevels, hasDepth } from "../../src/simulation/market_depth.ts";
import type { Field, Properties } from "./lines.ts";

/** ENUM_ORDER_TYPE_FILLING. */
export const fillings = ["fok", "ioc", "return", "boc"] as const;

/** Bits of SYMBOL_FILLING_MODE; `return` has none. */
const fillingBits = { fok: 1, ioc: 2, return: 0, boc: 4 } as const;

const calcModes = { forex: 0, cfd: 2, cfd_leverage: 4, forex_no_leverage: 5 } as const;

const swapModes = { disabled: 0, points: 1, currency_deposit: 4, interest_current: 5 } as const;

const marginModes = { netting: 0, exchange: 1, hedging: 2 } as const;

const swapDays = [
  "SYMBOL_SWAP_SUNDAY",
  "SYMBOL_SWAP_MONDAY",
  "SYMBOL_SWAP_TUESDAY",
  "SYMBOL_SWAP_WEDNESDAY",
  "SYMBOL_SWAP_THURSDAY",
  "SYMBOL_SWAP_FRIDAY",
  "SYMBOL_SWAP_SATURDAY",
] as const;

function seconds(ms: number | null): number {
  return ms === null ? 0 : Math.floor(ms / 1_000);
}

function bits<T>(all: readonly T[], chosen: readonly T[]): number {
  return all.reduce((sum, one, index) => sum + (chosen.includes(one) ? 1 << index : 0), 0);
}

export function symbolProperties(symbol: TradingSymbol): Properties {
  return {
    SYMBOL_DIGITS: symbol.digits,
    SYMBOL_POINT: Number((10 ** -symbol.digits).toFixed(symbol.digits)),
    SYMBOL_TRADE_TICK_SIZE: symbol.tickSize,
    SYMBOL_TRADE_TICK_VALUE: symbol.tickValue,
    SYMBOL_TRADE_TICK_VALUE_PROFIT: symbol.tickValue,
    SYMBOL_TRADE_TICK_VALUE_LOSS: symbol.tickValue,
    SYMBOL_TRADE_CONTRACT_SIZE: symbol.contractSize,
    SYMBOL_VOLUME_MIN: symbol.volumeMinLots,
    SYMBOL_VOLUME_MAX: symbol.volumeMaxLots,
    SYMBOL_VOLUME_STEP: symbol.volumeStepLots,
    SYMBOL_VOLUME_LIMIT: symbol.volumeLimitLots,
    SYMBOL_SWAP_MODE: swapModes[symbol.swap.mode],
    SYMBOL_SWAP_LONG: symbol.swap.long,
    SYMBOL_SWAP_SHORT: symbol.swap.short,
    SYMBOL_TRADE_STOPS_LEVEL: symbol.stopsLevelPoints,
    SYMBOL_TRADE_FREEZE_LEVEL: symbol.freezeLevelPoints,
    SYMBOL_TRADE_CALC_MODE: calcModes[symbol.calcMode],
    SYMBOL_TRADE_MODE: symbolTradeModes.indexOf(symbol.tradeMode),
    SYMBOL_TRADE_EXEMODE: executionModes.indexOf(symbol.execution),
    SYMBOL_FILLING_MODE: symbol.fillingModes.reduce((sum, mode) => sum + fillingBits[mode], 0),
    SYMBOL_EXPIRATION_MODE: bits(orderLifetimes, symbol.lifetimes),
    SYMBOL_ORDER_MODE: bits(orderKinds, symbol.orderKinds),
    SYMBOL_ORDER_GTC_MODE: 0,
    SYMBOL_TICKS_BOOKDEPTH: hasDepth(symbol) ? depthLevels : 0,
    SYMBOL_MARGIN_INITIAL: 0,
    SYMBOL_MARGIN_MAINTENANCE: 0,
    SYMBOL_MARGIN_HEDGED: symbol.marginHedgedSize,
    ...Object.fromEntries(
      swapDays.map((day, index) => [day, symbol.swap.nightsByWeekday[index] ?? 0]),
    ),
    SYMBOL_CURRENCY_BASE: symbol.baseCurrency,
    SYMBOL_CURRENCY_PROFIT: symbol.profitCurrency,
    SYMBOL_CURRENCY_MARGIN: symbol.marginCurrency,
    SYMBOL_PATH: symbol.name,
  };
}

/** Weekday, from and to of each trading session, in minutes since midnight. */
export function sessionFields({ sessions }: TradingSymbol): readonly Field[] {
  return sessions.flatMap((day, weekday) => day.flatMap(([from, to]) => [weekday, from, to]));
}

/** The account's rules. */
export function ruleProperties({ rules }: SimulatedBroker): Properties {
  return {
    ACCOUNT_CURRENCY: rules.currency,
    ACCOUNT_CURRENCY_DIGITS: rules.currencyDigits,
    ACCOUNT_LEVERAGE: rules.leverage,
    ACCOUNT_MARGIN_MODE: marginModes[rules.marginMode],
    ACCOUNT_LIMIT_ORDERS: rules.limitOrders,
    ACCOUNT_FIFO_CLOSE: rules.fifoClose,
    ACCOUNT_HEDGE_ALLOWED: rules.hedgeAllowed,
    ACCOUNT_MARGIN_SO_CALL: rules.marginCallPct,
    ACCOUNT_MARGIN_SO_SO: rules.stopOutPct,
  };
}

export function moneyProperties(broker: SimulatedBroker): Properties {
  const account = broker.account();
  return {
    ACCOUNT_BALANCE: account.balance,
    ACCOUNT_CREDIT: account.credit,
    ACCOUNT_COMMISSION_BLOCKED: account.commissionBlocked,
    ACCOUNT_ASSETS: account.assets,
    ACCOUNT_LIABILITIES: account.liabilities,
    ACCOUNT_PROFIT: account.profit,
    ACCOUNT_EQUITY: account.equity,
    ACCOUNT_MARGIN: account.margin,
    ACCOUNT_MARGIN_FREE: account.freeMargin,
    ACCOUNT_MARGIN_LEVEL: account.marginLevelPct ?? 0,
  };
}

export function positionProperties(position: BrokerPosition): Properties {
  return {
    POSITION_TICKET: position.ticket,
    POSITION_IDENTIFIER: position.identifier,
    POSITION_SYMBOL: position.symbol,
    POSITION_TYPE: position.direction === "buy" ? 0 : 1,
    POSITION_VOLUME: position.volumeLots,
    POSITION_PRICE_OPEN: position.openPrice,
    POSITION_PRICE_CURRENT: position.currentPrice,
    POSITION_SL: position.stopLoss ?? 0,
    POSITION_TP: position.takeProfit ?? 0,
    POSITION_SWAP: position.swap,
    POSITION_PROFIT: position.profit,
    POSITION_MAGIC: position.magic,
    POSITION_COMMENT: position.comment,
    POSITION_REASON: positionReasons.indexOf(position.reason),
    POSITION_TIME: seconds(position.openedMs),
    POSITION_TIME_MSC: position.openedMs,
    POSITION_TIME_UPDATE: seconds(position.updatedMs),
    POSITION_TIME_UPDATE_MSC: position.updatedMs,
  };
}

export function orderProperties(order: BrokerOrder): Properties {
  return {
    ORDER_TICKET: order.ticket,
    ORDER_SYMBOL: order.symbol,
    ORDER_TYPE: orderTypes.indexOf(order.type),
    ORDER_STATE: orderStates.indexOf(order.state),
    ORDER_TYPE_FILLING: fillings.indexOf(order.filling),
    ORDER_TYPE_TIME: orderLifetimes.indexOf(order.lifetime),
    ORDER_VOLUME_INITIAL: order.volumeInitialLots,
    ORDER_VOLUME_CURRENT: order.volumeCurrentLots,
    ORDER_PRICE_OPEN: order.price ?? 0,
    ORDER_PRICE_STOPLIMIT: order.stopLimitPrice ?? 0,
    ORDER_SL: order.stopLoss ?? 0,
    ORDER_TP: order.takeProfit ?? 0,
    ORDER_MAGIC: order.magic,
    ORDER_COMMENT: order.comment,
    ORDER_REASON: orderReasons.indexOf(order.reason),
    ORDER_POSITION_ID: order.position ?? 0,
    ORDER_POSITION_BY_ID: order.positionBy ?? 0,
    ORDER_TIME_SETUP: seconds(order.setupMs),
    ORDER_TIME_SETUP_MSC: order.setupMs,
    ORDER_TIME_DONE: seconds(order.doneMs),
    ORDER_TIME_DONE_MSC: order.doneMs ?? 0,
    ORDER_TIME_EXPIRATION: seconds(order.expirationMs),
  };
}

export function dealProperties(deal: BrokerDeal): Properties {
  return {
    DEAL_TICKET: deal.ticket,
    DEAL_ORDER: deal.order ?? 0,
    DEAL_POSITION_ID: deal.position ?? 0,
    DEAL_SYMBOL: deal.symbol ?? "",
    DEAL_TYPE: dealTypes.indexOf(deal.type),
    DEAL_ENTRY: dealEntries.indexOf(deal.entry),
    DEAL_REASON: dealReasons.indexOf(deal.reason),
    DEAL_VOLUME: deal.volumeLots,
    DEAL_PRICE: deal.price,
    DEAL_SL: deal.stopLoss ?? 0,
    DEAL_TP: deal.takeProfit ?? 0,
    DEAL_PROFIT: deal.profit,
    DEAL_SWAP: deal.swap,
    DEAL_COMMISSION: deal.commission,
    DEAL_FEE: deal.fee,
    DEAL_MAGIC: deal.magic,
    DEAL_COMMENT: deal.comment,
    DEAL_TIME: seconds(deal.brokerMs),
    DEAL_TIME_MSC: deal.brokerMs,
  };
}

/** ENUM_TRADE_TRANSACTION_TYPE. */
const transactionTypes = {
  order_add: 0,
  order_update: 1,
  order_delete: 2,
  history_add: 3,
  deal_add: 6,
  position: 9,
} as const;

/**
 * The fields of a `transaction` line, in the order of MqlTradeTransaction's members; null for
 * events that are not transactions.
 */
export function transactionFields(event: BrokerEvent): readonly Field[] | null {
  switch (event.kind) {
    case "answer":
    case "margin_call":
    case "stop_out":
      return null;
    case "deal_add": {
      const { deal } = event;
      const prices = [deal.price, 0, deal.stopLoss ?? 0, deal.takeProfit ?? 0];
      const type = [transactionTypes.deal_add, 0, 0, dealTypes.indexOf(deal.type), 0, 0];
      const ids = [deal.ticket, deal.order ?? 0, deal.symbol ?? ""];
      return [...ids, ...type, ...prices, deal.volumeLots, deal.position ?? 0, 0];
    }
    case "position": {
      const { position } = event;
      const type = [transactionTypes.position, 0, 0, position.direction === "buy" ? 0 : 1, 0, 0];
      const prices = [position.openPrice, 0, position.stopLoss ?? 0, position.takeProfit ?? 0];
      const end = [position.volumeLots, position.ticket, 0];
      return [0, 0, position.symbol, ...type, ...prices, ...end];
    }
    default: {
      const { order, kind } = event;
      const type = [
        transactionTypes[kind],
        orderTypes.indexOf(order.type),
        orderStates.indexOf(order.state),
        0,
        orderLifetimes.indexOf(order.lifetime),
        seconds(order.expirationMs),
      ];
      const prices = [order.price ?? 0, 0, order.stopLoss ?? 0, order.takeProfit ?? 0];
      const end = [order.volumeCurrentLots, order.position ?? 0, order.positionBy ?? 0];
      return [0, order.ticket, order.symbol, ...type, ...prices, ...end];
    }
  }
}
