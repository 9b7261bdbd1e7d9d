/** Tells which pending paper orders wait, because the description of their symbol is unreadable. */

import type { Logger } from "../../src/models/logger.ts";
import type { BrokerSymbol, TerminalId } from "../../src/models/mod.ts";

export class PendingOrderLog {
  readonly #terminal: TerminalId;
  readonly #log: Logger;
  #told: ReadonlySet<BrokerSymbol> = new Set();

  constructor(terminal: TerminalId, log: Logger) {
    this.#terminal = terminal;
    this.#log = log;
  }

  /** Takes the number of waiting orders of each symbol; logs symbols that are new or gone. */
  tell(waiting: ReadonlyMap<BrokerSymbol, number>): void {
    const terminal = this.#terminal;
    for (const [symbol, orders] of waiting) {
      if (!this.#told.has(symbol)) {
        this.#log.warning("paper_orders_wait", { terminal, symbol, orders });
      }
    }
    for (const symbol of this.#told) {
      if (!waiting.has(symbol)) this.#log.info("paper_orders_go_on", { terminal, symbol });
    }
    this.#told = new Set(waiting.keys());
  }
}
