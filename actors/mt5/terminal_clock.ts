/**
 * A terminal's broker clock: its offset history is loaded from the store, and new offsets are
 * stored.
 */

import type { DaylightSaving } from "../../src/config/choices.ts";
import type { BrokerMs, Result, TerminalId } from "../../src/models/mod.ts";
import { brokerMs, ok } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { durationText, utcOffsetText } from "../../src/models/figure_text.ts";
import { BrokerClock, roundedOffsetMs, zoneErrorMs } from "../../src/mt5/broker_clock.ts";
import { ServerTime } from "../../src/mt5/server_time.ts";
import type { WireClock } from "../../src/mt5/wire.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { TerminalStore } from "./terminal_store.ts";

/** A smaller error of the computer's clock is not reported. */
const saidFromMs = 60_000;

export interface TerminalClockOptions {
  readonly terminal: TerminalId;
  readonly rule: DaylightSaving;
  readonly store: TerminalStore;
  readonly log: Logger;
  readonly clock: Clock;
  /** False: see `ServerTime`. */
  readonly isTimeBounded: boolean;
}

export class TerminalClock {
  readonly #options: TerminalClockOptions;
  #clock: BrokerClock | null = null;
  /** The latest reading, until the history is loaded. */
  #early: WireClock | null = null;
  readonly #time: ServerTime;
  /** How far the latest reading differs from a whole time zone. */
  #zoneErrorMs: number | null = null;
  #loggedErrorMs = 0;
  /**
   * Reported once per connection; otherwise quotes of one wrong symbol would report it every
   * second.
   */
  #isDoubtLogged = false;
  #firstSeenMs: BrokerMs | null = null;

  constructor(options: TerminalClockOptions) {
    this.#options = options;
    this.#time = new ServerTime(options.isTimeBounded);
  }

  /** A new connection; `reading` came with its hello. */
  restart(reading: WireClock): void {
    this.#clock?.restart();
    this.#isDoubtLogged = false;
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
    this.#zoneErrorMs = zoneErrorMs(reading.offsetMs);
    this.#tellError();
    if (reading.offsetMs !== null) {
      const { serverMs } = reading;
      if (roundedOffsetMs(reading.offsetMs) !== null) this.#firstSeenMs ??= brokerMs(serverMs);
      this.#time.terminalSaid(serverMs, this.#options.clock.steadyMs());
    }
    const { quotedMs = null } = reading;
    if (quotedMs !== null) this.#time.quoted(quotedMs, this.#options.clock.steadyMs());
    this.#tellDoubt();
    if (this.#clock === null) {
      this.#early = reading;
      return;
    }
    const before = this.#clock.currentOffsetMs;
    // Dated by the broker's time where known, because the offset depends on the season.
    const learnt = this.#clock.sample({
      ...reading,
      serverMs: this.serverNowMs() ?? reading.serverMs,
    });
    const after = this.#clock.currentOffsetMs;
    const { terminal, log } = this.#options;
    if (after !== before && after !== null) {
      if (before !== null) this.#time.serverChanged(after - before);
      log.info("clock_offset", {
        terminal,
        offsetHours: after / 3_600_000,
        offset: utcOffsetText(after),
      });
    }
    if (learnt !== null) void this.#keep(learnt);
  }

  /**
   * How far this computer's clock is ahead of the broker's; 0 when it is right, null when it cannot
   * be compared.
   */
  get clockErrorMs(): number | null {
    const zoneMs = this.#zoneErrorMs;
    return zoneMs !== null && Math.abs(zoneMs) >= saidFromMs ? zoneMs : this.#time.clockErrorMs;
  }

  /** As text; null when the clock is right or cannot be compared. */
  get clockProblem(): string | null {
    const errorMs = this.clockErrorMs ?? 0;
    if (Math.abs(errorMs) < saidFromMs) return null;
    const where = errorMs > 0 ? "ahead of" : "behind";
    return `this computer's clock is ${durationText(Math.abs(errorMs))} ${where} the broker's`;
  }

  /** This computer's clock was set, or the computer has slept. */
  suspect(): void {
    this.#time.suspect(this.#options.clock.steadyMs());
  }

  /** Whether a current reading may be dated by `serverNowMs`. */
  get isSure(): boolean {
    return this.#time.isSure(this.#options.clock.steadyMs());
  }

  /** Why the broker's current day is uncertain; null when it is certain. */
  get dayProblem(): string | null {
    const steadyMs = this.#options.clock.steadyMs();
    if (this.#time.isSuspect) {
      return "this computer's clock was set, or it has slept, and no price has arrived since";
    }
    const doubt = this.#time.dayDoubt(steadyMs);
    if (doubt === null) return null;
    const [terminal, ticks] = [timeText(doubt.terminalMs), timeText(doubt.ticksMs)];
    return `the terminal's clock says ${terminal}, the broker's ticks say ${ticks}`;
  }

  /** The clock, once the offset of this connection is known. */
  get certain(): BrokerClock | null {
    return this.offsetMs === null ? null : this.#clock;
  }

  /** Ticks arrived; `stampMs` is the broker's time of the newest. */
  stamped(stampMs: number): void {
    this.#time.stamped(stampMs, this.#options.clock.steadyMs());
  }

  /** The newest known deal of the account. */
  dealt(dealMs: number): void {
    this.#time.dealt(dealMs, this.#options.clock.steadyMs());
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

  /** The latest time that a price, a bar or a deal can have. */
  get believedToMs(): BrokerMs {
    return this.#time.believedToMs(this.#options.clock.steadyMs());
  }

  /** The latest time that a deal can have. */
  get believedDealToMs(): BrokerMs {
    return this.#time.believedDealToMs(this.#options.clock.steadyMs());
  }

  /** The server's time at the first plausible reading of this run, on any connection. */
  get firstSeenMs(): BrokerMs | null {
    return this.#firstSeenMs;
  }

  get offsetMs(): number | null {
    return this.#clock?.currentOffsetMs ?? null;
  }

  #tellDoubt(): void {
    const { doubtedMs } = this.#time;
    // Before the terminal knows its server's time there is nothing to compare a report with.
    if (doubtedMs === null || this.#firstSeenMs === null || this.#isDoubtLogged) return;
    this.#isDoubtLogged = true;
    const { terminal, log } = this.#options;
    log.warning("clock_doubted", { terminal, time: timeText(doubtedMs) });
  }

  #tellError(): void {
    const { terminal, log } = this.#options;
    const errorMs = this.clockErrorMs;
    if (errorMs === null || Math.abs(errorMs - this.#loggedErrorMs) < saidFromMs) return;
    this.#loggedErrorMs = errorMs;
    const problem = this.clockProblem;
    if (problem === null) log.info("clock_right", { terminal });
    else log.warning("clock_wrong", { terminal, problem });
  }

  async #keep(learnt: Parameters<TerminalStore["keepClockOffset"]>[1]): Promise<void> {
    const { terminal, store, log } = this.#options;
    const kept = await store.keepClockOffset(terminal, learnt);
    if (!kept.ok) log.warning("clock_offset_not_kept", { terminal, error: kept.error.code });
  }
}

function timeText(time: BrokerMs): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
