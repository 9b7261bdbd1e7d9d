/** The copied trades of one follower that have not ended: in memory, and in the store. */

import {
  type CopiedTrade,
  copyText,
  type Result,
  type TerminalId,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import { NewestWrites } from "../../../src/runtime/newest_writes.ts";
import type { TradeContext } from "../trade_context.ts";

const writeBackoff = { firstMs: 50, factor: 3, maxMs: 5_000, jitter: 0.2 };

export class CopiedTrades {
  readonly #context: Pick<TradeContext, "database" | "clock" | "random">;
  readonly #follower: TerminalId;
  readonly #trades = new Map<string, CopiedTrade>();
  readonly #writes: NewestWrites<string>;
  #isLoaded = false;

  constructor(
    context: Pick<TradeContext, "database" | "clock" | "random">,
    follower: TerminalId,
  ) {
    this.#context = context;
    this.#follower = follower;
    const { clock, random } = context;
    const write = (key: string) => this.#write(key);
    this.#writes = new NewestWrites({ clock, random, backoff: writeBackoff, write });
  }

  /** Loads those of earlier runs; false while the store does not answer. */
  async load(): Promise<boolean> {
    if (this.#isLoaded) return true;
    const { database } = this.#context;
    const wanted = { follower: this.#follower };
    const found = await database.ask("open_copied_trades", wanted, { timeoutMs: storeTimeoutMs });
    if (!found.ok) return false;
    for (const trade of found.value) this.#trades.set(copyText(trade), trade);
    this.#isLoaded = true;
    return true;
  }

  get open(): readonly CopiedTrade[] {
    return [...this.#trades.values()].filter(({ endedMs }) => endedMs === null);
  }

  get(key: string): CopiedTrade | null {
    return this.#trades.get(key) ?? null;
  }

  /** In memory at once, in the store as soon as it can be. */
  put(trade: CopiedTrade): void {
    const key = copyText(trade);
    this.#trades.set(key, trade);
    this.#writes.changed(key);
  }

  /** As if it had not been seen; what is stored of it is replaced by the next decision. */
  forget(trade: CopiedTrade): void {
    this.#trades.delete(copyText(trade));
  }

  stop(): void {
    this.#writes.stop();
  }

  async #write(key: string): Promise<Result<unknown, unknown>> {
    const { database } = this.#context;
    const trade = this.#trades.get(key);
    if (trade === undefined) return { ok: true, value: null };
    const written = await database.ask("store_copied_trades", { trades: [trade] }, {
      timeoutMs: storeTimeoutMs,
    });
    const isOver = trade.endedMs !== null && this.#trades.get(key) === trade;
    if (written.ok && isOver) this.#trades.delete(key);
    return written;
  }
}
