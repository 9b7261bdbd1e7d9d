/**
 * Keeps the terms of a terminal's symbols current: reads them again for the job, when the terminal
 * reports a change, after a refusal that they may explain, and at short intervals while the value
 * of a symbol is not certain. Changes are logged and sent to risk and trade.
 */

import { type Instrument, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { mayOpen, termsChanges, withTerms } from "../../src/mt5/symbol_terms.ts";
import { TickValues } from "../../src/mt5/tick_values.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { CallError, SessionConfig } from "./protocol.ts";
import { describeSymbols } from "./symbol_descriptions.ts";
import type { TerminalCalls } from "./terminal_calls.ts";
import type { TerminalStore } from "./terminal_store.ts";
import type { SyncedSession } from "./terminal_sync.ts";

/** How soon a symbol without a value is read again. */
const unvaluedAgainMs = 1_000;

export interface TerminalTermsOptions {
  readonly terminal: TerminalId;
  readonly config: SessionConfig;
  readonly calls: TerminalCalls;
  readonly store: TerminalStore;
  readonly log: Logger;
  readonly clock: Clock;
  /** The account's currency. */
  readonly currency: () => string;
  /** Null while the terminal is not in sync. */
  readonly sync: () => SyncedSession | null;
  readonly onChanged: (instruments: readonly Instrument[]) => void;
  /** A configured symbol now has another name or other digits: everything is read again. */
  readonly onOthers: () => void;
}

export class TerminalTerms {
  readonly #options: TerminalTermsOptions;
  #reading: Promise<Result<null, CallError>> | null = null;
  #isWantedAgain = false;
  #readSteadyMs = -Infinity;
  /** The terminal's count of changes at the last reading; null before the first. */
  #changesSeen: number | null = null;
  readonly #values: TickValues;
  /** As last read in this run, or stored by an earlier one; null before the first sync. */
  #latest: readonly Instrument[] | null = null;

  constructor(options: TerminalTermsOptions) {
    this.#options = options;
    this.#values = new TickValues(() => options.clock.steadyMs(), options.currency);
  }

  /** The latest terms; the first ones of a run are what an earlier run has stored. */
  async known(): Promise<Result<readonly Instrument[], { readonly code: string }>> {
    if (this.#latest !== null) return ok(this.#latest);
    const stored = await this.#options.store.instruments(this.#options.terminal);
    if (!stored.ok) return stored;
    this.#latest = stored.value.map(({ instrument }) => ({ ...notStored, ...instrument }));
    this.#values.remember(this.#latest);
    return ok(this.#latest);
  }

  /**
   * As read by a new connection, with values that can be used for open trades. The first reading of
   * a run is compared with what an earlier run has stored.
   */
  async synced(
    instruments: readonly Instrument[],
  ): Promise<Result<readonly Instrument[], { readonly code: string }>> {
    const known = await this.known();
    if (!known.ok) return known;
    const judged = this.#values.judged(instruments);
    for (const [index, now] of judged.entries()) {
      if (now.reportedTickValue !== undefined) this.#logChanges(instruments[index]!, now);
    }
    this.#latest = judged;
    return ok(judged);
  }

  /** A new connection: changes that it counts from here on have not been read. */
  restart(): void {
    this.#changesSeen = null;
    this.#readSteadyMs = this.#options.clock.steadyMs();
  }

  /** The first count of a connection arrives before the descriptions are requested. */
  takeHeartbeat({ termsChanges: changes }: { readonly termsChanges: number }): void {
    const sync = this.#options.sync();
    const isFirst = this.#changesSeen === null;
    const hasChanged = this.#changesSeen !== changes;
    if (isFirst || sync !== null) this.#changesSeen = changes;
    if (sync === null) return;
    const isDue = sync.synced.instruments.some(isUnvalued) &&
      this.#options.clock.steadyMs() - this.#readSteadyMs >= unvaluedAgainMs;
    if ((hasChanged && !isFirst) || isDue) void this.read();
  }

  /** Reads them now, and once more if that is requested during the reading. */
  async read(): Promise<Result<null, CallError>> {
    if (this.#reading !== null) {
      this.#isWantedAgain = true;
      return await this.#reading;
    }
    this.#reading = this.#readAll();
    const read = await this.#reading;
    this.#reading = null;
    if (this.#isWantedAgain) {
      this.#isWantedAgain = false;
      void this.read();
    }
    return read;
  }

  async #readAll(): Promise<Result<null, CallError>> {
    const { sync, clock } = this.#options;
    const before = sync();
    this.#readSteadyMs = clock.steadyMs();
    if (before === null) return { ok: true, value: null };
    const isWhole = before.missingSymbols.length + before.unwatchedSymbols.length === 0 &&
      before.synced.instruments.every(mayOpen);
    return isWhole ? await this.#readKnown(before) : await this.#chooseAgain(before);
  }

  async #readKnown(before: SyncedSession): Promise<Result<null, CallError>> {
    const { instruments } = before.synced;
    if (instruments.length === 0) return { ok: true, value: null };
    const names = instruments.map(({ brokerSymbol }) => brokerSymbol);
    const reply = await this.#options.calls.symbols(names);
    if (!reply.ok) return reply;
    return await this.#take(before, withTerms(instruments, reply.value.symbols));
  }

  /** A symbol was missing or could not be traded: another name may match now. */
  async #chooseAgain(before: SyncedSession): Promise<Result<null, CallError>> {
    const { config, terminal, calls, onOthers, sync } = this.#options;
    const described = await describeSymbols(config, terminal, {
      ask: (names) => calls.symbols(names),
      known: before.synced.instruments,
    });
    if (!described.ok) return described;
    const { instruments } = described.value;
    if (namesOf(instruments) === namesOf(before.synced.instruments)) {
      return await this.#take(before, instruments);
    }
    if (sync() === before) onOthers();
    return { ok: true, value: null };
  }

  async #take(
    before: SyncedSession,
    described: readonly Instrument[],
  ): Promise<Result<null, CallError>> {
    const { terminal, log, store, sync, onChanged, onOthers } = this.#options;
    if (sync() !== before) return { ok: true, value: null };
    const instruments = this.#latest = this.#values.judged(described);
    const known = before.synced.instruments;
    if (JSON.stringify(instruments) === JSON.stringify(known)) return { ok: true, value: null };
    for (const [index, now] of instruments.entries()) this.#logChanges(known[index]!, now);
    if (instruments.some(({ digits }, index) => digits !== known[index]!.digits)) onOthers();
    else onChanged(instruments);
    const kept = await store.keepInstruments(terminal, instruments);
    const error = kept.ok ? "" : kept.error.code;
    if (!kept.ok) log.warning("symbol_terms_not_kept", { terminal, error });
    return { ok: true, value: null };
  }

  #logChanges(before: Instrument, now: Instrument): void {
    const { terminal, log } = this.#options;
    const changes = termsChanges(before, now);
    const { symbol } = now;
    if (changes !== "") log.warning("symbol_terms_changed", { terminal, symbol, changes });
  }
}

/** What an earlier run has not stored is only used for instruments that cannot be read now. */
const notStored = { tradeMode: "full", calcMode: null, sessions: [] } as const;

function isUnvalued({ tickValue, reportedTickValue }: Instrument): boolean {
  return tickValue === 0 || reportedTickValue !== undefined;
}

function namesOf(instruments: readonly Instrument[]): string {
  return JSON.stringify(instruments.map(({ brokerSymbol }) => brokerSymbol));
}
