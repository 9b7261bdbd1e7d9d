/**
 * MetaTrader's return codes for trade requests (TRADE_RETCODE_*), and what may be done next. A code
 * that is not in the table has an unknown outcome: `retcodeNamed` returns null for it.
 */

/**
 * - `done`: done, or certain to be done.
 * - `reprice`: refused because the price moved; may be requested again at the new price.
 * - `back_off`: refused for now; may be requested again later.
 * - `unknown_outcome`: may have been executed; find out before sending anything else.
 * - `reread`: the target has changed; read it again, then decide.
 * - `never`: refused; the same request will be refused again.
 */
export type RetryClass = "done" | "reprice" | "back_off" | "unknown_outcome" | "reread" | "never";

interface RetcodeRow {
  readonly code: number;
  readonly retry: RetryClass;
  readonly meaning: string;
}

function row(code: number, retry: RetryClass, meaning: string): RetcodeRow {
  return { code, retry, meaning };
}

const table = {
  requote: row(10004, "reprice", "The price has moved; a new one is offered"),
  reject: row(10006, "never", "The broker refused"),
  cancel: row(10007, "never", "Cancelled by the trader"),
  placed: row(10008, "done", "The order was accepted and waits"),
  done: row(10009, "done", "Executed"),
  done_partial: row(10010, "done", "Executed in part"),
  error: row(10011, "unknown_outcome", "An error occurred while the request was processed"),
  timeout: row(10012, "unknown_outcome", "No answer came in time"),
  invalid: row(10013, "never", "The request is malformed"),
  invalid_volume: row(10014, "never", "The volume is not allowed"),
  invalid_price: row(10015, "never", "The price is not allowed"),
  invalid_stops: row(10016, "never", "Stop loss or take profit is not allowed there"),
  trade_disabled: row(10017, "never", "Trading is disabled"),
  market_closed: row(10018, "back_off", "The market is closed"),
  no_money: row(10019, "never", "There is not enough money"),
  price_changed: row(10020, "reprice", "The price has changed"),
  price_off: row(10021, "reprice", "There are no quotes to process the request"),
  invalid_expiration: row(10022, "never", "The expiration is not allowed"),
  order_changed: row(10023, "reread", "The order has changed meanwhile"),
  too_many_requests: row(10024, "back_off", "Too many requests"),
  no_changes: row(10025, "done", "It is already as asked"),
  server_disables_at: row(10026, "never", "The server has switched algo trading off"),
  client_disables_at: row(10027, "never", "The terminal has algo trading switched off"),
  locked: row(10028, "back_off", "It is being processed"),
  frozen: row(10029, "back_off", "The price is too near to change or close it"),
  invalid_fill: row(10030, "never", "The filling mode is not allowed"),
  connection: row(10031, "unknown_outcome", "There is no connection to the broker"),
  only_real: row(10032, "never", "Allowed on real accounts only"),
  limit_orders: row(10033, "never", "There are too many pending orders"),
  limit_volume: row(10034, "never", "The volume of the symbol is at its limit"),
  invalid_order: row(10035, "never", "The type of order is not allowed"),
  position_closed: row(10036, "reread", "There is no such open position"),
  invalid_close_volume: row(10038, "never", "The volume is more than the position has"),
  close_order_exist: row(10039, "back_off", "An order to close the position is on its way"),
  limit_positions: row(10040, "never", "There are too many open positions"),
  reject_cancel: row(10041, "never", "The activation was refused and the order cancelled"),
  long_only: row(10042, "never", "Only buying is allowed"),
  short_only: row(10043, "never", "Only selling is allowed"),
  close_only: row(10044, "never", "Only closing is allowed"),
  fifo_close: row(10045, "never", "Positions must be closed in the order they were opened"),
  hedge_prohibited: row(10046, "never", "Opposite positions are not allowed"),
} as const satisfies Record<string, RetcodeRow>;

/** Names as in MetaTrader, without TRADE_RETCODE_. */
export type RetcodeName = keyof typeof table;

export const retcodes: Readonly<Record<RetcodeName, RetcodeRow>> = table;

const nameByCode = new Map(
  Object.entries(table).map(([name, { code }]) => [code, name as RetcodeName] as const),
);

/** The name of a code; null for an unknown code. */
export function retcodeNamed(code: number): RetcodeName | null {
  return nameByCode.get(code) ?? null;
}
