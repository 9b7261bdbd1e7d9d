/**
 * Reads whole lists from a terminal in pages, by ascending ticket: positions, pending orders, and
 * deals of its history.
 */

import { type BrokerMs, err, ok, type Result, type VenueDeal } from "../../src/models/mod.ts";
import { SymbolNames, venueDeal } from "../../src/mt5/venue_rows.ts";
import type { WireRelease } from "../../src/mt5/wire_calendar.ts";
import type { WireOrder, WirePosition } from "../../src/mt5/wire_trading.ts";
import type { VenueError } from "../../src/venue/venue.ts";
import type { CallError } from "./protocol.ts";
import type { OpenSession } from "./terminal_session.ts";
import { dayMs } from "../../src/models/time.ts";

/** Rows per page: a row has at most 2 kB, so a page always fits in a frame. */
const rowsPerPage = 500;
/** A million deals, many years of an account: more pages than this are an error of the terminal. */
const pagesMax = 2_000;

export const firstPage = { after: "", limit: rowsPerPage };

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
}

export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly pages: number;
}

type ReadPage<Row> = (page: typeof firstPage) => Promise<Result<Page<Row>, CallError>>;

export function listOrders(open: OpenSession): Promise<Result<Listed<WireOrder>, VenueError>> {
  return readPages(open, async (page) => {
    const reply = await open.calls.call("orders", page);
    return reply.ok ? ok({ rows: reply.value.orders, more: reply.value.more }) : reply;
  });
}

export function listPositions(
  open: OpenSession,
): Promise<Result<Listed<WirePosition>, VenueError>> {
  return readPages(open, async (page) => {
    const reply = await open.calls.call("positions", page);
    return reply.ok ? ok({ rows: reply.value.positions, more: reply.value.more }) : reply;
  });
}

/** Releases of the economic calendar, both ends included. */
export function listReleases(
  open: OpenSession,
  period: { readonly from: BrokerMs; readonly to: BrokerMs },
): Promise<Result<Listed<WireRelease>, VenueError>> {
  return readPages(open, async (page) => {
    const reply = await open.calls.call("calendar", { ...period, ...page });
    return reply.ok ? ok({ rows: reply.value.releases, more: reply.value.more }) : reply;
  });
}

/** Deals of the history from oldest to newest, both ends included. */
export async function readDeals(
  open: OpenSession,
  period: { readonly fromBrokerMs: BrokerMs; readonly toBrokerMs: BrokerMs | null },
): Promise<Result<readonly VenueDeal[], VenueError>> {
  const { terminal } = open.sync.synced.identity;
  const serverNowMs = open.clock.serverNowMs();
  if (serverNowMs === null) return err({ code: "history_loading", terminal });
  // A day ahead, to include the latest deals even if the server's time is not known exactly.
  const [from, to] = [period.fromBrokerMs, period.toBrokerMs ?? serverNowMs + dayMs];
  const listed = await readPages(open, async (page) => {
    const reply = await open.calls.call("deals", { from, to, ...page });
    return reply.ok ? ok({ rows: reply.value.deals, more: reply.value.more }) : reply;
  });
  if (!listed.ok) return listed;
  const names = new SymbolNames(open.sync.brokerNames);
  const deals: VenueDeal[] = [];
  const { believedDealToMs } = open.clock;
  for (const row of listed.value.rows) {
    if (row.timeMs > believedDealToMs) {
      return malformed(open, `deal ${row.ticket}: timeMs ${row.timeMs} has not come yet`);
    }
    const deal = venueDeal(names, open.sync.brokerClock, row);
    if (!deal.ok) return malformed(open, deal.error);
    deals.push(deal.value);
  }
  open.clock.dealt(deals.reduce((newest, { brokerMs }) => Math.max(newest, brokerMs), 0));
  // Rows are sorted by ticket, which stays the order within a millisecond.
  return ok(deals.sort((one, other) => one.brokerMs - other.brokerMs));
}

/** Reads all pages; tickets must ascend throughout. */
async function readPages<Row extends { readonly ticket: string }>(
  open: OpenSession,
  read: ReadPage<Row>,
): Promise<Result<Listed<Row>, VenueError>> {
  const { terminal } = open.sync.synced.identity;
  const rows: Row[] = [];
  for (let pages = 1; pages <= pagesMax; pages++) {
    const after = rows.at(-1)?.ticket ?? "";
    const page = await read({ ...firstPage, after });
    if (!page.ok) return page;
    const wrong = outOfOrder([...rows.slice(-1), ...page.value.rows]);
    if (wrong !== null) return malformed(open, wrong);
    rows.push(...page.value.rows);
    if (!page.value.more) return ok({ rows, pages });
    // Everything on this page is gone, so the start of the next one is unknown.
    if (page.value.rows.length === 0) return err({ code: "history_loading", terminal });
  }
  return malformed(open, `more than ${pagesMax} pages`);
}

/** Describes the first ticket out of order; null when they ascend. */
export function outOfOrder(rows: readonly { readonly ticket: string }[]): string | null {
  for (const [index, { ticket }] of rows.entries()) {
    const before = rows[index - 1]?.ticket ?? "0";
    if (BigInt(ticket) <= BigInt(before)) return `ticket ${ticket} comes after ${before}`;
  }
  return null;
}

export function malformed(
  { sync }: OpenSession,
  detail: string,
): { readonly ok: false; readonly error: VenueError } {
  return err({ code: "reply_malformed", terminal: sync.synced.identity.terminal, detail });
}
