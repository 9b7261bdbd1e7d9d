/**
 * The part of the database actor's protocol that reads in pages; `protocol.ts` includes it in
 * `DatabaseProtocol`. Every reply is bounded.
 */

import type { StoredAlert } from "../../src/models/alert.ts";
import type {
  AccountPage,
  AccountPageWanted,
  BarsPage,
  BarsPageWanted,
  ChangesCursor,
  DealsPageWanted,
  SignalsPage,
  SignalsPageWanted,
  StoreChanges,
  StoredInstrument,
  TerminalDealRow,
  TicksPage,
  TicksPageWanted,
} from "../../src/database/page_rows.ts";
import type { CalendarWanted, StoredRelease } from "../../src/database/calendar_rows.ts";
import type { TerminalCheck } from "../../src/models/terminal_check.ts";
import type { Stored } from "../../src/database/store_error.ts";

/** Requests stored bars of one series, page by page, newest page first. */
export interface BarsPageQuestion {
  /** Which bars. */
  readonly request: BarsPageWanted;
  /** The page, with its bars oldest first, or why the store could not be read. */
  readonly reply: Stored<BarsPage>;
}

export type ReadingAsks = {
  bars_page: BarsPageQuestion;
  ticks_page: { request: TicksPageWanted; reply: Stored<TicksPage> };
  account_page: { request: AccountPageWanted; reply: Stored<AccountPage> };
  signals_page: { request: SignalsPageWanted; reply: Stored<SignalsPage> };
  deals_page: { request: DealsPageWanted; reply: Stored<readonly TerminalDealRow[]> };
  /** What was stored after the cursor; null starts now. When a list is full, ask again at once. */
  changes: { request: { readonly after: ChangesCursor | null }; reply: Stored<StoreChanges> };
  /** All instruments that terminals have described. */
  instruments: {
    request: Record<never, never>;
    reply: Stored<readonly StoredInstrument[]>;
  };
  /** Releases of the economic calendar, in the order of their times. */
  calendar: { request: CalendarWanted; reply: Stored<readonly StoredRelease[]> };
  /** The latest self-test of each terminal. */
  terminal_checks: { request: Record<never, never>; reply: Stored<readonly TerminalCheck[]> };
  /** Alerts that have not reached all of their channels, oldest first. */
  waiting_alerts: { request: Record<never, never>; reply: Stored<readonly StoredAlert[]> };
  /** The newest alerts, newest first. */
  newest_alerts: {
    request: { readonly limit: number };
    reply: Stored<readonly StoredAlert[]>;
  };
};
