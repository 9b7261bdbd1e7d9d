/** Counts descriptions of symbols that cannot be read, and reports them at a limited rate. */

import type { TerminalId } from "../../src/models/mod.ts";
import type { Logger } from "../../src/models/logger.ts";
import { RepeatedReports } from "../../src/runtime/repeated_reports.ts";
import type { RefusedSymbol } from "../../src/mt5/symbols_reply.ts";
import type { Clock } from "../../src/runtime/clock.ts";

/** Symbols that are reported by name; the bridge asks for those that it needs only. */
const namesMax = 256;

export class SymbolRefusals {
  readonly #terminal: TerminalId;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #reports = new RepeatedReports<string>();
  readonly #names = new Set<string>();
  #count = 0;

  constructor(terminal: TerminalId, log: Logger, clock: Clock) {
    this.#terminal = terminal;
    this.#log = log;
    this.#clock = clock;
  }

  get count(): number {
    return this.#count;
  }

  note(refused: readonly RefusedSymbol[]): void {
    this.#count += refused.length;
    for (const { name, error } of refused) {
      const broker = this.#known(name ?? "without a name");
      const toLog = this.#reports.toLog(broker, this.#clock.steadyMs());
      if (toLog === null) continue;
      const detail = `${error.where}: ${error.detail}`;
      this.#log.warning("symbol_malformed", { terminal: this.#terminal, broker, detail, ...toLog });
    }
  }

  #known(name: string): string {
    if (this.#names.size < namesMax) this.#names.add(name);
    return this.#names.has(name) ? name : "another one";
  }
}
