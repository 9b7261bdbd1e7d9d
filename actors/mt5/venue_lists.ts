/**
 * Whole lists of a terminal, page by page: the account at one moment, and deals of its history. A list that changes while it is read
 * is read again, so that no entry is missing and none is there twice.
 */

import {
  type BrokerMs,
  err,
  ok,
  type Result,
  unixMs,
  type VenueDeal,
  type VenueOrder,
  type VenueSnapshot,
} from "../../src/models/mod.ts";
import { SymbolNames, venueDeal, venueOrder, venuePosition } from "../../src/mt5/venue_rows.ts";
import type { WireOrder, WirePosition } from "../../src/mt5/wire_trading.ts";
import type { VenueError } from "../../src/trade/venue.ts";
import type { CallError } from "./protocol.ts";
import type { OpenSession } from "./terminal_session.ts";

/** Rows of a page: none is larger than 2 kB, so a page always fits a frame. */
const rowsPerPage = 500;
/** A million deals, many years of an account: a terminal that never comes to an end says nonsense. */
const pagesMax = 2_000;
/** An account that changes each time within some ten milliseconds will be quiet a moment later. */
const attemptsMax = 5;
const dayMs = 86_400_000;

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly pages: number;
}

type ReadPage<Row> = (
  page: { readonly after: string; readonly limit: number },
) => Promise<Result<Page<Row>, CallError>>;

/** Positions and waiting orders as they are together at one moment, and the account. */
export async function takeSnapshot(
  open: OpenSession,
  nowMs: () => number,
): Promise<Result<VenueSnapshot, VenueError>> {
  const { terminal } = open.sync.synced.identity;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    // Deals up to here are in what is read from here on.
    const takenBrokerMs = open.clock.serverNowMs();
    if (takenBrokerMs === null) break;
    const takenMs = unixMs(nowMs());
    const held = await readHoldings(open);
    if (!held.ok) return held;
    if (held.value === null) continue;
    const account = await open.calls.call("account", {});
    if (!account.ok) return account;
    const figures = { terminal, utcMs: unixMs(nowMs()), ...account.value };
    return ok({ account: figures, ...held.value, takenBrokerMs, takenMs });
  }
  return err({ code: "history_loading", terminal });
}

type Holdings = Pick<VenueSnapshot, "positions" | "orders">;

/** Null when they changed meanwhile: an order that was filled between two questions would be in both answers, or in none. */
async function readHoldings(open: OpenSession): Promise<Result<Holdings | null, VenueError>> {
  const orders = await listOrders(open);
  if (!orders.ok) return orders;
  const positions = await listPositions(open);
  if (!positions.ok) return positions;
  if (positions.value.pages > 1) {
    const again = await listPositions(open);
    if (!again.ok) return again;
    if (!isSame(positions.value, again.value, positionState)) return ok(null);
  }
  const ordersAgain = await listOrders(open);
  if (!ordersAgain.ok) return ordersAgain;
  if (!isSame(orders.value, ordersAgain.value, orderState)) return ok(null);
  const names = new SymbolNames(open.sync.brokerNames);
  const rows: VenueOrder[] = [];
  for (const row of ordersAgain.value.rows) {
    const order = venueOrder(names, row);
    if (!order.ok) return malformed(open, order.error);
    rows.push(order.value);
  }
  const held = positions.value.rows.map((row) => venuePosition(names, row));
  return ok({ positions: held, orders: rows });
}

/** What changes when something is filled, closed or placed. */
function orderState({ ticket, state, remainingVolume }: WireOrder): string {
  return `${ticket} ${state} ${remainingVolume}`;
}

function positionState({ ticket, direction, volume }: WirePosition): string {
  return `${ticket} ${direction} ${volume}`;
}

function isSame<Row>(one: Listed<Row>, other: Listed<Row>, state: (row: Row) => string): boolean {
  return one.rows.length === other.rows.length &&
    one.rows.every((row, index) => state(row) === state(other.rows[index]!));
}

function listOrders(open: OpenSession): Promise<Result<Listed<WireOrder>, VenueError>> {
  return readPages(open, async (page) => {
    const reply = await open.calls.call("orders", page);
    return reply.ok ? ok({ rows: reply.value.orders, more: reply.value.more }) : reply;
  });
}

function listPositions(open: OpenSession): Promise<Result<Listed<WirePosition>, VenueError>> {
  return readPages(open, async (page) => {
    const reply = await open.calls.call("positions", page);
    return reply.ok ? ok({ rows: reply.value.positions, more: reply.value.more }) : reply;
  });
}

/** Deals of the history, both ends included, oldest first. */
export async function readDeals(
  open: OpenSession,
  period: { readonly fromBrokerMs: BrokerMs; readonly toBrokerMs: BrokerMs | null },
): Promise<Result<readonly VenueDeal[], VenueError>> {
  const { terminal } = open.sync.synced.identity;
  const serverNowMs = open.clock.serverNowMs();
  if (serverNowMs === null) return err({ code: "history_loading", terminal });
  // A day ahead: a deal is never later than the server's clock, whatever is known of that.
  const [from, to] = [period.fromBrokerMs, period.toBrokerMs ?? serverNowMs + dayMs];
  const listed = await readPages(open, async (page) => {
    const reply = await open.calls.call("deals", { from, to, ...page });
    return reply.ok ? ok({ rows: reply.value.deals, more: reply.value.more }) : reply;
  });
  if (!listed.ok) return listed;
  const names = new SymbolNames(open.sync.brokerNames);
  const deals: VenueDeal[] = [];
  for (const row of listed.value.rows) {
    const deal = venueDeal(names, open.sync.brokerClock, row);
    if (!deal.ok) return malformed(open, deal.error);
    deals.push(deal.value);
  }
  // By ticket they are already: those of one millisecond stay so.
  return ok(deals.sort((one, other) => one.brokerMs - other.brokerMs));
}

/** All pages; tickets ascend throughout. */
async function readPages<Row extends { readonly ticket: string }>(
  open: OpenSession,
  read: ReadPage<Row>,
): Promise<Result<Listed<Row>, VenueError>> {
  const { terminal } = open.sync.synced.identity;
  const rows: Row[] = [];
  for (let pages = 1; pages <= pagesMax; pages++) {
    const page = await read({ after: rows.at(-1)?.ticket ?? "", limit: rowsPerPage });
    if (!page.ok) return page;
    for (const row of page.value.rows) {
      if (BigInt(row.ticket) <= BigInt(rows.at(-1)?.ticket ?? 0)) {
        return malformed(open, `ticket ${row.ticket} comes after ${rows.at(-1)?.ticket}`);
      }
      rows.push(row);
    }
    if (!page.value.more) return ok({ rows, pages });
    // All that was on this page is gone: where the next one begins is not known.
    if (page.value.rows.length === 0) return err({ code: "history_loading", terminal });
  }
  return malformed(open, `more than ${pagesMax} pages`);
}

function malformed(
  { sync }: OpenSession,
  detail: string,
): { readonly ok: false; readonly error: VenueError } {
  return err({ code: "reply_malformed", terminal: sync.synced.identity.terminal, detail });
}
