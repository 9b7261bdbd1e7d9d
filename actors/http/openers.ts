/**
 * Finds the strategy whose signal opened a position or placed an order: the store is asked once per
 * intent, and the result is cached.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { AccountShown, Opened } from "../../src/http/api/account_routes.ts";
import { type IntentId, strategyOfTrace } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { PricedOverview } from "./position_prices.ts";

/** More than are open at a time; the oldest entries are dropped first. */
const rememberedMax = 2_000;

export class Openers {
  readonly #database: Peer<DatabaseProtocol>;
  /** Null for an intent without a signal. */
  readonly #strategies = new Map<IntentId, string | null>();

  constructor(database: Peer<DatabaseProtocol>) {
    this.#database = database;
  }

  async shown(overviews: readonly PricedOverview[]): Promise<AccountShown[]> {
    return await Promise.all(overviews.map(async (overview) => ({
      ...overview,
      positions: await Promise.all(overview.positions.map((one) => this.#withStrategy(one))),
      orders: await Promise.all(overview.orders.map((one) => this.#withStrategy(one))),
    })));
  }

  async #withStrategy<T extends Pick<Opened, "intent">>(one: T): Promise<T & Opened> {
    return { ...one, strategy: one.intent === null ? null : await this.#strategyOf(one.intent) };
  }

  async #strategyOf(id: IntentId): Promise<string | null> {
    const known = this.#strategies.get(id);
    if (known !== undefined) return known;
    const answer = await this.#database.ask("intent", { id }, { timeoutMs: shortStoreTimeoutMs });
    // Not cached: when the store is away, it is asked again the next time.
    if (!answer.ok || answer.value === null) return null;
    const strategy = strategyOfTrace(answer.value.trace);
    this.#remember(id, strategy);
    return strategy;
  }

  #remember(id: IntentId, strategy: string | null): void {
    this.#strategies.set(id, strategy);
    const [oldest] = this.#strategies.keys();
    if (this.#strategies.size > rememberedMax && oldest !== undefined) {
      this.#strategies.delete(oldest);
    }
  }
}
