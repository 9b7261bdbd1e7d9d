/**
 * Which positions and pending orders of an account belong to which entry of which strategy: the
 * magic number names the intent, and the trace of the intent names the entry.
 */

import {
  entryOfTrace,
  err,
  intentOfMagic,
  isPendingType,
  type Magic,
  ok,
  orderDirection,
  ownerText,
  type OwnOrder,
  type OwnPosition,
  type Result,
  type StrategyOwner,
  type StrategyOwnTrades,
  type TracedEntry,
  type TradeIntent,
  type VenueOrder,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import type { CommandError } from "../protocol.ts";
import type { RuledPositions } from "../stops/ruled_positions.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";

/** So many closed trades are shown to a strategy. */
const closedTradesMax = 20;

/** Something open, and the entry that it came from. */
interface Opened<T> {
  readonly found: T;
  readonly entry: TracedEntry;
  readonly opening: TradeIntent;
}

/** What is open of one strategy on one series. */
interface OpenedByStrategy {
  readonly positions: readonly Opened<VenuePosition>[];
  readonly orders: readonly Opened<VenueOrder>[];
}

export class StrategyTrades {
  readonly #context: Pick<TradeContext, "database">;
  readonly #openings: RuledPositions;

  constructor(context: Pick<TradeContext, "database">, openings: RuledPositions) {
    this.#context = context;
    this.#openings = openings;
  }

  /** By the latest reading of the account. */
  async opened(
    account: TradingAccount,
    owner: StrategyOwner,
  ): Promise<Result<OpenedByStrategy, CommandError>> {
    const { positions, orders } = account.reader.openTrades;
    const pending = orders.filter(({ type }) => isPendingType(type));
    const foundPositions = await this.#ofOwner(positions, owner);
    if (!foundPositions.ok) return foundPositions;
    const foundOrders = await this.#ofOwner(pending, owner);
    if (!foundOrders.ok) return foundOrders;
    return ok({ positions: foundPositions.value, orders: foundOrders.value });
  }

  /** The view with which the strategy decides; the account has just been read. */
  async view(
    account: TradingAccount,
    owner: StrategyOwner,
  ): Promise<Result<StrategyOwnTrades, CommandError>> {
    const opened = await this.opened(account, owner);
    if (!opened.ok) return opened;
    const wanted = { account: account.terminal, owner: ownerText(owner), limit: closedTradesMax };
    const closed = await this.#context.database.ask("closed_own_trades", wanted, {
      timeoutMs: storeTimeoutMs,
    });
    if (!closed.ok) return closed;
    const { positions, orders } = opened.value;
    return ok({
      positions: positions.map(shownPosition).sort(byNumber),
      orders: orders.flatMap(shownOrder).sort(byNumber),
      closedTrades: closed.value,
    });
  }

  async #ofOwner<T extends { readonly magic: Magic }>(
    trades: readonly T[],
    owner: StrategyOwner,
  ): Promise<Result<readonly Opened<T>[], CommandError>> {
    const own = ownerText(owner);
    const opened: Opened<T>[] = [];
    for (const found of trades) {
      const id = intentOfMagic(found.magic);
      const opening = id === null ? null : await this.#openings.opening(id);
      if (opening === "unavailable") {
        return err({ code: "not_ready", message: "The store does not answer" });
      }
      const entry = opening === null ? null : entryOfTrace(opening.trace);
      if (opening === null || entry?.owner !== own) continue;
      opened.push({ found, entry, opening });
    }
    return ok(opened);
  }
}

function shownPosition({ found, entry, opening }: Opened<VenuePosition>): OwnPosition {
  const { direction, volumeLots, openPrice, stopLoss, takeProfit, openedMs } = found;
  const firstStop = opening.request.kind === "open" ? opening.request.stopLoss : null;
  return {
    ...{ number: entry.number, direction, volumeLots, entryPrice: openPrice, stopLoss, takeProfit },
    openedBrokerMs: openedMs,
    initialRisk: firstStop === null ? null : Math.abs(openPrice - firstStop),
  };
}

function shownOrder({ found, entry }: Opened<VenueOrder>): readonly OwnOrder[] {
  const { type, price, volumeCurrentLots, stopLoss, takeProfit, setupMs } = found;
  const direction = orderDirection(type);
  if (direction === null || price === null) return [];
  const { number } = entry;
  return [{
    ...{ number, direction, volumeLots: volumeCurrentLots, price, stopLoss, takeProfit },
    placedBrokerMs: setupMs,
  }];
}

function byNumber(
  one: { readonly number: number },
  other: { readonly number: number },
): number {
  return one.number - other.number;
}
