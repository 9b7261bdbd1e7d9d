/** Handles the requests of `reading_asks.ts` with the open store. */

import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import type { Stored } from "../../src/database/store_error.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { ReadingAsks } from "./reading_asks.ts";

export function readingAnswers(
  use: <T>(body: (store: SqliteStore) => Stored<T>) => Stored<T>,
): Behaviour<{ tell: never; ask: ReadingAsks }>["onAsk"] {
  return {
    bars_page: (wanted) => use(({ pages }) => pages.bars(wanted)),
    ticks_page: (wanted) => use(({ pages }) => pages.ticks(wanted)),
    account_page: (wanted) => use(({ accountMetrics }) => accountMetrics.page(wanted)),
    signals_page: (wanted) => use(({ signals }) => signals.page(wanted)),
    deals_page: (wanted) => use(({ pages }) => pages.deals(wanted)),
    changes: ({ after }) => use(({ changes }) => changes.after(after)),
    calendar: (wanted) => use(({ calendar }) => calendar.find(wanted)),
    terminal_checks: () => use(({ checks }) => checks.all()),
    waiting_alerts: () => use(({ alerts }) => alerts.waiting()),
    newest_alerts: ({ limit }) => use(({ alerts }) => alerts.newest(limit)),
    instruments: () => use(({ pages }) => pages.instruments()),
  };
}
