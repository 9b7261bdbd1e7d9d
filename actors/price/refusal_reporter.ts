/** Counts the prices of all terminals that make no sense, and reports them at a limited rate. */

import type { SymbolName, TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { type BarFault, barFaults, type RefusedBar } from "../../src/price/bar_plausibility.ts";
import type { RefusedTick } from "../../src/price/tick_filter.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { RepeatedReports } from "../../src/runtime/repeated_reports.ts";

/** How often the rows of one kind and symbol are reported. */
const everyMs = 60_000;

interface Refused {
  readonly kind: "bars" | "ticks";
  readonly rows: number;
  readonly first: RefusedBar | RefusedTick;
}

export interface RefusedTicks {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly first: RefusedTick;
  readonly rows: number;
}

export class RefusalReporter {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #reports = new RepeatedReports({ firstMs: everyMs, longestMs: everyMs });
  /** Refused bars by their fault; a bar that is fetched again counts again. */
  readonly bars = Object.fromEntries(barFaults.map((fault) => [fault, 0])) as {
    [Fault in BarFault]: number;
  };

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  refusedBars(terminal: TerminalId, symbol: SymbolName, refused: readonly RefusedBar[]): void {
    const [first] = refused;
    if (first === undefined) return;
    for (const { reason } of refused) this.bars[reason]++;
    this.#report(terminal, symbol, { kind: "bars", rows: refused.length, first });
  }

  /** `rows` ticks were refused, of which this is the first. */
  refusedTicks({ terminal, symbol, first, rows }: RefusedTicks): void {
    this.#report(terminal, symbol, { kind: "ticks", rows, first });
  }

  #report(terminal: TerminalId, symbol: SymbolName, { kind, rows, first }: Refused): void {
    const key = `${kind}/${terminal}/${symbol}`;
    const toLog = this.#reports.toLog(key, this.#clock.steadyMs(), rows);
    if (toLog === null) return;
    const { reason, field, value, brokerMs } = first;
    const fields = { terminal, symbol, kind, rows: rows + toLog.collapsed, reason, field, value };
    this.#log.warning("prices_refused", { ...fields, time: timeText(brokerMs) });
  }
}

/** An absurd time may be outside the range of dates. */
function timeText(brokerMs: number): string {
  const date = new Date(brokerMs);
  return Number.isNaN(date.getTime()) ? String(brokerMs) : date.toISOString();
}
