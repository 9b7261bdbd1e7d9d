/**
 * The latest prices of open positions, requested from the price actor, and their tick values, read
 * from the store from time to time.
 */

import {
  type Priced,
  priced,
  type PriceWorth,
  type ReceivedPrice,
} from "../../src/http/live_positions.ts";
import { pricedTerminal, type TerminalId, type UnixMs, unixMs } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { PriceProtocol } from "../price/protocol.ts";
import type { AccountOverview } from "../trade/protocol.ts";

const timeout = { timeoutMs: 500 };
/** What a tick is worth changes slowly; the terminal's own figures come every half minute. */
const worthPeriodMs = 30_000;

export interface PositionPricesParts {
  readonly price: Peer<PriceProtocol>;
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
}

type Position = AccountOverview["positions"][number];

export type PricedOverview = Omit<AccountOverview, "positions"> & {
  readonly positions: readonly (Position & Priced)[];
};

/** The key of a symbol of a terminal. */
function keyOf(terminal: TerminalId, symbol: string): string {
  return `${terminal} ${symbol}`;
}

export class PositionPrices {
  readonly #parts: PositionPricesParts;
  #worth: ReadonlyMap<string, PriceWorth> = new Map();
  #worthSteadyMs = -Infinity;

  constructor(parts: PositionPricesParts) {
    this.#parts = parts;
  }

  async shown(overviews: readonly AccountOverview[]): Promise<readonly PricedOverview[]> {
    const isOpen = overviews.some(({ positions }) => positions.length > 0);
    const [prices] = isOpen ? await Promise.all([this.#prices(), this.#renewWorth()]) : [new Map()];
    return overviews.map((overview) => {
      const readMs = overview.lastReconciledMs === null ? null : unixMs(overview.lastReconciledMs);
      const shown = (position: Position) => {
        const key = keyOf(pricedTerminal(overview.terminal), position.symbol);
        const price = prices.get(key) ?? null;
        return priced(position, { readMs, price, instrument: this.#worth.get(key) ?? null });
      };
      return { ...overview, positions: overview.positions.map(shown) };
    });
  }

  /** None while the price actor is away: positions are shown as they were read. */
  async #prices(): Promise<ReadonlyMap<string, ReceivedPrice>> {
    const { price, clock } = this.#parts;
    const symbols = await price.ask("symbols", {}, timeout);
    if (!symbols.ok) return new Map();
    return new Map(
      symbols.value.flatMap(({ terminal, symbol, quote, lastTickAgeMs }) => {
        if (quote === null || lastTickAgeMs === null) return [];
        const atMs = Math.round(clock.nowMs() - lastTickAgeMs) as UnixMs;
        return [[keyOf(terminal, symbol), { bid: quote.bid, ask: quote.ask, atMs }] as const];
      }),
    );
  }

  async #renewWorth(): Promise<void> {
    const { database, clock } = this.#parts;
    if (clock.steadyMs() - this.#worthSteadyMs < worthPeriodMs) return;
    const described = await database.ask("instruments", {}, timeout);
    if (!described.ok) return;
    this.#worthSteadyMs = described.value.length === 0 ? -Infinity : clock.steadyMs();
    this.#worth = new Map(
      described.value.map(({ terminal, instrument }) => [
        keyOf(terminal, instrument.symbol),
        instrument,
      ]),
    );
  }
}
