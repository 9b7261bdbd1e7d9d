/** Answers the questions of `reading_asks.ts` from the open store. */

import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { Result } from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { ReadingAsks } from "./reading_asks.ts";

type Stored<T> = Result<T, StoreError>;

export function readingAnswers(
  use: <T>(body: (store: SqliteStore) => Stored<T>) => Stored<T>,
): Behaviour<{ tell: never; ask: ReadingAsks }>["onAsk"] {
  return {
    bars_page: (wanted) => use((store) => store.page((pages) => pages.bars(wanted))),
    ticks_page: (wanted) => use((store) => store.page((pages) => pages.ticks(wanted))),
    account_page: (wanted) => use((store) => store.page((pages) => pages.account(wanted))),
    signals_page: (wanted) => use((store) => store.page((pages) => pages.signals(wanted))),
    deals_page: (wanted) => use((store) => store.page((pages) => pages.deals(wanted))),
    changes: ({ after }) => use((store) => store.changes(after)),
    instruments: () => use((store) => store.page((pages) => pages.instruments())),
  };
}
