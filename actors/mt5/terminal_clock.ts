/**
 * A terminal's broker clock: its offset history is loaded from the store, and new offsets are
 * stored.
 */

import type { BrokerMs, Result, TerminalId } from "../../src/models/mod.ts";
import { brokerMs, ok } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { utcOffsetText } from "../../src/models/figure_text.ts";
import { BrokerClock, roundedOffsetMs } from "../../src/mt5/broker_clock.ts";
import type { DaylightSaving } from "../../src/mt5/daylight_saving.ts";
import { ServerTime } from "../../src/mt5/server_time.ts";
import type { WireClock } from "../../src/mt5/wire.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { TerminalStore } from "./terminal_store.ts";

export interface TerminalClockOptions {
  readonly terminal: TerminalId;
  readonly rule: DaylightSaving;
  readonly store: TerminalStore;
  readonly log: Logger;
  readonly clock: Clock;
}

export class TerminalClock {
  readonly #options: TerminalClockOptions;
  #clock: BrokerClock | null = null;
  /** The latest reading, until the history is loaded. */
  #early: WireClock | null = null;
  readonly #time = new ServerTime();
  #heardSinceMs: BrokerMs | null = null;

  constructor(options: TerminalClockOptions) {
    this.#options = options;
  }

  /** A new connection; `reading` came with its hello. */
  restart(reading: WireClock): void {
    this.#clock?.restart();
    this.sample(reading);
  }

  /** Loads the history, once. */
  async load(): Promise<Result<void, StoreError | AskError>> {
    if (this.#clock !== null) return ok(undefined);
    const { terminal, rule, store } = this.#options;
    const history = await store.clockOffsets(terminal);
    if (!history.ok) return history;
    this.#clock ??= new BrokerClock(rule, history.value);
    if (this.#early !== null) this.sample(this.#early);
    return ok(undefined);
  }

  sample(reading: WireClock): void {
    if (reading.offsetMs !== null) {
      const { serverMs } = reading;
      if (roundedOffsetMs(reading.offsetMs) !== null) this.#heardSinceMs ??= brokerMs(serverMs);
      this.#time.terminalSaid(serverMs, this.#options.clock.steadyMs());
    }
    if (this.#clock === null) {
      this.#early = reading;
      return;
    }
    const before = this.#clock.currentOffsetMs;
    const learnt = this.#clock.sample(reading);
    const after = this.#clock.currentOffsetMs;
    const { terminal, log } = this.#options;
    if (after !== before && after !== null) {
      if (before !== null) this.#time.forgetStamps();
      log.info("clock_offset", {
        terminal,
        offsetHours: after / 3_600_000,
        offset: utcOffsetText(after),
      });
    }
    if (learnt !== null) void this.#keep(learnt);
  }

  /** The clock, once the offset of this connection is known. */
  get certain(): BrokerClock | null {
    return this.offsetMs === null ? null : this.#clock;
  }

  /** Ticks arrived; `stampMs` is the broker's time of the newest. */
  stamped(stampMs: number): void {
    this.#time.stamped(stampMs, this.#options.clock.steadyMs());
  }

  /**
   * The server's time now: at most a second behind, never ahead, and independent of this machine's
   * clock. Null before the terminal has heard from its server.
   */
  serverNowMs(): BrokerMs | null {
    return this.#time.earliestMs(this.#options.clock.steadyMs());
  }

  /** The latest possible server time, for calculating the age of data that must be fresh. */
  latestServerMs(): BrokerMs | null {
    return this.#time.latestMs(this.#options.clock.steadyMs());
  }

  /** The server's time at the first plausible reading of this run, on any connection. */
  get heardSinceMs(): BrokerMs | null {
    return this.#heardSinceMs;
  }

  get offsetMs(): number | null {
    return this.#clock?.currentOffsetMs ?? null;
  }

  async #keep(learnt: Parameters<TerminalStore["keepClockOffset"]>[1]): Promise<void> {
    const { terminal, store, log } = this.#options;
    const kept = await store.keepClockOffset(terminal, learnt);
    if (!kept.ok) log.warning("clock_offset_not_kept", { terminal, error: kept.error.code });
  }
}
