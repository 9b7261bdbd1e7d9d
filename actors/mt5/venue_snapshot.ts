/**
 * The account at one moment: positions, pending orders and figures. A list that changes while being
 * read is read again, so that no entry is missing or duplicated.
 */

import {
  err,
  ok,
  type Result,
  unixMs,
  type VenueOrder,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { SymbolNames, venueOrder, venuePosition } from "../../src/mt5/venue_rows.ts";
import type { WireOrder, WirePosition } from "../../src/mt5/wire_trading.ts";
import type { VenueError } from "../../src/venue/venue.ts";
import type { NumberedFigures } from "./terminal_calls.ts";
import type { OpenSession } from "./terminal_session.ts";
import { firstPage, listOrders, listPositions, malformed, outOfOrder } from "./venue_lists.ts";

/** Even an account that changes every ten milliseconds or so is quiet a moment later. */
const attemptsMax = 5;

/** Positions and pending orders at the same moment, and the account. */
export async function takeSnapshot(
  open: OpenSession,
  nowMs: () => number,
): Promise<Result<VenueSnapshot, VenueError>> {
  const { terminal } = open.sync.synced.identity;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    // Deals up to this time are reflected in everything read after it.
    const takenBrokerMs = open.clock.serverNowMs();
    if (takenBrokerMs === null) break;
    const takenMs = unixMs(nowMs());
    const read = attempt === 1 ? await askAtOnce(open) : await askInTurn(open);
    if (!read.ok) return read;
    if (read.value === null) continue;
    const { positions, orders, account: { figures, number } } = read.value;
    const account = { terminal, utcMs: unixMs(nowMs()), ...figures };
    const place = { source: open.sync.synced.epoch, number };
    return ok({ account, place, positions, orders, takenBrokerMs, takenMs });
  }
  return err({ code: "history_loading", terminal });
}

/**
 * Sends all calls at once: a terminal replies in order, so short lists need one round trip. Null
 * when a list is longer, has changed in between, or replies came out of order.
 */
async function askAtOnce(open: OpenSession): Promise<Result<Read | null, VenueError>> {
  const answered: number[] = [];
  const noted = async <T>(place: number, reply: Promise<T>): Promise<T> => {
    const value = await reply;
    answered.push(place);
    return value;
  };
  const [orders, positions, again, account] = await Promise.all([
    noted(0, open.calls.call("orders", firstPage)),
    noted(1, open.calls.call("positions", firstPage)),
    noted(2, open.calls.call("orders", firstPage)),
    noted(3, open.calls.account()),
  ]);
  if (!orders.ok) return orders;
  if (!positions.ok) return positions;
  if (!again.ok) return again;
  if (!account.ok) return account;
  const isLonger = orders.value.more || positions.value.more || again.value.more;
  if (isLonger || answered.some((place, index) => place !== index)) return ok(null);
  const wrong = outOfOrder(positions.value.positions) ?? outOfOrder(again.value.orders);
  if (wrong !== null) return malformed(open, wrong);
  if (!isSame(orders.value.orders, again.value.orders, orderState)) return ok(null);
  const held = heldAs(open, again.value.orders, positions.value.positions);
  return held.ok ? ok({ ...held.value, account: account.value }) : held;
}

/**
 * Sends one call after the other, for lists of any length; null when the lists have changed in
 * between.
 */
async function askInTurn(open: OpenSession): Promise<Result<Read | null, VenueError>> {
  const held = await readHoldings(open);
  if (!held.ok || held.value === null) return held as Result<null, VenueError>;
  const account = await open.calls.account();
  return account.ok ? ok({ ...held.value, account: account.value }) : account;
}

type Holdings = Pick<VenueSnapshot, "positions" | "orders">;

interface Read extends Holdings {
  readonly account: NumberedFigures;
}

/**
 * Null when they changed in between: an order filled between two calls could be in both lists, or
 * in neither.
 */
async function readHoldings(open: OpenSession): Promise<Result<Holdings | null, VenueError>> {
  const orders = await listOrders(open);
  if (!orders.ok) return orders;
  const positions = await listPositions(open);
  if (!positions.ok) return positions;
  if (positions.value.pages > 1) {
    const again = await listPositions(open);
    if (!again.ok) return again;
    if (!isSame(positions.value.rows, again.value.rows, positionState)) return ok(null);
  }
  const ordersAgain = await listOrders(open);
  if (!ordersAgain.ok) return ordersAgain;
  if (!isSame(orders.value.rows, ordersAgain.value.rows, orderState)) return ok(null);
  return heldAs(open, ordersAgain.value.rows, positions.value.rows);
}

/** Converts them to the bridge's own terms. */
function heldAs(
  open: OpenSession,
  orders: readonly WireOrder[],
  positions: readonly WirePosition[],
): Result<Holdings, VenueError> {
  const names = new SymbolNames(open.sync.brokerNames);
  const rows: VenueOrder[] = [];
  for (const row of orders) {
    const order = venueOrder(names, row);
    if (!order.ok) return malformed(open, order.error);
    rows.push(order.value);
  }
  return ok({ positions: positions.map((row) => venuePosition(names, row)), orders: rows });
}

/** The fields that change when an order is filled, closed or placed. */
function orderState({ ticket, state, remainingVolume }: WireOrder): string {
  return `${ticket} ${state} ${remainingVolume}`;
}

function positionState({ ticket, direction, volume }: WirePosition): string {
  return `${ticket} ${direction} ${volume}`;
}

function isSame<Row>(
  one: readonly Row[],
  other: readonly Row[],
  state: (row: Row) => string,
): boolean {
  return one.length === other.length &&
    one.every((row, index) => state(row) === state(other[index]!));
}
