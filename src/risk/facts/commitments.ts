/**
 * Positions, pending orders and intents in flight in one list without duplicates: an intent whose
 * order or position is listed counts as that order or position; an intent with an unknown outcome
 * counts as executed.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import {
  type AccountIdentity,
  type ApprovalId,
  type Direction,
  type IntentId,
  intentOfMagic,
  isFinalIntent,
  isPendingType,
  type Magic,
  orderDirection,
  type SymbolName,
  type TradeIntent,
  type VenueOrder,
  type VenuePosition,
  worstFillPrice,
} from "../../models/mod.ts";
import type { OpenPositions } from "./open_positions.ts";
import { moneyPerPriceOf, mostMoneyPerPriceOf } from "./price_value.ts";

export interface Commitment {
  readonly symbol: SymbolName;
  readonly direction: Direction;
  readonly volumeLots: number;
  readonly price: number;
  /** Null: none. */
  readonly stopLoss: number | null;
  /**
   * The value of one whole unit of price, derived from the position's profit or from the terminal's
   * check of the order; null when it cannot be derived.
   */
  readonly moneyPerPrice: number | null;
  /** What it is at most, where it cannot be derived; nothing is known when left out. */
  readonly mostMoneyPerPrice?: number | null;
  /** True for a position; anything else may never be filled. */
  readonly isPosition: boolean;
  /** It is filled at once or never, so it will not be a pending order. False when left out. */
  readonly isMarketOrder?: boolean;
  /** Lots of a position that are being closed already; none when left out. */
  readonly closingLots?: number;
}

/** Exposure that an approval reserves until it is used or expires. */
export interface Reservation
  extends Omit<Commitment, "isPosition" | "moneyPerPrice" | "mostMoneyPerPrice" | "closingLots"> {
  readonly approval: ApprovalId;
}

export interface CommittedAccount
  extends Pick<AccountIdentity, "currency" | "currencyDigits" | "marginMode"> {
  /**
   * What a lot of an approval is worth for each whole unit of price, where the terminal's check has
   * shown it; nothing is known when left out.
   */
  readonly shownPerLot?: ReadonlyMap<ApprovalId, number>;
}

/** `identity`: of the account; null while unknown. */
export function commitmentsOf(
  openPositions: OpenPositions,
  reservations: readonly Reservation[],
  identity: CommittedAccount | null,
): Commitment[] {
  const currency = identity ?? "";
  const isNetting = (identity?.marginMode ?? "hedging") !== "hedging";
  const shownOf = (approval: ApprovalId | null, lots: number) => {
    const perLot = approval === null ? undefined : identity?.shownPerLot?.get(approval);
    return perLot === undefined ? null : perLot * lots;
  };
  const positions = openPositions.positions.map((one) => ({
    ...positionCommitment(one, currency),
    closingLots: closingLotsOf(one, openPositions),
  }));
  const orders = openPositions.orders.flatMap((order) =>
    orderCommitment(order, openPositions).map((one) => ({
      ...one,
      moneyPerPrice: shownOf(approvalOf(order, openPositions), one.volumeLots),
    }))
  );
  const used = new Set([
    ...openPositions.approvalsUsed,
    ...openPositions.intents.flatMap(({ approval }) => approval ?? []),
  ]);
  const promised = reservations.filter(({ approval }) => !used.has(approval)).map((
    { approval, ...rest },
  ) => ({ ...rest, moneyPerPrice: shownOf(approval, rest.volumeLots), isPosition: false }));
  const sent = intentsInFlight(openPositions, isNetting).map((
    { approval, ...rest },
  ) => ({ ...rest, moneyPerPrice: shownOf(approval, rest.volumeLots) }));
  return [...positions, ...orders, ...sent, ...promised];
}

function positionCommitment(position: VenuePosition, currency: MoneyUnit): Commitment {
  const { symbol, direction, volumeLots, currentPrice, stopLoss } = position;
  return {
    symbol,
    direction,
    volumeLots,
    price: currentPrice,
    stopLoss,
    moneyPerPrice: moneyPerPriceOf(position, currency),
    mostMoneyPerPrice: mostMoneyPerPriceOf(position, currency),
    isPosition: true,
  };
}

/** Lots of the position that listed orders and requests to close it have closed or may close. */
function closingLotsOf(position: VenuePosition, openPositions: OpenPositions): number {
  const { orders, intents, readLots } = openPositions;
  const ordered = orders
    .filter((one) => one.position === position.identifier)
    .filter(({ type }) => orderDirection(type) !== position.direction)
    .map(({ volumeCurrentLots }) => volumeCurrentLots);
  const asked = intents.map(({ id, request, state, filledLots }) => {
    if (request.kind !== "close_position" || request.position !== position.ticket) return 0;
    const lots = isFinalIntent(state) ? filledLots : request.volumeLots;
    if (lots === null) return position.volumeLots;
    return Math.max(0, lots - (readLots?.get(id) ?? 0));
  });
  return roundLots([...ordered, ...asked].reduce((sum, lots) => sum + lots, 0));
}

/** An order that closes a position adds nothing. */
function orderCommitment(
  order: VenueOrder,
  { positions }: OpenPositions,
): Omit<Commitment, "moneyPerPrice">[] {
  const { type, symbol, volumeCurrentLots: volumeLots, stopLoss } = order;
  const direction = orderDirection(type);
  const closed = positions.find(({ identifier }) => identifier === order.position);
  if (direction === null || (closed !== undefined && closed.direction !== direction)) return [];
  const price = worstFillPrice(order) ?? 0;
  return [{
    symbol,
    direction,
    volumeLots,
    price,
    stopLoss,
    isPosition: false,
    isMarketOrder: !isPendingType(type),
  }];
}

/** Null for an order that the bridge did not place. */
function approvalOf({ magic, ticket }: VenueOrder, { intents }: OpenPositions): ApprovalId | null {
  const intent = intents.find(({ id, order }) => id === intentOfMagic(magic) || order === ticket);
  return intent?.approval ?? null;
}

function intentsInFlight(openPositions: OpenPositions, isNetting: boolean) {
  return openPositions.intents.flatMap((intent) => {
    const { request, approval } = intent;
    if (request.kind !== "open") return [];
    const volumeLots = isNetting
      ? lotsOnNetting(intent, openPositions)
      : lotsOnHedging(intent, openPositions);
    return volumeLots <= 0 ? [] : [{
      symbol: request.symbol,
      direction: orderDirection(request.type) ?? "buy",
      volumeLots,
      price: worstFillPrice(request) ?? 0,
      stopLoss: request.stopLoss,
      approval,
      isPosition: false,
      isMarketOrder: !isPendingType(request.type),
    }];
  });
}

/**
 * Lots of an opening intent that no listed order or position represents. The position with its
 * identifier may be older than the intent, so only what trade has found in it counts as listed.
 */
function lotsOnNetting(intent: TradeIntent, { orders, readLots }: OpenPositions): number {
  const isListed = orders.some(({ ticket, magic }) =>
    ticket === intent.order || intentOfMagic(magic) === intent.id
  );
  return isListed ? 0 : roundLots(mostLotsOf(intent) - (readLots?.get(intent.id) ?? 0));
}

/** The same where each intent opens a position of its own. */
function lotsOnHedging(intent: TradeIntent, openPositions: OpenPositions): number {
  const { id, order, position, filledLots } = intent;
  const mostLots = mostLotsOf(intent);
  const isCounted = intentsSeen(openPositions).has(id) ||
    openPositions.orders.some(({ ticket }) => ticket === order) ||
    (filledLots >= requestedLotsOf(intent) &&
      openPositions.positions.some(({ identifier }) => identifier === position));
  if (isCounted) return 0;
  // Volume filled since the positions were read is not part of any position yet.
  const isHeldInPart = openPositions.positions.some(({ identifier, magic }) =>
    identifier === position || intentOfMagic(magic) === id
  );
  return mostLots - (isHeldInPart ? filledLots : 0);
}

/** What it has filled or may still fill. */
function mostLotsOf(intent: TradeIntent): number {
  return isFinalIntent(intent.state) ? intent.filledLots : requestedLotsOf(intent);
}

function requestedLotsOf({ request }: TradeIntent): number {
  return request.kind === "open" ? request.volumeLots : 0;
}

/** A volume without rounding errors of doubles. */
function roundLots(lots: number): number {
  return Number(lots.toFixed(8));
}

/** Intents that a listed order represents, or whose whole volume a listed position contains. */
function intentsSeen({ orders, positions, intents }: OpenPositions): Set<IntentId> {
  const carried = (magic: Magic, volumeLots: number): IntentId[] => {
    const id = intentOfMagic(magic);
    return id !== null && intents.some((one) => one.id === id && isHeld(one, volumeLots))
      ? [id]
      : [];
  };
  return new Set([
    ...orders.flatMap(({ magic }) => intentOfMagic(magic) ?? []),
    ...positions.flatMap(({ magic, volumeLots }) => carried(magic, volumeLots)),
  ]);
}

function isHeld({ request }: TradeIntent, volumeLots: number): boolean {
  return request.kind === "open" && volumeLots >= request.volumeLots;
}
