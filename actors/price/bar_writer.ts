/**
 * Writes closed bars to the store. At most a few writes run at a time; series that arrive during
 * them share the next write, so that fetching many symbols takes few transactions. A write is
 * atomic.
 */

import { err, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { BarsStored, SeriesBars } from "../../src/database/store_rows.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { FetchError } from "./protocol.ts";

/** One is being written while the next is in transit, so the store does not wait for this actor. */
const writesMax = 2;
/**
 * About 20 ms of the store's time with 100 new bars each, so that ticks and requests are not held
 * up.
 */
const seriesPerWriteMax = 50;

type Outcome = Result<BarsStored, FetchError>;

interface Waiting {
  readonly terminal: TerminalId;
  readonly series: SeriesBars;
  settle(outcome: Outcome): void;
}

/** The queue is bounded by the number of series: each has one catch-up or one audit at a time. */
export class BarWriter {
  readonly #database: Peer<DatabaseProtocol>;
  #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(database: Peer<DatabaseProtocol>) {
    this.#database = database;
  }

  /** Safe to repeat. */
  store(terminal: TerminalId, series: SeriesBars): Promise<Outcome> {
    return new Promise((settle) => {
      this.#waiting.push({ terminal, series, settle });
      if (this.#underWay < writesMax) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#underWay++;
    for (let together = this.#take(); together.length > 0; together = this.#take()) {
      await this.#write(together);
    }
    this.#underWay--;
  }

  /** The oldest in the queue, all of one terminal. */
  #take(): Waiting[] {
    const { terminal } = this.#waiting[0] ?? {};
    const other = this.#waiting.findIndex((one) => one.terminal !== terminal);
    const length = other < 0 ? this.#waiting.length : other;
    return this.#waiting.splice(0, Math.min(length, seriesPerWriteMax));
  }

  async #write(together: readonly Waiting[]): Promise<void> {
    const { terminal } = together[0]!;
    const series = together.map((one) => one.series);
    const request = { terminal, series };
    const stored = await this.#database.ask("store_bars", request, { timeoutMs: storeTimeoutMs });
    together.forEach(({ settle }, index) =>
      settle(stored.ok ? ok(stored.value[index]!) : err(stored.error))
    );
  }
}
