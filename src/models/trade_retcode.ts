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
  reject: row(10006, "never", "Rejected by the broker"),
  cancel: row(10007, "never", "Cancelled by the trader"),
  placed: row(10008, "done", "The order was placed"),
  done: row(10009, "done", "Executed"),
  done_partial: row(10010, "done", "Partially executed"),
  error: row(10011, "unknown_outcome", "An error occurred while the request was processed"),
  timeout: row(10012, "unknown_outcome", "No answer came in time"),
  invalid: row(10013, "never", "Invalid request"),
  invalid_volume: row(10014, "never", "Invalid volume"),
  invalid_price: row(10015, "never", "Invalid price"),
  invalid_stops: row(10016, "never", "Invalid stop loss or take profit"),
  trade_disabled: row(10017, "never", "Trading is disabled"),
  market_closed: row(10018, "back_off", "The market is closed"),
  no_money: row(10019, "never", "Not enough money"),
  price_changed: row(10020, "reprice", "The price has changed"),
  price_off: row(10021, "reprice", "No quotes to process the request"),
  invalid_expiration: row(10022, "never", "Invalid expiration"),
  order_changed: row(10023, "reread", "The order has changed in the meantime"),
  too_many_requests: row(10024, "back_off", "Too many requests"),
  no_changes: row(10025, "done", "No change needed"),
  server_disables_at: row(10026, "never", "Algo trading is disabled by the server"),
  client_disables_at: row(10027, "never", "Algo trading is disabled in the terminal"),
  locked: row(10028, "back_off", "Locked while it is being processed"),
  frozen: row(10029, "back_off", "Too close to the market to modify or close"),
  invalid_fill: row(10030, "never", "Filling mode not supported"),
  connection: row(10031, "unknown_outcome", "No connection to the broker"),
  only_real: row(10032, "never", "Allowed on real accounts only"),
  limit_orders: row(10033, "never", "Too many pending orders"),
  limit_volume: row(10034, "never", "Volume limit of the symbol reached"),
  invalid_order: row(10035, "never", "Order type not allowed"),
  position_closed: row(10036, "reread", "The position is already closed"),
  invalid_close_volume: row(10038, "never", "The volume exceeds the position"),
  close_order_exist: row(
    10039,
    "back_off",
    "An order to close the position is already being processed",
  ),
  limit_positions: row(10040, "never", "Too many open positions"),
  reject_cancel: row(10041, "never", "Activation rejected, order cancelled"),
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
