/** What this actor stores, through the database actor. */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import {
  type AccountIdentity,
  type AccountMetrics,
  type ClockOffset,
  type Instrument,
  type Login,
  ok,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { TerminalCheck } from "../../src/models/terminal_check.ts";
import type { StoredInstrument } from "../../src/database/page_rows.ts";
import type { CalendarReading } from "../../src/database/calendar_rows.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { WireAccountMetrics } from "../../src/mt5/wire.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

const options = { timeoutMs: shortStoreTimeoutMs };

type Kept<T> = Result<T, StoreError | AskError>;

export class TerminalStore {
  readonly #database: Peer<DatabaseProtocol>;
  readonly #clock: Clock;

  constructor(database: Peer<DatabaseProtocol>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  register(identity: AccountIdentity): Promise<Kept<void>> {
    return this.#database.ask("register_terminal", identity, options);
  }

  /** The server that is pinned for this account; this one when there was none. */
  pinLiveServer(
    login: Login,
    server: string,
  ): Promise<Kept<{ readonly server: string; readonly isNew: boolean }>> {
    const pin = { login, server, pinnedMs: this.#clock.nowMs() };
    return this.#database.ask("pin_live_server", pin, options);
  }

  keepInstruments(
    terminal: TerminalId,
    instruments: readonly Instrument[],
  ): Promise<Kept<void>> {
    return this.#database.ask("store_instruments", { terminal, instruments }, options);
  }

  /** As stored by this run or an earlier one. */
  async instruments(terminal: TerminalId): Promise<Kept<readonly StoredInstrument[]>> {
    const stored = await this.#database.ask("instruments", {}, options);
    return stored.ok ? ok(stored.value.filter((one) => one.terminal === terminal)) : stored;
  }

  /** The metrics with the current time as their time of arrival. */
  stamped(terminal: TerminalId, account: WireAccountMetrics): AccountMetrics {
    const { balance, equity, margin, freeMargin, marginLevelPct, profit } = account;
    const { credit, commissionBlocked, assets, liabilities } = account;
    const money = { balance, equity, margin, freeMargin, marginLevelPct, profit };
    const held = { credit, commissionBlocked, assets, liabilities };
    return { terminal, utcMs: this.#clock.nowMs(), ...money, ...held };
  }

  keepCalendar(reading: CalendarReading): Promise<Kept<{ changed: number; removed: number }>> {
    return this.#database.ask("store_calendar", reading, options);
  }

  keepCheck(check: TerminalCheck): Promise<Kept<void>> {
    return this.#database.ask("store_terminal_check", check, options);
  }

  keepAccount(metrics: AccountMetrics): Promise<Kept<void>> {
    return this.#database.ask("store_account", metrics, options);
  }

  clockOffsets(terminal: TerminalId): Promise<Kept<readonly ClockOffset[]>> {
    return this.#database.ask("clock_offsets", { terminal }, options);
  }

  keepClockOffset(terminal: TerminalId, offset: ClockOffset): Promise<Kept<void>> {
    return this.#database.ask("store_clock_offset", { terminal, offset }, options);
  }
}
