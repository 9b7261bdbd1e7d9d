/** Counts the prices of all terminals that make no sense, and reports them at a limited rate. */

import type { SymbolName, TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { type BarFault, barFaults, type RefusedBar } from "../../src/price/bar_plausibility.ts";
import { RefusalNotices } from "../../src/price/refusal_notices.ts";
import type { RefusedTick } from "../../src/price/tick_filter.ts";
import type { Clock } from "../../src/runtime/clock.ts";

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
  readonly #notices = new RefusalNotices();
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
    const due = this.#notices.note(key, rows, this.#clock.steadyMs());
    if (due === null) return;
    const { reason, field, value, brokerMs } = first;
    const fields = { terminal, symbol, kind, rows: due, reason, field, value };
    this.#log.warning("prices_refused", { ...fields, time: timeText(brokerMs) });
  }
}

/** An absurd time may be outside the range of dates. */
function timeText(brokerMs: number): string {
  const date = new Date(brokerMs);
  return Number.isNaN(date.getTime()) ? String(brokerMs) : date.toISOString();
}
